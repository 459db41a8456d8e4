"""Corrections that parents ask of the staff: those that wait, then the last that were decided."""

from typing import NamedTuple

from webapp.accounts.rules import CORRECTABLE
from webapp.database import rows

LIST = """
SELECT c.id, c.field, c.body, c.state, c.answer, c.decided_by, c.requested_at, c.decided_at,
    a.title, a.first_name, a.last_name, a.login
FROM correction_request c JOIN account a ON a.id = c.account_id
"""
ASKED = LIST + "WHERE c.state = 'asked' ORDER BY c.id LIMIT 100"
DECIDED = LIST + "WHERE c.state <> 'asked' ORDER BY c.decided_at DESC, c.id DESC LIMIT 50"


class Correction(NamedTuple):
    """A row of `LIST`; instants in UTC seconds, `decided_at` None while it waits."""

    id: int
    field: str
    body: str
    state: str
    answer: str
    decided_by: str
    requested_at: int
    decided_at: int | None
    title: str
    first_name: str
    last_name: str
    login: str

    @property
    def what(self) -> str:
        return CORRECTABLE.get(self.field, self.field)

    @property
    def who(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


def asked() -> list[Correction]:
    """Those that wait, the oldest first; a hundred at most."""
    return [Correction(*found) for found in rows(ASKED)]


def decided() -> list[Correction]:
    """The last fifty that were decided."""
    return [Correction(*found) for found in rows(DECIDED)]
