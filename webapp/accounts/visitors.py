"""The visitor: who is logged in, for which family, looking at which structure. One query."""

from dataclasses import dataclass

from flask_login import UserMixin

from webapp.accounts.operations.sessions import digest
from webapp.database import rows

VISITOR = """
SELECT a.id, a.title, a.first_name, a.last_name, a.email, a.role, f.family_id,
       l.id, l.remembered, l.seen_at, l.expires_at,
       s.id, s.code, s.name, s.timezone, s.revision, s.last_update
FROM login_session l JOIN account a ON a.id = l.account_id
LEFT JOIN account_family f ON f.account_id = a.id AND a.role = 'family'
LEFT JOIN membership k ON k.family_id = f.family_id
LEFT JOIN structure s ON s.id = k.structure_id OR (a.role <> 'family')
WHERE l.token_hash = ? AND l.ended_at IS NULL AND l.expires_at > ? AND a.active
ORDER BY f.id, s.position, s.id
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


@dataclass(frozen=True, slots=True)
class SessionHead:
    """The log-in itself; instants in UTC seconds."""

    id: int
    remembered: bool
    seen_at: int
    expires_at: int


@dataclass(frozen=True)
class LoggedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user; see `webapp.web.access.Visitor`."""

    account_id: int
    title: str
    first_name: str
    last_name: str
    email: str
    role: str
    family_id: int
    token: str
    session: SessionHead
    structures: tuple[Head, ...]
    structure: Head | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_id(self) -> str:
        """What the cookie keeps: the token of the log-in."""
        return self.token


def load(token: str, now: int, shown: str = "") -> LoggedIn | None:
    """The visitor of a log-in that has not ended, looking at the structure whose code is `shown`
    if it may.

    An account of several families acts for the first; choosing comes with the profile.
    """
    found = rows(VISITOR, digest(token), now)
    if not found:
        return None
    first = found[0]
    heads = tuple(Head(*r[11:]) for r in found if r[6] == first[6] and r[11] is not None)
    structure = next((head for head in heads if head.code == shown), heads[0] if heads else None)
    session = SessionHead(*first[7:11])
    return LoggedIn(*first[:6], first[6] or 0, token, session, heads, structure)
