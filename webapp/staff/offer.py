"""What the pages of activities read: those of a structure, one of them, its coming days."""

from datetime import date
from typing import NamedTuple

from webapp.activities.rules.places import is_tight
from webapp.booking.rules.option import as_date
from webapp.database import rows

ACTIVITIES = """
SELECT a.id, a.code, a.name, a.short_name, a.visible, a.waiting_list, a.terms, a.version,
  a.structure_id, w.name,
  (SELECT COUNT(*) FROM open_day o
    WHERE o.activity_id = a.id AND o.day >= ? AND o.closure_id IS NULL),
  (SELECT MAX(o.day) FROM open_day o WHERE o.activity_id = a.id AND o.closure_id IS NULL),
  (SELECT COUNT(DISTINCT e.child_id) FROM enrolment e
    WHERE e.activity_id = a.id AND e.first_day <= ? AND e.last_day >= ?)
FROM activity a JOIN wallet w ON w.id = a.wallet_id
WHERE a.structure_id = ? AND (? = 0 OR a.id = ?) ORDER BY a.position, a.id
"""
COUNTERS = """
SELECT c.name, ac.least_age, ac.most_age FROM activity_counter ac
JOIN counter c ON c.id = ac.counter_id WHERE ac.activity_id = ? ORDER BY c.name
"""
EXTRAS = """
SELECT x.code, x.name, x.cents, COUNT(*), MIN(o.day), MAX(o.day),
  MIN(x.capacity), MAX(x.capacity)
FROM supplement x JOIN open_day o ON o.id = x.open_day_id
WHERE o.activity_id = ? AND o.day >= ? GROUP BY x.code, x.name, x.cents ORDER BY MIN(o.day), x.name
"""
CAPACITIES = """
SELECT o.capacity, COUNT(*), MIN(o.day), MAX(o.day) FROM open_day o
WHERE o.activity_id = ? AND o.day >= ? AND o.closure_id IS NULL
GROUP BY o.capacity ORDER BY COUNT(*) DESC, o.capacity
"""
SEATS = """
SELECT o.id, o.day, o.capacity, o.taken FROM open_day o
WHERE o.activity_id = ? AND o.day >= ? ORDER BY o.id
"""


class Activity(NamedTuple):
    """An activity. `days`: how many open days it has from today on, the last of all on `last`;
    `children`: how many are enrolled today."""

    id: int
    code: str
    name: str
    short_name: str
    visible: bool
    waiting_list: bool
    terms: str
    version: int
    structure: int
    wallet: str
    days: int
    last: date | None
    children: int


class Counter(NamedTuple):
    """A capacity that it shares; `ages`: « 3-5 ans », '' for all."""

    name: str
    ages: str


class Extra(NamedTuple):
    """A supplement at one price: on how many coming days, from when to when, and its places."""

    code: str
    name: str
    cents: int
    days: int
    first: date
    last: date
    least: int | None
    most: int | None


class Capacity(NamedTuple):
    """So many places (None: without limit) on so many coming days, from when to when."""

    seats: int | None
    days: int
    first: date
    last: date


class Day(NamedTuple):
    """An open day to come, with its seats."""

    id: int
    day: date
    capacity: int | None
    taken: int

    def is_tight(self, seats: int | None) -> bool:
        """True if more are taken than it would have."""
        return is_tight(self.taken, seats)


def activities(structure: int, today: date, only: int = 0) -> list[Activity]:
    """The activities of a structure in their order, or one of them."""
    iso = today.isoformat()
    found = rows(ACTIVITIES, iso, iso, iso, structure, only, only)
    return [Activity(*row)._replace(last=as_date(row[11]) if row[11] else None) for row in found]


def counters(activity: int) -> list[Counter]:
    """The capacities that an activity shares with others, and those of its age groups."""
    return [Counter(name, _ages(least, most)) for name, least, most in rows(COUNTERS, activity)]


def _ages(least: int | None, most: int | None) -> str:
    if least is None:
        return ""
    return f"{least}\u00a0ans et plus" if most is None else f"{least} à {most}\u00a0ans"


def extras(activity: int, today: date) -> list[Extra]:
    """The supplements of its coming days."""
    return [
        Extra(code, name, cents, days, as_date(first), as_date(last), least, most)
        for code, name, cents, days, first, last, least, most in rows(
            EXTRAS, activity, today.isoformat()
        )
    ]


def capacities(activity: int, today: date) -> list[Capacity]:
    """The places of its coming days, the most usual first."""
    return [
        Capacity(seats, days, as_date(first), as_date(last))
        for seats, days, first, last in rows(CAPACITIES, activity, today.isoformat())
    ]


def seats(activity: int, today: date) -> list[Day]:
    """Its coming days with their seats."""
    found = rows(SEATS, activity, today.isoformat())
    return [Day(number, as_date(day), capacity, taken) for number, day, capacity, taken in found]
