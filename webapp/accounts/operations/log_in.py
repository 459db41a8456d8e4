"""Logging in."""

import unicodedata
from datetime import datetime

from webapp.accounts import passwords
from webapp.accounts.models import Account
from webapp.database import row, write_transaction

LONGEST_LOGIN = 200


def folded(login: str) -> str:
    """An identifiant as it is kept: case, accents and spaces forgiven. What is too long to be
    one is cut first: taking long runs of accents apart costs the square of their length."""
    plain = unicodedata.normalize("NFKD", login[:LONGEST_LOGIN])
    kept = (c for c in plain if not unicodedata.combining(c) and not c.isspace())
    return "".join(c for c in kept if c.isprintable()).casefold()


def authenticate(login: str, password: str, now: datetime) -> int | None:
    """The account's id if the password is right; its hash follows the present parameters.

    To be asked only if `throttle.admit` lets one try.
    """
    account = Account.get_or_none(Account.login == folded(login), Account.active)
    right = passwords.matches(account.password_hash if account else "", password)
    if account is None or not right:
        return None
    changes: dict[str, datetime | str] = {"last_login": now}
    if passwords.is_outdated(account.password_hash):
        changes["password_hash"] = passwords.hashed(password)
    same = (Account.id == account.id, Account.password_hash == account.password_hash)
    with write_transaction():  # another password, set meanwhile, is neither undone nor passed by
        entered = Account.update(**changes).where(*same, Account.active).execute()
    return int(account.id) if entered else None


def proves(account: int, password: str) -> bool:
    """True if the password is that of the account. To be asked only if `throttle.admit` lets one
    try."""
    found = row("SELECT password_hash FROM account WHERE id = ? AND active", account)
    return passwords.matches(str(found[0]) if found else "", password)


def role_of(account: int) -> str:
    """The role of an account; '' if there is none such."""
    found = row("SELECT role FROM account WHERE id = ?", account)
    return str(found[0]) if found else ""


def must_change(account: int) -> bool:
    """True while the password is the one that the structure handed out."""
    found = row("SELECT must_change FROM account WHERE id = ?", account)
    return bool(found and found[0])
