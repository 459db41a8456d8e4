"""Changes of profiles that take effect, or never will; within the transaction of the caller: the
night, a recovery, or the change itself where a structure does without the night."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp.accounts.operations.ending import KINDS, LETS_IN, spend
from webapp.database import execute_many
from webapp.families.operations import index_account

APPLIED = """
UPDATE profile_change SET state = 'applied', secret_hash = '', ended_at = ?
WHERE id = ? AND state = 'pending'
"""
NEW_MAIL = "UPDATE account SET email = ? WHERE id = ?"
NEW_HASH = "UPDATE account SET password_hash = ?, must_change = FALSE WHERE id = ?"
NEW_QUESTION = """
UPDATE account SET question = ?, answer_hash = ?, question_locked = FALSE WHERE id = ?
"""
END_OTHERS = """
UPDATE login_session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL AND id <> ?
"""


class Ripe(NamedTuple):
    """A change that may take effect; its row is locked, and `pending`."""

    id: int
    account: int
    kind: str
    value: str
    secret_hash: str
    session: int | None


def apply(changes: Sequence[Ripe], now: int) -> None:
    """Make them so. A new password ends the account's log-ins, but the one that asked for it;
    with a new address or password, links sent before let nobody in."""
    execute_many(APPLIED, [(now, change.id) for change in changes])
    of = {kind: [change for change in changes if change.kind == kind] for kind in KINDS}
    execute_many(NEW_MAIL, [(change.value, change.account) for change in of["mail"]])
    for change in of["mail"]:
        index_account(change.account)
    for change in (*of["mail"], *of["password"]):
        spend(change.account, LETS_IN, now)
    execute_many(NEW_HASH, [(change.secret_hash, change.account) for change in of["password"]])
    asked = [(now, change.account, change.session or 0) for change in of["password"]]
    execute_many(END_OTHERS, asked)
    execute_many(NEW_QUESTION, [(c.value, c.secret_hash, c.account) for c in of["question"]])
