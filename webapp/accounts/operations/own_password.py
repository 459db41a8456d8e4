"""Choosing one's own password."""

from webapp.accounts import passwords
from webapp.accounts.operations import sessions
from webapp.database import execute, rows, write_transaction

SET = "UPDATE account SET password_hash = ?, must_change = FALSE WHERE id = ? AND active"
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


def choose(account: int, password: str, token: str, now: int) -> int:
    """Set the password; the account's other log-ins end: how many."""
    hashed = passwords.hashed(password)
    with write_transaction():
        execute(SET, hashed, account)
    return sessions.end_others(account, token, now)
