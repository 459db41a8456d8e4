"""Choosing one's own password."""

from webapp.accounts import passwords
from webapp.accounts.operations import ending, sessions
from webapp.accounts.rules import is_held
from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, row, rows, write_transaction

SET = "UPDATE account SET password_hash = ?, must_change = FALSE WHERE id = ? AND active"
PRESENT = "SELECT password_hash, login FROM account WHERE id = ?"
FRESH = "SELECT must_change, hold_until FROM account WHERE id = ?"
NAMES = """
SELECT a.login, a.first_name, a.last_name, d.first_name FROM account a
LEFT JOIN account_family af ON af.account_id = a.id
LEFT JOIN custody u ON u.family_id = af.family_id LEFT JOIN child d ON d.id = u.child_id
WHERE a.id = ?
"""


def names_of(account: int) -> tuple[str, ...]:
    """What a password must not be made of: the identifiant, the names of the family."""
    found = rows(NAMES, account)
    return tuple({str(name) for line in found for name in line if name})


def is_due(account: int, now: int) -> bool:
    """True if the password is not the owner's own yet: the structure's, or that of a recovery by
    question, within 48 hours. It may be chosen at once, without the night."""
    found = row(FRESH, account)
    return bool(found and (found[0] or is_held(found[1], now)))


def choose(account: int, password: str, token: str, now: int) -> int | None:
    """Set the password; the account's other log-ins end: how many. None, and nothing set, if this
    one was ended meanwhile."""
    hashed = passwords.hashed(password)
    with write_transaction():
        if sessions.still(account, token) is None:
            return None
        execute(SET, hashed, account)
        ending.drop(account, ("password",), now)
        ending.spend(account, ending.LETS_IN, now)
    return sessions.end_others(account, token, now)


def login_of(account: int) -> str:
    """The identifiant of an account that is logged in."""
    found = row(PRESENT, account)
    return str(found[1]) if found else ""


def replace(by: Author, present: str, password: str, token: str, now: int) -> bool:
    """Set the password of the author if they know the present one; their other log-ins end. False
    too if this one was ended meanwhile."""
    found = row(PRESENT, by.account_id)
    if not passwords.matches(found[0] if found else "", present):
        return False
    hashed = passwords.hashed(password)
    with write_transaction():
        if sessions.still(by.account_id, token) is None:
            return False
        execute(SET, hashed, by.account_id)
        ending.spend(by.account_id, ending.LETS_IN, now)
        rows(sessions.END_OTHERS, now, by.account_id, sessions.digest(token))
        audit.record(by, now, "staff.password", Thing("account", by.account_id, by.name))
    return True
