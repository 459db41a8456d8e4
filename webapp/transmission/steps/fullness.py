"""How a child stands on a waiting list, in words: how full the day is and at which rank."""

from collections.abc import Iterable
from typing import NamedTuple

from webapp.database import marks, rows
from webapp.families.rules import of_age
from webapp.transmission.rules.waiting import is_full, placed

RANKS = """
SELECT id, ROW_NUMBER() OVER (PARTITION BY open_day_id, supplement_id
                              ORDER BY priority, waiting_since, id)
FROM booking WHERE state = 'waiting' AND open_day_id IN ({marks})
"""

FULLNESS = """
SELECT o.id, 0, '', o.taken, o.capacity, o.day, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER)
FROM open_day o WHERE o.id IN ({marks})
UNION ALL
SELECT s.open_day_id, s.id, '', s.taken, s.capacity, '', CAST(NULL AS INTEGER),
    CAST(NULL AS INTEGER)
FROM supplement s WHERE s.open_day_id IN ({marks})
UNION ALL
SELECT o.id, 0, c.name, d.taken, d.capacity, o.day, k.least_age, k.most_age FROM open_day o
JOIN activity_counter k ON k.activity_id = o.activity_id
JOIN counter c ON c.id = k.counter_id
JOIN counter_day d ON d.counter_id = c.id AND d.day = o.day
WHERE o.id IN ({marks})
"""

BIRTHS = """
SELECT b.id, d.birth_day FROM booking b JOIN child d ON d.id = b.child_id WHERE b.id IN ({marks})
"""

Fullness = tuple[str, int, int | None]


class Counted(NamedTuple):
    """What may be full: a day, a supplement or a counter, for some ages only (None: all)."""

    fullness: Fullness
    day: str
    least: int | None
    most: int | None

    @property
    def is_aged(self) -> bool:
        """True if it is not for children of every age."""
        return (self.least, self.most) != (None, None)


class Wait(NamedTuple):
    """A booking that waits."""

    booking_id: int
    open_day_id: int
    supplement_id: int | None


class Place(NamedTuple):
    """Its place, as it stands; `told` says it in French."""

    rank: int
    taken: int
    capacity: int | None
    told: str


def places(waits: Iterable[Wait]) -> dict[int, Place]:
    """The place of each booking that waits, by its id."""
    waits = list(waits)
    days = sorted({wait.open_day_id for wait in waits})
    if not days:
        return {}
    listed = marks(days)
    ranks = dict(rows(RANKS.format(marks=listed), *days))
    counted = _counted(days)
    aged = any(each.is_aged for found in counted.values() for each in found)
    births = _births(waits) if aged else {}
    found = {}
    for wait in waits:
        held = counted[wait.open_day_id, wait.supplement_id or 0]
        where, taken, capacity = _fullest(held, births.get(wait.booking_id, ""))
        rank = ranks[wait.booking_id]
        told = placed(rank, taken, capacity, where)
        found[wait.booking_id] = Place(rank, taken, capacity, told)
    return found


def _counted(days: list[int]) -> dict[tuple[int, int], list[Counted]]:
    """What counts, per open day and supplement (0: the day itself), the day itself first."""
    found: dict[tuple[int, int], list[Counted]] = {}
    sql = FULLNESS.format(marks=marks(days))
    for open_day_id, supplement_id, where, taken, capacity, *ages in rows(sql, *days, *days, *days):
        each = Counted((where, taken, capacity), *ages)
        found.setdefault((open_day_id, supplement_id), []).append(each)
    return found


def _births(waits: list[Wait]) -> dict[int, str]:
    ids = [wait.booking_id for wait in waits]
    return dict(rows(BIRTHS.format(marks=marks(ids)), *ids))


def _fullest(counted: list[Counted], birth: str) -> Fullness:
    """What is full for a child born on that day: a shared counter only if the day itself still has
    seats."""
    theirs = [
        each.fullness
        for each in counted
        if not each.is_aged or of_age(birth, each.day, each.least, each.most)
    ]
    return next((each for each in theirs if is_full(*each[1:])), theirs[0])
