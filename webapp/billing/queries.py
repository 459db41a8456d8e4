"""What the pages of money read. Every query starts from the family."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp.database import marks, row, rows

# What the night has not charged yet: bookings, less what a cancellation under way gives back, and
# fees. Whoever asks names the families: the databases carry that inwards.
UNCHARGED_LINES = """
SELECT b.family_id, b.structure_id, a.wallet_id, b.cents + COALESCE(m.cents, 0) AS cents, b.day
FROM booking b JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel'
WHERE b.state = 'booked'
  AND NOT EXISTS (SELECT 1 FROM consumption c
    WHERE c.family_id = b.family_id AND c.day = b.day AND c.child_id = b.child_id
      AND c.activity_id = od.activity_id AND (c.booking_id = b.id OR c.kind = 'import'))
UNION ALL
SELECT f.family_id, f.structure_id, a.wallet_id, f.cents, f.due_on
FROM fee_due f JOIN activity a ON a.id = f.activity_id
WHERE f.state = 'due' AND NOT EXISTS (SELECT 1 FROM consumption c WHERE c.code = 'fee:' || f.id)
"""
UNCHARGED = f"""
SELECT t.wallet_id, SUM(t.cents), MAX(t.day) FROM ({UNCHARGED_LINES}) t
WHERE t.family_id = ? AND t.structure_id = ? AND t.day <= ? GROUP BY t.wallet_id
"""  # noqa: S608 - a text of ours
UNCHARGED_OF = f"""
SELECT t.family_id, t.wallet_id, SUM(t.cents) FROM ({UNCHARGED_LINES}) t
WHERE t.family_id IN ({{marks}}) GROUP BY t.family_id, t.wallet_id
"""  # noqa: S608 - a text of ours
HISTORY_MONTHS = "SELECT history_months FROM structure WHERE id = ?"
# What was consumed, and what else was charged or given back by hand.
CONSUMED = """
SELECT c.day, d.first_name || ' ' || d.last_name,
       CASE WHEN c.label = '' THEN a.name ELSE c.label END, c.quantity, c.cents, a.name, c.id
FROM consumption c JOIN child d ON d.id = c.child_id JOIN activity a ON a.id = c.activity_id
WHERE c.family_id = ? AND a.structure_id = ? AND c.day >= ? AND c.day <= ?
UNION ALL
SELECT e.day, '', e.label, 1, -e.cents, 'Autres', e.id
FROM ledger_entry e JOIN wallet w ON w.id = e.wallet_id
WHERE e.family_id = ? AND w.structure_id = ? AND e.day >= ? AND e.day <= ?
  AND e.kind NOT IN ('consumption', 'payment')
ORDER BY 1, 2, 3, 7
"""
PAID = """
SELECT p.day, p.label, p.means, p.number, p.payer, w.name, p.cents, p.receipt_id
FROM payment p JOIN wallet w ON w.id = p.wallet_id
WHERE p.family_id = ? AND w.structure_id = ? AND p.day >= ? AND p.day <= ?
ORDER BY p.day, p.id
"""


class Uncharged(NamedTuple):
    """Cents of the bookings and fees of a wallet that are not charged yet; `last`: the last day,
    ISO."""

    wallet: int
    cents: int
    last: str


class Consumed(NamedTuple):
    """A line of « Historiques »: `cents` for all of `quantity`; `child` '' if it concerns none."""

    day: str
    child: str
    label: str
    quantity: int
    cents: int
    activity: str
    id: int


class Paid(NamedTuple):
    """A line of « Historiques des règlements »."""

    day: str
    label: str
    means: str
    number: str
    payer: str
    wallet: str
    cents: int
    receipt: int | None


def history_months(structure: int) -> int:
    """How many months back the structure lets families read."""
    found: Any = row(HISTORY_MONTHS, structure)
    return int(found[0])


def consumed(family: int, structure: int, first: str, last: str) -> list[Consumed]:
    """All that was charged between two ISO days, both included."""
    scope = (family, structure, first, last)
    return [Consumed(*found) for found in rows(CONSUMED, *scope, *scope)]


def paid(family: int, structure: int, first: str, last: str) -> list[Paid]:
    """All that was paid between two ISO days, both included."""
    return [Paid(*found) for found in rows(PAID, family, structure, first, last)]


def uncharged(family: int, structure: int, until: str) -> dict[int, Uncharged]:
    """By wallet, up to the ISO day `until`."""
    found = (Uncharged(*each) for each in rows(UNCHARGED, family, structure, until))
    return {each.wallet: each for each in found}


def uncharged_of(families: Sequence[int]) -> dict[tuple[int, int], int]:
    """Cents by family and wallet, for the cashier."""
    if not families:
        return {}
    found = rows(UNCHARGED_OF.format(marks=marks(families)), *families)
    return {(family, wallet): cents for family, wallet, cents in found}
