"""Accounts handed out by the staff: opened, closed, renewed, for families and for colleagues.

A first password exists in the memory of the request that shows it, and nowhere else: what is kept
is its hash. A letter that is lost is not found again, it is made anew, with another password.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from webapp.accounts import passwords
from webapp.accounts.operations import ending
from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, marks, retried, row, rows, write_transaction
from webapp.families.operations import index
from webapp.permissions import ADMIN, FAMILY, ROLES

# Families are locked by being written, with what they hold: two secretaries make one account.
LOCK = "UPDATE family SET name = name WHERE id IN ({marks})"
WITHOUT = """
SELECT f.id, f.name, f.address FROM family f WHERE f.id IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM account_family af WHERE af.family_id = f.id) ORDER BY f.name, f.id
"""
NAMESAKE = """
SELECT a.id FROM account a JOIN account_family af ON af.account_id = a.id
WHERE af.family_id = ? AND LOWER(a.first_name) = LOWER(?) AND LOWER(a.last_name) = LOWER(?)
"""
COLLEAGUE = """
SELECT id FROM account
WHERE role <> 'family' AND LOWER(first_name) = LOWER(?) AND LOWER(last_name) = LOWER(?)
"""
TAKEN = "SELECT login FROM account WHERE login LIKE ?"
NEW = """
INSERT INTO account (login, password_hash, title, first_name, last_name, email, phone, role, active,
  must_change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, TRUE, TRUE)
ON CONFLICT (login) DO NOTHING RETURNING id
"""
OF_FAMILY = "INSERT INTO account_family (account_id, family_id) VALUES (?, ?)"
FAMILY_ROW = "SELECT name, address FROM family WHERE id = ?"
RENEW = """
UPDATE account SET password_hash = ?, must_change = TRUE WHERE id = ? AND active AND role = ?
"""
ONLY = {
    "": "",
    "unused": " AND must_change AND last_login IS NULL",
    "silent": " AND password_hash = '' AND last_login IS NULL",
}
WHO = """
SELECT a.id, a.login, a.title, a.first_name, a.last_name, a.role, f.id, f.address FROM account a
LEFT JOIN account_family af ON af.account_id = a.id LEFT JOIN family f ON f.id = af.family_id
WHERE a.id = ? ORDER BY f.id
"""
LOCK_ADMINS = "UPDATE account SET role = role WHERE role = 'admin' AND active"
ADMINS = "SELECT COUNT(*) FROM account WHERE role = 'admin' AND active"
SET_ROLE = "UPDATE account SET role = ? WHERE id = ? AND role = ?"
SET_ACTIVE = "UPDATE account SET active = ? WHERE id = ? AND active <> ?"


class Person(NamedTuple):
    """For whom an account is opened."""

    title: str
    first_name: str
    last_name: str
    email: str
    phone: str = ""


class Handed(NamedTuple):
    """What a letter says, once. `address` is the household's; `staff`: for a colleague."""

    account: int
    login: str
    password: str
    name: str
    address: str
    staff: bool


class KnownError(Exception):
    """This person has an account already: its id."""

    def __init__(self, account: int) -> None:
        super().__init__(account)
        self.account = account


class LastAdministratorError(Exception):
    """Nobody would be left to let people in."""


class ChangedError(Exception):
    """Somebody else has changed it since the page was read."""


def open_account(person: Person, role: str, family: int | None, by: Author, now: int) -> Handed:
    """An account for a parent of `family`, or for a colleague; raises KnownError."""
    password = passwords.readable()
    return _open_one(person, role, family, password, passwords.hashed(password), by, now)


@retried
def _open_one(
    person: Person, role: str, family: int | None, password: str, hashed: str, by: Author, now: int
) -> Handed:
    with write_transaction():
        names = (person.first_name, person.last_name)
        if family is not None:
            execute(LOCK.format(marks="?"), family)
        known = row(NAMESAKE, family, *names) if family is not None else row(COLLEAGUE, *names)
        if known:
            raise KnownError(known[0])
        account, login = _insert(person, role, hashed)
        address = ""
        if family is not None:
            execute(OF_FAMILY, account, family)
            index([family])
            address = str((row(FAMILY_ROW, family) or ("", ""))[1])
        _log(by, now, "account.created", account, login, family, role)
        return Handed(account, login, password, _named(person), address, role != FAMILY)


def open_accounts(families: Sequence[int], by: Author, now: int) -> list[Handed]:
    """One account for each of these families that has none; the letters to print, now or never."""
    kept = [(password, passwords.hashed(password)) for password in _fresh(len(families))]
    return _open_all(sorted(set(families)), kept, by, now)


