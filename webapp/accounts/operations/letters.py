"""Letters about an account and the links in them, within the transaction of what they tell."""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import LINK_LASTS
from webapp.database import execute, row
from webapp.mail.operations import Letter

SENDER = "SELECT name, email FROM structure ORDER BY position, id LIMIT 1"
NEW_LINK = """
INSERT INTO access_link (kind, token_hash, account_id, created_at, expires_at, change_id, address)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
USE_LINK = """
UPDATE access_link SET used_at = ?
WHERE kind = ? AND token_hash = ? AND used_at IS NULL AND expires_at > ?
RETURNING id, account_id, change_id, address
"""


def new_link(
    kind: str, account: int, now: int, *, change: int | None = None, address: str = ""
) -> str:
    """The token of a new link of the account, about a change of its profile if one is given: a way
    to undo a change lasts less than one to undo a recovery. `address`: where it is sent, for a
    link that gives the account back to whoever reads mail there."""
    token = secrets.token_urlsafe(24)
    lasts = LINK_LASTS["undo" if kind == "not_me" and change else kind]
    execute(NEW_LINK, kind, digest(token), account, now, now + lasts, change, address)
    return token


class Used(NamedTuple):
    """The account of a link, the change of its profile that the link is about, if any, and where
    it was sent if that counts."""

    id: int
    account: int
    change: int | None
    address: str


def use_link(kind: str, token: str, now: int) -> Used | None:
    """Spend a link; None if it does not hold."""
    used = row(USE_LINK, now, kind, digest(token), now)
    return Used(*used) if used else None


def letter(
    template: str, account: int, email: str, name: Sequence[str], now: int, context: dict[str, Any]
) -> Letter:
    """A letter to the owner of an account (`name`: title, first and last name)."""
    sender = row(SENDER) or ("Portail famille", "")
    greeted = " ".join(part for part in name if part)
    return Letter(
        dedup_key=f"{template}:{account}:{now}:{secrets.token_hex(4)}",
        to_address=email,
        to_name=greeted,
        template=template,
        context={"sender": sender[0], "reply_to": sender[1], "name": greeted, **context},
    )
