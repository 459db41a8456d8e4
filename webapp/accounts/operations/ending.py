"""Putting whoever is in an account out of it, within the transaction of the caller: log-ins end,
links that would let one in again are spent, changes that wait are withdrawn."""

from collections.abc import Sequence

from webapp.database import execute, marks

KINDS = ("mail", "password", "question")
"""Of changes of a profile."""
LETS_IN = ("recover", "second")
"""Links with which one enters; `GIVES_WAY` those with which a change of the profile, or a
recovery, is agreed to. The
links of the kind `not_me` stay: they are the owner's way to undo what others do."""
GIVES_WAY = ("confirm", "approve", "mine")

END_ALL = "UPDATE login_session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL"
LOCK = "UPDATE account SET question_locked = TRUE, password_hash = '' WHERE id = ?"
SPEND = """
UPDATE access_link SET used_at = ?
WHERE account_id = ? AND used_at IS NULL AND kind IN ({marks})
"""
SPEND_LATER = """
UPDATE access_link SET used_at = ?
WHERE account_id = ? AND used_at IS NULL AND kind = 'not_me' AND id > ?
"""
DROP = """
UPDATE profile_change SET state = 'withdrawn', secret_hash = '', ended_at = ?
WHERE account_id = ? AND state = 'pending' AND kind IN ({marks})
"""


def put_out(account: int, now: int) -> None:
    """Nobody is in the account any more, and nothing that was begun goes on."""
    execute(END_ALL, now, account)
    spend(account, (*LETS_IN, *GIVES_WAY), now)
    drop(account, KINDS, now)


def shut(account: int, now: int) -> None:
    """Nor does anybody get in who knew the password or the answer: a mail to the owner, or the
    structure's letter, opens it again."""
    execute(LOCK, account)
    put_out(account, now)


def spend(account: int, kinds: Sequence[str], now: int) -> int:
    """Links that have not served never will; how many."""
    return execute(SPEND.format(marks=marks(kinds)), now, account, *kinds)


def spend_later(link: int, account: int, now: int) -> None:
    """Ways to undo that were mailed after this one: to whoever came later. One mailed before stays
    with whoever was on file before, whom those who came later cannot deprive of it."""
    execute(SPEND_LATER, now, account, link)


def drop(account: int, kinds: Sequence[str], now: int) -> int:
    """What the account asked for is withdrawn; how many."""
    return execute(DROP.format(marks=marks(kinds)), now, account, *kinds)
