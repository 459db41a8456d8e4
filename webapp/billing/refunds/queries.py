"""Refunds as a family reads them. Every query starts from the family."""

from typing import NamedTuple

from webapp.database import rows

SHOWN = 5
OF_FAMILY = """
SELECT r.id, r.wallet_id, w.name, r.cents, r.reason, r.asked_at, r.state, r.given, r.means,
  r.number, r.answer, r.ended_at
FROM refund r JOIN wallet w ON w.id = r.wallet_id
WHERE r.family_id = ? AND w.structure_id = ? AND r.state <> 'withdrawn'
ORDER BY CASE WHEN r.state = 'asked' THEN 0 ELSE 1 END, r.id DESC LIMIT ?
"""


class Request(NamedTuple):
    """See Refund; instants are UTC seconds."""

    id: int
    wallet: int
    name: str
    cents: int
    reason: str
    asked_at: int
    state: str
    given: int
    means: str
    number: str
    answer: str
    ended_at: int | None

    @property
    def waits(self) -> bool:
        return self.state == "asked"


def requests(family: int, structure: int) -> list[Request]:
    """Those that wait, then the last that were decided."""
    return [Request(*found) for found in rows(OF_FAMILY, family, structure, SHOWN)]
