"""Seats given back: kept aside (`released`) until the waiting list has been served.

Rows are locked in the order of `booking/operations/seats.py` (open days, counters, supplements,
each by id): the night and a « Valider » cannot wait for one another.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from webapp.database import execute_many, marks, rows
from webapp.families.rules import of_age

COUNTERS = """
SELECT o.id, d.id, o.day, k.least_age, k.most_age FROM open_day o
JOIN activity_counter k ON k.activity_id = o.activity_id
JOIN counter_day d ON d.counter_id = k.counter_id AND d.day = o.day
WHERE o.id IN ({marks})
"""
BIRTHS = "SELECT id, birth_day FROM child WHERE id IN ({marks})"

KEEP_DAY = "UPDATE open_day SET released = released + ? WHERE id = ?"
KEEP_COUNTER = "UPDATE counter_day SET released = released + ? WHERE id = ?"
KEEP_SUPPLEMENT = "UPDATE supplement SET released = released + ? WHERE id = ?"


Held = tuple[int, int | None, int]
"""A seat held: open day, supplement (None: the day itself), child."""


def release(held: Iterable[Held]) -> None:
    """Set aside the seats of bookings."""
    held = list(held)
    days = Counter(day for day, supplement, _ in held if supplement is None)
    supplements = Counter(supplement for _, supplement, _ in held if supplement is not None)
    shared = _shared([(day, child) for day, supplement, child in held if supplement is None])
    for sql, seats in (
        (KEEP_DAY, days),
        (KEEP_COUNTER, shared),
        (KEEP_SUPPLEMENT, supplements),
    ):
        execute_many(sql, [(count, seat) for seat, count in sorted(seats.items())])


def _shared(held: list[tuple[int, int]]) -> Counter[int]:
    """How many seats of each counter these days and children held."""
    shared = Counter[int]()
    days = Counter(day for day, _ in held)
    found = rows(COUNTERS.format(marks=marks(list(days))), *days) if days else []
    aged = {row[0] for row in found if row[3:] != (None, None)}
    births = births_of({child for day, child in held if day in aged})
    for open_day, counter, day, least, most in found:
        if least is None and most is None:
            shared[counter] += days[open_day]
        else:
            theirs = [births[child] for held_day, child in held if held_day == open_day]
            shared[counter] += sum(of_age(birth, day, least, most) for birth in theirs)
    return shared


def births_of(children: Collection[int]) -> dict[int, str]:
    """Days of birth (ISO text) by child."""
    if not children:
        return {}
    return dict(rows(BIRTHS.format(marks=marks(list(children))), *children))
