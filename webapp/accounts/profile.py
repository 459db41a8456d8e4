"""What the profile shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.accounts.effect import Effect, effect_for
from webapp.accounts.operations.profile_changes import NAMES
from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import CORRECTABLE, MAILS
from webapp.database import row, rows
from webapp.words import capitalised

ACCOUNT = """
SELECT title, first_name, last_name, login, email, phone, question, question_locked,
    mail_reports, mail_places, mail_news
FROM account WHERE id = ?
"""
CHANGES = """
SELECT id, kind, value, confirmed_at IS NOT NULL, approved_at IS NOT NULL FROM profile_change
WHERE account_id = ? AND state = 'pending' ORDER BY id
"""
CORRECTIONS = """
SELECT field, body, state, answer, requested_at FROM correction_request
WHERE account_id = ? ORDER BY id DESC LIMIT 20
"""
CHILDREN = """
SELECT d.first_name, d.last_name, d.birth_day, d.school, d.school_class, d.health, d.menu,
  d.pickup, d.leaves_alone, d.photo
FROM custody u JOIN child d ON d.id = u.child_id WHERE u.family_id = ? ORDER BY d.birth_day, d.id
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
    health: str
    menu: str
    pickup: str
    leaves_alone: bool
    photo: bool


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
class Change:
    """What waits; `confirmed`: the new address answers; `approved`: the one on file agrees."""

    id: int
    what: str
    value: str
    confirmed: bool
    approved: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """`state`: `asked`, `done` or `refused`."""

    what: str
    body: str
    state: str
    answer: str
    requested_at: int


@dataclass(frozen=True, slots=True)
class Profile:
    """`question` is '' if there is none, or if it does not answer any more. `mails`: which are
    wanted (`rules.MAILS`). `effect`: when what waits takes effect, None if nothing does."""

    full_name: str
    login: str
    email: str
    phone: str
    question: str
    address: str
    children: tuple[Child, ...]
    devices: tuple[Device, ...]
    mails: tuple[tuple[str, str, bool], ...]
    changes: tuple[Change, ...]
    effect: Effect | None
    corrections: tuple[Correction, ...]


def page(account: int, family: int, token: str, now: int) -> Profile:
    """The profile of the account logged in with `token`."""
    found: Any = row(ACCOUNT, account)
    title, first, last, login, email, phone, question, locked, *mails = found
    changes = tuple(_change(*change) for change in rows(CHANGES, account))
    home = row(HOME, family, account) or ("",)
    return Profile(
        full_name=" ".join(part for part in (title, first, last) if part),
        login=login,
        email=email,
        phone=phone,
        question="" if locked else question,
        address=home[0],
        children=tuple(_child(*child) for child in rows(CHILDREN, family)),
        devices=tuple(_device(*device) for device in rows(SESSIONS, digest(token), account, now)),
        mails=tuple(
            (name, label, bool(on)) for (name, label), on in zip(MAILS.items(), mails, strict=True)
        ),
        changes=changes,
        effect=effect_for(account, now) if changes else None,
        corrections=tuple(
            Correction(CORRECTABLE.get(field, field), *more)
            for field, *more in rows(CORRECTIONS, account)
        ),
    )


def _change(number: int, kind: str, value: str, confirmed: bool, approved: bool) -> Change:
    told = capitalised(NAMES[kind])
    return Change(number, told, value, bool(confirmed), bool(approved))


def _child(first: str, last: str, birth_day: str, *more: Any) -> Child:
    return Child(first, last, date.fromisoformat(birth_day), *more)


def _device(
    number: int, name: str, created_at: int, seen_at: int, remembered: bool, here: bool
) -> Device:
    return Device(number, name, created_at, seen_at, bool(remembered), bool(here))
