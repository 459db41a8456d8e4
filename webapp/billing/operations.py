"""What is consumed is written down and charged at once (`charge`: callers hold the transaction);
absences are declared and withdrawn."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp.database import execute, rows, write_transaction
from webapp.wallets.operations import Entry, enter

BATCH = 50
WRITE = """
INSERT INTO consumption
  (code, family_id, child_id, activity_id, day, quantity, cents, booking_id, kind, label)
VALUES {lines} ON CONFLICT DO NOTHING RETURNING code
"""
LINE = "(?, ?, ?, ?, ?, 1, ?, ?, ?, ?)"

# Only a booking of the family, for a child that comes, that was never settled.
DECLARE = """
INSERT INTO absence (family_id, booking_id, reason, promised, author, told_at, credit)
SELECT b.family_id, b.id, ?, ?, ?, ?, 0 FROM booking b
WHERE b.id = ? AND b.family_id = ? AND b.state = 'booked' AND b.supplement_id IS NULL
  AND b.day >= ? AND b.day <= ?
ON CONFLICT (booking_id) DO UPDATE SET reason = excluded.reason, promised = excluded.promised,
  author = excluded.author, told_at = excluded.told_at, withdrawn_at = NULL, justified_at = NULL
WHERE absence.withdrawn_at IS NOT NULL AND absence.settled_at IS NULL
"""
WITHDRAW = """
UPDATE absence SET withdrawn_at = ?
WHERE id = ? AND family_id = ? AND withdrawn_at IS NULL AND settled_at IS NULL
"""


class Declaration(NamedTuple):
    """Bookings on which a child does not come, between two ISO days; `promised`: a certificate
    will follow."""

    bookings: Sequence[int]
    reason: str
    promised: bool
    first: str
    last: str


class Charge(NamedTuple):
    """What a family owes (`cents` > 0) or is given back (< 0) for a child, activity and day (ISO).

    `kind`: see Consumption; with `source` it names the charge once for ever. `booking`:
    the booking that it charges, if it does. `label` is what the family reads.
    """

    family: int
    child: int
    activity: int
    wallet: int
    day: str
    cents: int
    kind: str
    source: int | str
    label: str
    booking: int | None = None
    author: str = ""

    @property
    def code(self) -> str:
        """The name of its consumption and of its entry; no import may use a colon."""
        return f"{self.kind}:{self.source}"


def charge(charges: Sequence[Charge], now: int) -> int:
    """Write consumptions and their entries; how many were new. What is charged already, or a
    booking that is, is left as it stands. `now`: UTC seconds."""
    new = {code for first in range(0, len(charges), BATCH) for code in _written(charges, first)}
    return enter(
        [
            Entry(
                c.family, c.wallet, c.day, -c.cents, "consumption", c.code, c.label[:200], c.author
            )
            for c in charges
            if c.code in new
        ],
        now,
    )


def _written(charges: Sequence[Charge], first: int) -> list[str]:
    batch = charges[first : first + BATCH]
    values = [
        value
        for c in batch
        for value in (
            c.code, c.family, c.child, c.activity, c.day, c.cents, c.booking, c.kind, c.label[:200]
        )
    ]  # fmt: skip
    return [code for (code,) in rows(WRITE.format(lines=", ".join([LINE] * len(batch))), *values)]


def declare(family: int, author: str, asked: Declaration, now: int) -> int:
    """Declare absences; how many were not declared before. `now`: UTC seconds."""
    told = (asked.reason, asked.promised, author, now)
    with write_transaction():
        return sum(
            execute(DECLARE, *told, booking, family, asked.first, asked.last)
            for booking in asked.bookings
        )


def withdraw(family: int, absence: int, now: int) -> bool:
    """The child comes after all; False if it is settled or withdrawn already."""
    with write_transaction():
        return bool(execute(WITHDRAW, now, absence, family))
