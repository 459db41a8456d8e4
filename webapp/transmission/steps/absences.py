"""Sixth step: absences whose days are charged are settled by the rules of their activity."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from webapp.activities.people import people
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import NOBODY, parse
from webapp.billing.operations import Charge, charge
from webapp.billing.rules import Missed, given_back
from webapp.database import execute_many, instant, rows
from webapp.structures.calendar import calendar_of
from webapp.transmission.steps.night import Night, Progress

# Children with an absence to settle, with all of theirs: days in a row are judged together. The
# price is what was charged for the day, supplements included. Who came was not absent.
ABSENCES = """
SELECT x.id, x.family_id, b.child_id, a.id, a.wallet_id, a.name, a.terms, b.day, x.reason,
    x.told_at, x.justified_at, x.settled_at,
    (SELECT SUM(c.cents) FROM consumption c WHERE c.family_id = x.family_id AND c.day = b.day
        AND c.child_id = b.child_id AND c.activity_id = a.id
        AND c.kind IN ('booking', 'import', 'presence'))
FROM absence x
JOIN booking b ON b.id = x.booking_id AND b.state = 'booked'
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
WHERE b.structure_id = ? AND x.withdrawn_at IS NULL
  AND EXISTS (SELECT 1 FROM absence y WHERE y.family_id = x.family_id
    AND y.settled_at IS NULL AND y.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.open_day_id = b.open_day_id
    AND t.child_id = b.child_id AND t.state IN ('present', 'left'))
ORDER BY x.id
"""
SETTLE = "UPDATE absence SET settled_at = ?, credit = ? WHERE id = ? AND settled_at IS NULL"


class Line(NamedTuple):
    """A row of `ABSENCES`; `price` None while the day is not charged."""

    id: int
    family: int
    child: int
    activity: int
    wallet: int
    name: str
    terms: str
    day: str
    reason: str
    told_at: int
    justified_at: int | None
    settled_at: int | None
    price: int | None

    @property
    def missed(self) -> Missed:
        proof = None if self.justified_at is None else instant(self.justified_at)
        return Missed(date.fromisoformat(self.day), instant(self.told_at), proof)

    @property
    def categories(self) -> frozenset[str]:
        """The child's, where the limits are not the same for all."""
        rules = parse(self.terms)
        if not rules.timetable.by_category:
            return NOBODY
        child = people(self.family).get(self.child)
        if child is None:
            return NOBODY
        return child.facts(date.fromisoformat(self.day), self.activity, rules).all_categories


def chunk(night: Night, cursor: str) -> Progress:
    """All that can be settled, in one go: absences are few."""
    del cursor
    found = [Line(*each) for each in rows(ABSENCES, night.structure_id)]
    credits = [(line, cents) for line in found for cents in _credit(night, line, found)]
    charge(
        [
            Charge(
                line.family, line.child, line.activity, line.wallet, line.day, -cents, "absence",
                line.id, f"{line.name}, absence excusée",
            )
            for line, cents in credits
            if cents
        ],
        night.seconds,
    )  # fmt: skip
    execute_many(SETTLE, [(night.seconds, cents, line.id) for line, cents in credits])
    return Progress(None, {"settled": len(credits)})


def _credit(night: Night, line: Line, found: Iterable[Line]) -> list[int]:
    """What a day gives back, in cents; nothing while it is too early to say."""
    if line.settled_at is not None or line.price is None:
        return []
    same = [
        other.missed
        for other in found
        if (other.child, other.activity, word(other.reason))
        == (line.child, line.activity, word(line.reason))
    ]
    calendar = calendar_of(night.structure_id, night.revision, night.timezone)
    cents = given_back(
        line.missed, same, line.reason, line.price, parse(line.terms), calendar, night.now,
        line.categories,
    )  # fmt: skip
    return [] if cents is None else [cents]
