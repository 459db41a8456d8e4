"""Writing to the audit log, within the transaction of what is logged.

with write_transaction():
    execute(CLOSE, account)
    audit.record(by, now, "account.closed", kind="account", number=account, label=login)
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.audit.actions import ACTIONS
from webapp.database import execute

RECORD = """
INSERT INTO audit_event (at, account_id, actor, plain, role, address, action, object_kind,
  object_id, label, family_id, before, after)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Author(NamedTuple):
    """Who acts: `webapp.audit.authors.author()` in a view; `MARELLE` for what nobody asks."""

    account_id: int
    name: str
    role: str
    address: str


class Thing(NamedTuple):
    """What something is done to: the name of its table, its id, and itself in words."""

    kind: str = ""
    id: int | None = None
    label: str = ""


NOTHING = Thing()
MARELLE = Author(0, "Marelle", "system", "")


def plain(name: str) -> str:
    """A name as it is searched: case and accents do not count."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def record(
    by: Author,
    now: int,
    action: str,
    on: Thing = NOTHING,
    *,
    family: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Log an action, within the caller's transaction. `now` in UTC seconds; `family`: the id of
    the one it concerns; `before` and `after`: what changed, by French name. Never a secret.
    KeyError for an action without a name in `ACTIONS`."""
    _ = ACTIONS[action]
    who = (by.account_id, by.name[:200], plain(by.name)[:200], by.role, by.address[:64])
    what = (action, on.kind, on.id, on.label[:200], family, _json(before), _json(after))
    execute(RECORD, now, *who, *what)


def _json(facts: Mapping[str, Any] | None) -> str:
    return json.dumps(facts, ensure_ascii=False, default=str) if facts else ""
