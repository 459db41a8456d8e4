"""Seats given back: kept aside (`released`) until the waiting list has been served.

Rows are locked in the order of `booking/operations/seats.py` (open days, counters, supplements,
each by id): the night and a « Valider » cannot wait for one another.
"""

from collections import Counter
from collections.abc import Iterable

from webapp.database import execute_many, marks, rows

COUNTERS = """
SELECT o.id, d.id FROM open_day o
JOIN activity_counter k ON k.activity_id = o.activity_id
JOIN counter_day d ON d.counter_id = k.counter_id AND d.day = o.day
WHERE o.id IN ({marks})
"""

KEEP_DAY = "UPDATE open_day SET released = released + ? WHERE id = ?"
KEEP_COUNTER = "UPDATE counter_day SET released = released + ? WHERE id = ?"
KEEP_SUPPLEMENT = "UPDATE supplement SET released = released + ? WHERE id = ?"


def release(held: Iterable[tuple[int, int | None]]) -> None:
    """Set aside the seats of bookings, each given as `(open_day_id, supplement_id)`."""
    days, supplements = Counter[int](), Counter[int]()
    for open_day_id, supplement_id in held:
        if supplement_id is None:
            days[open_day_id] += 1
        else:
            supplements[supplement_id] += 1
    for sql, seats in (
        (KEEP_DAY, days),
        (KEEP_COUNTER, _shared(days)),
        (KEEP_SUPPLEMENT, supplements),
    ):
        execute_many(sql, [(count, seat) for seat, count in sorted(seats.items())])


def _shared(days: Counter[int]) -> Counter[int]:
    shared = Counter[int]()
    if days:
        for open_day_id, counter_day_id in rows(COUNTERS.format(marks=marks(list(days))), *days):
            shared[counter_day_id] += days[open_day_id]
    return shared
