"""Places that staff add to a day go to those who wait for it, in their order, before anybody else:
they are set aside, as seats given back are (`booking/operations/seats.py`), until the night."""

from collections import Counter
from collections.abc import Sequence

from webapp.database import execute, execute_many, marks, rows
from webapp.families.rules import of_age

# Whom free seats are waited for by: each with the ages that a counter is for.
WAITED_FOR = {
    "open_day": """
SELECT x.id, x.capacity - x.taken, '', x.day, NULL, NULL FROM open_day x
JOIN booking b ON b.open_day_id = x.id AND b.supplement_id IS NULL
  AND b.state IN ('booked', 'waiting') AND b.state = 'waiting'
WHERE x.id IN ({marks}) AND x.capacity > x.taken ORDER BY x.id
""",
    "counter_day": """
SELECT x.id, x.capacity - x.taken, h.birth_day, x.day, k.least_age, k.most_age FROM counter_day x
JOIN activity_counter k ON k.counter_id = x.counter_id
JOIN open_day o ON o.activity_id = k.activity_id AND o.day = x.day
JOIN booking b ON b.open_day_id = o.id AND b.supplement_id IS NULL
  AND b.state IN ('booked', 'waiting') AND b.state = 'waiting'
JOIN child h ON h.id = b.child_id
WHERE x.id IN ({marks}) AND x.capacity > x.taken ORDER BY x.id
""",
    "supplement": """
SELECT x.id, x.capacity - x.taken, '', '', NULL, NULL FROM supplement x
JOIN booking b ON b.supplement_id = x.id
  AND b.state IN ('booked', 'waiting') AND b.state = 'waiting'
WHERE x.id IN ({marks}) AND x.capacity > x.taken ORDER BY x.id
""",
}
ASIDE = "UPDATE {table} SET taken = taken + ?, released = released + ? WHERE id = ?"
UNSET = "UPDATE {table} SET taken = taken - released, released = 0 WHERE id IN ({marks})"


def set_aside(table: str, ids: Sequence[int]) -> None:
    """There are more seats than there were on these rows: as many as are waited for go to the
    list, in its order, before anybody else. The caller has locked the rows."""
    free, waits = dict[int, int](), Counter[int]()
    for seat, left, birth, day, least, most in rows(
        WAITED_FOR[table].format(marks=marks(ids)), *ids
    ):
        if (least is None and most is None) or of_age(birth, day, least, most):
            free[seat] = left
            waits[seat] += 1
    kept = [(min(free[seat], count), seat) for seat, count in sorted(waits.items())]
    execute_many(ASIDE.format(table=table), [(count, count, seat) for count, seat in kept])


def put_back(table: str, ids: Sequence[int]) -> None:
    """What is set aside on these rows is no seat taken any more: their number is to change."""
    execute(UNSET.format(table=table, marks=marks(ids)), *ids)
