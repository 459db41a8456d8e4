"""Who waits on some days, and what stands on these days beside: what the list is served from."""

from datetime import date, datetime
from typing import NamedTuple

from webapp.activities.people import people
from webapp.activities.rules.admission import Public
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import NOBODY, Terms, parse
from webapp.activities.rules.timetable import BOOK, SUPPLEMENT
from webapp.database import marks, rows
from webapp.structures.rules import TownCalendar
from webapp.transmission.rules import waiting
from webapp.transmission.rules.waiting import Seat, Slot
from webapp.transmission.steps.night import Night, unclaimed
from webapp.wallets.rules import Standing

# A booking whose request came after the cut-off, or that is asked to be left, is the next night's.
WAITING = """
SELECT b.id, b.family_id, b.child_id, b.open_day_id, b.supplement_id, b.day, b.cents,
    a.id, a.slots, a.terms, h.birth_day,
    EXISTS (SELECT 1 FROM enrolment e WHERE e.child_id = b.child_id AND e.activity_id = a.id
            AND e.first_day <= b.day AND e.last_day >= b.day),
    CASE WHEN b.supplement_id IS NULL THEN 1 = 1 ELSE EXISTS (
        SELECT 1 FROM booking d WHERE d.child_id = b.child_id AND d.open_day_id = b.open_day_id
        AND d.supplement_id IS NULL AND d.state IN ('booked', 'waiting') AND d.state = 'booked')
    END,
    t.total, t.lowest, s.debit_scope, s.debit_limit, a.name
FROM booking b
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
JOIN child h ON h.id = b.child_id
JOIN structure s ON s.id = b.structure_id
LEFT JOIN (SELECT v.family_id, SUM(v.cents) AS total, MIN(v.cents) AS lowest
    FROM balance v JOIN wallet w ON w.id = v.wallet_id WHERE w.structure_id = ?
    GROUP BY v.family_id) t ON t.family_id = b.family_id
WHERE b.structure_id = ? AND b.state = 'waiting' AND b.day IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.booking_id = b.id AND m.state = 'pending')
ORDER BY b.day, b.priority, b.waiting_since, b.id
"""

FILLED = """
SELECT DISTINCT t.child_id, t.day, t.slot FROM booking b
JOIN booking_slot t ON t.child_id = b.child_id AND t.day = b.day
WHERE b.structure_id = ? AND b.state = 'waiting' AND b.day IN ({marks})
"""

# What rules may name: the activities that children who wait have on these days, and keep.
BESIDE = """
SELECT DISTINCT g.child_id, g.day, a.name, a.terms FROM booking b
JOIN booking g ON g.child_id = b.child_id AND g.day = b.day AND g.supplement_id IS NULL
  AND g.state IN ('booked', 'waiting') AND g.state = 'booked'
JOIN open_day o ON o.id = g.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE b.structure_id = ? AND b.state = 'waiting' AND b.day IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = g.id AND m.state = 'pending' AND m.kind = 'cancel')
"""
TERMS = "SELECT DISTINCT terms FROM activity WHERE structure_id = ?"


class Waiter(NamedTuple):
    """A row of `WAITING`; `total` to `debit_limit` are the family's standing. `person` is known
    where the night asks about the child or its family."""

    booking_id: int
    family_id: int
    child_id: int
    open_day_id: int
    supplement_id: int | None
    day: str
    cents: int
    activity_id: int
    slots: str
    terms: str
    birth_day: str
    enrolled: bool
    with_activity: bool
    total: int | None
    lowest: int | None
    debit_scope: str
    debit_limit: int
    name: str
    person: Person | None = None

    @property
    def rules(self) -> Terms:
        return parse(self.terms)

    @property
    def asks(self) -> bool:
        """True if the night needs to know more of the child than that it waits."""
        rules = self.rules
        about = rules.timetable.by_category or rules.places.reserves or rules.public != Public()
        return bool(about)

    @property
    def facts(self) -> Facts | None:
        """What the rules may ask of the child, where they do."""
        day = date.fromisoformat(self.day)
        return self.person and self.person.facts(day, self.activity_id, self.rules)

    @property
    def debt(self) -> int:
        """Cents owed that keep the family from booking."""
        return Standing(self.total, self.lowest, self.debit_scope, self.debit_limit).debt

    @property
    def own_seat(self) -> Seat:
        """The seat that is its own, beside the counters that it may share."""
        if self.supplement_id is not None:
            return "supplement", self.supplement_id
        return "open_day", self.open_day_id

    def limit(self, calendar: TownCalendar) -> datetime:
        """The instant after which the day, or the supplement, can no longer be booked."""
        action = BOOK if self.supplement_id is None else SUPPLEMENT
        facts = self.facts if self.rules.timetable.by_category else None
        categories = facts.all_categories if facts else NOBODY
        day = date.fromisoformat(self.day)
        return self.rules.times(day, calendar, categories).limits[action].final


def waiting_on(night: Night, days: list[str]) -> list[Waiter]:
    """Who waits on these days, in their turn, locked with their bookings."""
    sql = unclaimed(WAITING.format(marks=marks(days)), "b")
    waiters = [Waiter(*found) for found in rows(sql, night.structure_id, night.structure_id, *days)]
    asking = {waiter.family_id for waiter in waiters if waiter.asks}
    known = {family: people(family) for family in asking}
    return [w._replace(person=known.get(w.family_id, {}).get(w.child_id)) for w in waiters]


def filled_on(night: Night, days: list[str]) -> set[Slot]:
    """The parts of these days that are filled, of the children who wait, and what stands there
    that rules name."""
    filled = set[Slot](rows(FILLED.format(marks=marks(days)), night.structure_id, *days))
    known = [parse(text) for (text,) in rows(TERMS, night.structure_id)]
    if any(rules.excludes or rules.needs for rules in known):
        for child, day, name, text in rows(
            BESIDE.format(marks=marks(days)), night.structure_id, *days
        ):
            filled |= leaves(child, day, name, text)
    return filled


def leaves(child: int, day: str, name: str, text: str) -> frozenset[Slot]:
    stands = waiting.named(child, day, [word(name)])
    return stands | waiting.unwanted(child, day, parse(text).excludes)
