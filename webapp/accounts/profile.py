"""What the profile shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.accounts.operations.sessions import digest
from webapp.database import row, rows

ACCOUNT = """
SELECT title, first_name, last_name, login, email, question, question_locked
FROM account WHERE id = ?
"""
CHILDREN = """
SELECT d.first_name, d.last_name, d.birth_day, d.school, d.school_class FROM custody u
JOIN child d ON d.id = u.child_id WHERE u.family_id = ? ORDER BY d.birth_day, d.id
"""
HOME = """
SELECT f.address FROM account_family af JOIN family f ON f.id = af.family_id
WHERE af.family_id = ? AND af.account_id = ?
"""
SESSIONS = """
SELECT id, device, created_at, seen_at, remembered, token_hash = ? FROM login_session
WHERE account_id = ? AND ended_at IS NULL AND expires_at > ? ORDER BY seen_at DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class Child:
    first_name: str
    last_name: str
    birth_day: date
    school: str
    school_class: str


@dataclass(frozen=True, slots=True)
class Device:
    """A log-in; instants in UTC seconds. `here`: the one that asks."""

    id: int
    name: str
    created_at: int
    seen_at: int
    remembered: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """`question` is '' if there is none, or if it does not answer any more."""

    full_name: str
    login: str
    email: str
    question: str
    address: str
    children: tuple[Child, ...]
    devices: tuple[Device, ...]


def page(account: int, family: int, token: str, now: int) -> Profile:
    """The profile of the account logged in with `token`."""
    found: Any = row(ACCOUNT, account)
    title, first, last, login, email, question, locked = found
    home = row(HOME, family, account) or ("",)
    return Profile(
        full_name=" ".join(part for part in (title, first, last) if part),
        login=login,
        email=email,
        question="" if locked else question,
        address=home[0],
        children=tuple(_child(*child) for child in rows(CHILDREN, family)),
        devices=tuple(_device(*device) for device in rows(SESSIONS, digest(token), account, now)),
    )


def _child(first: str, last: str, birth_day: str, school: str, school_class: str) -> Child:
    return Child(first, last, date.fromisoformat(birth_day), school, school_class)


def _device(
    number: int, name: str, created_at: int, seen_at: int, remembered: bool, here: bool
) -> Device:
    return Device(number, name, created_at, seen_at, bool(remembered), bool(here))