@retried
def _open_all(
    families: Sequence[int], kept: Sequence[tuple[str, str]], by: Author, now: int
) -> list[Handed]:
    handed = []
    with write_transaction():
        execute(LOCK.format(marks=marks(families)), *families)
        found = rows(WITHOUT.format(marks=marks(families)), *families)
        for (family, name, address), (password, hashed) in zip(found, kept, strict=False):
            person = Person("", "Famille", name, "")
            account, login = _insert(person, FAMILY, hashed, named=name)
            execute(OF_FAMILY, account, family)
            _log(by, now, "account.created", account, login, family, FAMILY)
            handed.append(Handed(account, login, password, _named(person), address, False))
        index([family for family, _, _ in found])
    return handed


def renew(
    accounts: Iterable[int], by: Author, now: int, *, staff: bool, only: str = ""
) -> list[Handed]:
    """Other first passwords for accounts in use, all their log-ins end; `only` those that have a
    letter and nobody has entered with yet (`unused`), or that have never had one (`silent`).
    Accounts of the other kind are left alone."""
    asked = sorted(set(accounts))
    kept = [(password, passwords.hashed(password)) for password in _fresh(len(asked))]
    handed = []
    with write_transaction():
        for account, (password, hashed) in zip(asked, kept, strict=True):
            found = row(WHO, account)
            if found is None or (found[5] != FAMILY) != staff:
                continue
            _, login, title, first, last, role, family, address = found
            if execute(RENEW.rstrip() + ONLY[only], hashed, account, role):
                ending.put_out(account, now)  # the night must not bring another password
                _log(by, now, "account.password", account, login, family)
                full = _named(Person(title, first, last, ""))
                handed.append(Handed(account, login, password, full, address or "", staff))
    return handed


@retried
def set_active(account: int, active: bool, by: Author, now: int, *, staff: bool) -> bool:
    """Let an account in, or not any more; False if it was so already, or is of the other kind.
    Raises LastAdministratorError."""
    with write_transaction():
        execute(LOCK_ADMINS)
        found = row(WHO, account)
        if found is None or (found[5] != FAMILY) != staff:
            return False
        if not execute(SET_ACTIVE, active, account, active):
            return False
        _somebody_is_left()
        if not active:
            ending.put_out(account, now)
        action = "account.opened" if active else "account.closed"
        _log(by, now, action, account, found[1], found[6])
        return True


@retried
def set_role(account: int, was: str, role: str, by: Author, now: int) -> None:
    """Give a colleague another role; all their log-ins end, as pages change with it. Raises
    ChangedError if the role is no more what it `was`, and LastAdministratorError."""
    with write_transaction():
        execute(LOCK_ADMINS)
        if not execute(SET_ROLE, role, account, was):
            raise ChangedError
        _somebody_is_left()
        ending.put_out(account, now)
        found = row(WHO, account) or (account, "")
        thing = Thing("account", account, found[1])
        before, after = {"rôle": ROLES[was].name}, {"rôle": ROLES[role].name}
        audit.record(by, now, "account.role", thing, before=before, after=after)


def _somebody_is_left() -> None:
    counted = row(ADMINS)
    if not counted or not counted[0]:
        raise LastAdministratorError(ADMIN)


def _fresh(count: int) -> list[str]:
    return [passwords.readable() for _ in range(count)]


def _named(person: Person) -> str:
    return " ".join(part for part in person[:3] if part)


def _insert(person: Person, role: str, hashed: str, named: str = "") -> tuple[int, str]:
    """The account under the first identifiant that is free: `camille.dupont`, then with a 2…"""
    base = named_login("" if named else person.first_name, person.last_name)
    taken = {login for (login,) in rows(TAKEN, f"{base}%")}
    number = 1
    while True:
        login = base if number == 1 else f"{base}{number}"
        number += 1
        if login not in taken:
            found = row(NEW, login, hashed, *person, role)
            if found:
                return int(found[0]), login


def named_login(first_name: str, last_name: str) -> str:
    """« Camille », « D’ALMEIDA PÉREZ » → `camille.dalmeida-perez`."""
    parts = [_plain(name) for name in (first_name, last_name)]
    return ".".join(part for part in parts if part)[:60] or "compte"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    spaced = "".join("-" if c in " -_" else c for c in letters)
    kept = "".join(c for c in spaced if c.isascii() and (c.isalnum() or c == "-"))
    return "-".join(part for part in kept.split("-") if part)


def _log(
    by: Author, now: int, action: str, account: int, login: str, family: int | None,
    role: str = FAMILY,
) -> None:  # fmt: skip
    after = {"rôle": ROLES[role].name} if role in ROLES else None
    thing = Thing("account", account, login)
    audit.record(by, now, action, thing, family=family, after=after)
