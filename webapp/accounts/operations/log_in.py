"""Logging in."""

import unicodedata
from datetime import datetime

from webapp.accounts import passwords
from webapp.accounts.models import Account
from webapp.database import row, write_transaction


def folded(login: str) -> str:
    """An identifiant as it is kept: case, accents and spaces forgiven."""
    plain = unicodedata.normalize("NFKD", login)
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
    with write_transaction():
        Account.update(**changes).where(Account.id == account.id).execute()
    return int(account.id)


def role_of(account: int) -> str:
    """The role of an account; '' if there is none such."""
    found = row("SELECT role FROM account WHERE id = ?", account)
    return str(found[0]) if found else ""


def must_change(account: int) -> bool:
    """True while the password is the one that the structure handed out."""
    found = row("SELECT must_change FROM account WHERE id = ?", account)
    return bool(found and found[0])
