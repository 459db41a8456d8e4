"""Browsers that are logged in: opened, used, ended."""

import secrets
from hashlib import sha256

from webapp.accounts.operations.authors import author_of
from webapp.accounts.rules import SEEN_EVERY, lasts
from webapp.audit import operations as audit
from webapp.audit.operations import Thing
from webapp.database import execute, row, rows, write_transaction

OPEN = """
INSERT INTO login_session
  (account_id, token_hash, remembered, device, address, created_at, seen_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
TOUCH = """
UPDATE login_session SET seen_at = ?, expires_at = ?
WHERE id = ? AND ended_at IS NULL AND seen_at < ?
"""
LOCK = "UPDATE account SET active = active WHERE id = ?"
STILL = "SELECT id FROM login_session WHERE account_id = ? AND token_hash = ? AND ended_at IS NULL"
END = "UPDATE login_session SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL"
END_ONE = """
UPDATE login_session SET ended_at = ? WHERE id = ? AND account_id = ? AND ended_at IS NULL
"""
END_OTHERS = """
UPDATE login_session SET ended_at = ?
WHERE account_id = ? AND ended_at IS NULL AND token_hash <> ? RETURNING id
"""


def digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def start(
    account: int, role: str, now: int, *, remembered: bool = False, device: str = "",
    address: str = "",
) -> str:  # fmt: skip
    """A new log-in; its token, known to the browser alone. Those of staff are in the audit log."""
    token = secrets.token_urlsafe(24)
    ends = now + lasts(role, remembered=remembered)
    kept = remembered and role == "family"
    who = (account, digest(token), kept, device[:80], address[:64])
    with write_transaction():
        execute(OPEN, *who, now, now, ends)
        if role != "family":
            by = author_of(account, address)
            audit.record(by, now, "staff.entered", Thing("account", account, device))
    return token


def touch(session: int, role: str, now: int, *, remembered: bool, expires_at: int) -> None:
    """The log-in is in use: noted once a minute; one that is not remembered lasts on."""
    ends = expires_at if remembered else now + lasts(role, remembered=False)
    with write_transaction():
        execute(TOUCH, now, ends, session, now - SEEN_EVERY)


def still(account: int, token: str) -> int | None:
    """The log-in that acts, within its transaction; None if it was ended since the page began.

    The account is locked: whoever puts people out of it does so before, or after all of this."""
    execute(LOCK, account)
    found = row(STILL, account, digest(token))
    return int(found[0]) if found else None


def end(token: str, now: int) -> None:
    """Log out."""
    with write_transaction():
        execute(END, now, digest(token))


def end_one(account: int, session: int, now: int) -> bool:
    """End a log-in of the account from elsewhere; False if it has none such."""
    with write_transaction():
        return bool(execute(END_ONE, now, session, account))


def end_others(account: int, token: str, now: int) -> int:
    """End all log-ins of the account but this one (none if `token` is empty); how many."""
    with write_transaction():
        return len(rows(END_OTHERS, now, account, digest(token)))
