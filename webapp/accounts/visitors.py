"""The visitor: who is logged in, for which family, looking at which structure. One query."""

from dataclasses import dataclass, replace

from flask_login import UserMixin

from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import is_held
from webapp.database import rows
from webapp.permissions import FAMILY, allows

LOOKS_AT = "looks_at"
"""In the cookie of staff who look at a family: (log-in, family, structure)."""
VISITOR = """
SELECT a.id, a.title, a.first_name, a.last_name, a.email, a.role, f.family_id, a.must_change,
       a.hold_until,
       l.id, l.remembered, l.seen_at, l.expires_at,
       a.shown_id, s.id, s.code, s.name, s.timezone, s.revision, s.last_update, s.accent
FROM login_session l JOIN account a ON a.id = l.account_id
LEFT JOIN account_family f ON f.account_id = a.id AND a.role = 'family'
LEFT JOIN membership k ON k.family_id = f.family_id
LEFT JOIN structure s ON s.id = k.structure_id OR (a.role <> 'family')
WHERE l.token_hash = ? AND l.ended_at IS NULL AND l.expires_at > ? AND a.active
ORDER BY f.id, s.position, s.id
"""

# What a family is shown: of its accounts, the one opened first.
LOOKED_AT = """
SELECT f.id, f.name, COALESCE(a.id, 0), COALESCE(a.email, ''),
       s.id, s.code, s.name, s.timezone, s.revision, s.last_update, s.accent
FROM family f JOIN membership k ON k.family_id = f.id JOIN structure s ON s.id = k.structure_id
LEFT JOIN account a
  ON a.id = (SELECT MIN(b.account_id) FROM account_family b WHERE b.family_id = f.id)
WHERE f.id = ? ORDER BY s.position, s.id
"""


@dataclass(frozen=True, slots=True)
class Head:
    """What pages need of a structure."""

    id: int
    code: str
    name: str
    timezone: str
    revision: int
    last_update: int | None
    accent: str


@dataclass(frozen=True, slots=True)
class SessionHead:
    """The log-in itself; instants in UTC seconds."""

    id: int
    remembered: bool
    seen_at: int
    expires_at: int


@dataclass(frozen=True)
class LoggedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user; see `webapp.web.access.Visitor`. `looks_at`: staff who see the portal
    as the family of that name does, and can change nothing; '' otherwise. `held`: within
    48 hours of a recovery by question (`rules.is_held`)."""

    account_id: int
    title: str
    first_name: str
    last_name: str
    email: str
    role: str
    family_id: int
    must_change: bool
    held: bool
    token: str
    session: SessionHead
    structures: tuple[Head, ...]
    structure: Head | None
    looks_at: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def may(self, permission: str) -> bool:
        """True if the role has the permission."""
        return allows(self.role, permission)

    def get_id(self) -> str:
        """What the cookie keeps: the token of the log-in."""
        return self.token


def load(token: str, now: int) -> LoggedIn | None:
    """The visitor of a log-in that has not ended, looking at the structure that the account chose
    last, if it still may.

    An account of several families acts for the first; choosing comes with the profile.
    """
    found = rows(VISITOR, digest(token), now)
    if not found:
        return None
    first = found[0]
    shown = first[13]
    heads = tuple(Head(*r[14:]) for r in found if r[6] == first[6] and r[14] is not None)
    structure = next((head for head in heads if head.id == shown), heads[0] if heads else None)
    session = SessionHead(*first[9:13])
    must_change, held = bool(first[7]), is_held(first[8], now)
    return LoggedIn(*first[:6], first[6] or 0, must_change, held, token, session, heads, structure)


def looking_at(staff: LoggedIn, family: int, structure: int) -> LoggedIn | None:
    """What the family's parents would be, for staff who look: they see its pages, in that
    structure if it is one of the family's. None if there is no such family in any structure."""
    found = rows(LOOKED_AT, family)
    if not found:
        return None
    number, name, account, email = found[0][:4]
    heads = tuple(Head(*line[4:]) for line in found)
    return replace(
        staff,
        account_id=account,
        email=email,
        role=FAMILY,
        family_id=number,
        held=False,
        structures=heads,
        structure=next((head for head in heads if head.id == structure), heads[0]),
        looks_at=name,
    )
