"""Seats given back: kept aside (`released`) until the waiting list has been served.

Rows are locked in the order of `booking/operations/seats.py` (open days, counters, supplements,
each by id): the night and a « Valider » cannot wait for one another.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from webapp.database import execute, execute_many, marks, rows
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

# Nobody waits that day: what is set aside is for all at once.
IDLE = (
    """
UPDATE open_day SET taken = taken - released, released = 0
WHERE id IN ({marks}) AND released > 0 AND NOT EXISTS (SELECT 1 FROM booking w
  WHERE w.structure_id = ? AND w.state = 'waiting' AND w.day = open_day.day)
""",
    """
UPDATE counter_day SET taken = taken - released, released = 0
WHERE id IN (SELECT d.id FROM open_day o JOIN activity_counter k ON k.activity_id = o.activity_id
    JOIN counter_day d ON d.counter_id = k.counter_id AND d.day = o.day WHERE o.id IN ({marks}))
  AND released > 0 AND NOT EXISTS (SELECT 1 FROM booking w
  WHERE w.structure_id = ? AND w.state = 'waiting' AND w.day = counter_day.day)
""",
    """
UPDATE supplement SET taken = taken - released, released = 0
WHERE open_day_id IN ({marks}) AND released > 0 AND NOT EXISTS (SELECT 1 FROM booking w
  JOIN open_day o ON o.day = w.day AND o.id = supplement.open_day_id
  WHERE w.structure_id = ? AND w.state = 'waiting')
""",
)


Held = tuple[int, int | None, int]
"""A seat held: open day, supplement (None: the day itself), child."""


def release(held: Iterable[Held], sign: int = 1) -> None:
    """Set aside the seats of bookings; with `sign` -1, put them back to where they were."""
    held = list(held)
    days = Counter(day for day, supplement, _ in held if supplement is None)
    supplements = Counter(supplement for _, supplement, _ in held if supplement is not None)
    shared = _shared([(day, child) for day, supplement, child in held if supplement is None])
    for sql, seats in (
        (KEEP_DAY, days),
        (KEEP_COUNTER, shared),
        (KEEP_SUPPLEMENT, supplements),
    ):
        execute_many(sql, [(sign * count, seat) for seat, count in sorted(seats.items())])


def free_idle(structure: int, open_days: Iterable[int]) -> None:
    """Seats set aside on these days are free for all where nobody waits."""
    days = sorted(set(open_days))
    for sql in IDLE:
        execute(sql.format(marks=marks(days)), *days, structure)


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
