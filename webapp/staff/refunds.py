"""« Remboursements »: what families ask to have back, those that wait first."""

from typing import NamedTuple

from webapp.billing.queries import uncharged_of
from webapp.database import row, rows

REFUND = """
SELECT r.id, r.family_id, f.name, f.code, r.wallet_id, w.name, s.name, COALESCE(b.cents, 0),
  r.cents, r.reason, r.author, r.asked_at, r.state, r.given, r.means, r.number, r.answer,
  r.decided_by, r.ended_at
FROM refund r JOIN family f ON f.id = r.family_id JOIN wallet w ON w.id = r.wallet_id
JOIN structure s ON s.id = w.structure_id
LEFT JOIN balance b ON b.family_id = r.family_id AND b.wallet_id = r.wallet_id
"""
ASKED = REFUND + "WHERE r.state = 'asked' ORDER BY r.id LIMIT 100"
ENDED = REFUND + "WHERE r.state <> 'asked' ORDER BY r.ended_at DESC, r.id DESC LIMIT 30"
ONE = REFUND + "WHERE r.id = ?"
SAID = {"withdrawn": "retirée par la famille", "refused": "refusée", "accepted": "acceptée"}


class Refund(NamedTuple):
    """See the table; `balance`: cents in the wallet now; `cost`: what bookings to come will take
    of it; instants are UTC seconds."""

    id: int
    family: int
    name: str
    code: str
    wallet_id: int
    wallet: str
    structure: str
    balance: int
    cents: int
    reason: str
    author: str
    asked_at: int
    state: str
    given: int
    means: str
    number: str
    answer: str
    decided_by: str
    ended_at: int | None
    cost: int = 0

    @property
    def most(self) -> int:
        """Cents that may be given back."""
        return max(0, min(self.cents, self.balance))

    @property
    def said(self) -> str:
        """Its end, in French; '' while it waits."""
        return SAID.get(self.state, "")


def asked() -> list[Refund]:
    """Those that wait, the oldest first; a hundred at most."""
    found = [Refund(*each) for each in rows(ASKED)]
    cost = uncharged_of(sorted({each.family for each in found}))
    return [each._replace(cost=cost.get((each.family, each.wallet_id), 0)) for each in found]


def ended() -> list[Refund]:
    """The last thirty that ended."""
    return [Refund(*found) for found in rows(ENDED)]


def refund(number: int) -> Refund | None:
    """One, by its id."""
    found = row(ONE, number)
    return Refund(*found) if found else None
