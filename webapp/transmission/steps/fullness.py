"""How a child stands on a waiting list, in words: how full the day is and at which rank."""

from collections.abc import Iterable
from typing import NamedTuple

from webapp.database import marks, rows
from webapp.transmission.rules.waiting import is_full, placed

RANKS = """
SELECT id, ROW_NUMBER() OVER (PARTITION BY open_day_id, supplement_id
                              ORDER BY priority, waiting_since, id)
FROM booking WHERE state = 'waiting' AND open_day_id IN ({marks})
"""

FULLNESS = """
SELECT o.id, 0, '', o.taken, o.capacity FROM open_day o WHERE o.id IN ({marks})
UNION ALL
SELECT s.open_day_id, s.id, '', s.taken, s.capacity FROM supplement s
WHERE s.open_day_id IN ({marks})
UNION ALL
SELECT o.id, 0, c.name, d.taken, d.capacity FROM open_day o
JOIN activity_counter k ON k.activity_id = o.activity_id
JOIN counter c ON c.id = k.counter_id
JOIN counter_day d ON d.counter_id = c.id AND d.day = o.day
WHERE o.id IN ({marks})
"""

Fullness = tuple[str, int, int | None]


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
    fullness = _fullness(days)
    found = {}
    for wait in waits:
        where, taken, capacity = fullness[wait.open_day_id, wait.supplement_id or 0]
        rank = ranks[wait.booking_id]
        told = placed(rank, taken, capacity, where)
        found[wait.booking_id] = Place(rank, taken, capacity, told)
    return found


def _fullness(days: list[int]) -> dict[tuple[int, int], Fullness]:
    """What is full, per open day and supplement (0: the day itself): a shared counter is named
    only if the day itself still has seats."""
    found: dict[tuple[int, int], Fullness] = {}
    sql = FULLNESS.format(marks=marks(days))
    for open_day_id, supplement_id, where, taken, capacity in rows(sql, *days, *days, *days):
        key = open_day_id, supplement_id
        if key not in found or (is_full(taken, capacity) and not is_full(*found[key][1:])):
            found[key] = where, taken, capacity
    return found
