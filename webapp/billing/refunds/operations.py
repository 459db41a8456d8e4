"""A parent asks for a refund, or does so no more. See `staff/operations/refunding.py`."""

from enum import Enum
from typing import NamedTuple

from webapp.database import execute, row, write_transaction

# Only what is in the wallet now, and one request at a time.
ASK = """
INSERT INTO refund (family_id, wallet_id, cents, reason, account_id, author, asked_at, state, given,
  means, number, answer, decided_by)
SELECT b.family_id, b.wallet_id, ?, ?, ?, ?, ?, 'asked', 0, '', '', '', '' FROM balance b
WHERE b.family_id = ? AND b.wallet_id = ? AND b.cents >= ? AND ? > 0
ON CONFLICT DO NOTHING
"""
WAITING = "SELECT 1 FROM refund WHERE family_id = ? AND wallet_id = ? AND state = 'asked'"
WITHDRAW = """
UPDATE refund SET state = 'withdrawn', ended_at = ?
WHERE id = ? AND family_id = ? AND state = 'asked'
"""
EXISTS = "SELECT 1 FROM refund WHERE id = ? AND family_id = ?"


class Asked(Enum):
    """What became of a request."""

    NEW = "new"
    WAITING = "waiting"
    """One for this wallet waits already."""
    TOO_MUCH = "too much"


class Wish(NamedTuple):
    """What a parent asks for: `cents` of a wallet, and why."""

    wallet: int
    cents: int
    reason: str


def ask(family: int, wish: Wish, account: int, author: str, now: int) -> Asked:
    """Ask for a refund; `account` and `author`: who asks; `now`: UTC seconds."""
    scope = (family, wish.wallet)
    with write_transaction():
        told = (wish.cents, wish.reason, account, author[:160], now)
        if execute(ASK, *told, *scope, wish.cents, wish.cents):
            return Asked.NEW
        return Asked.WAITING if row(WAITING, *scope) else Asked.TOO_MUCH


def withdraw(family: int, refund: int, now: int) -> bool:
    """The parent does not ask any more; False if it was decided or withdrawn before. Raises
    LookupError if the family never asked."""
    with write_transaction():
        if row(EXISTS, refund, family) is None:
            raise LookupError(refund)
        return bool(execute(WITHDRAW, now, refund, family))
