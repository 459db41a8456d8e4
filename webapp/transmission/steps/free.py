"""The seats of some days: how many the waiting list may have, and what is left of them."""

from collections import Counter
from typing import NamedTuple

from webapp.database import execute, execute_many, marks, rows
from webapp.transmission.rules.waiting import Seat
from webapp.transmission.steps.night import Night, locked

SEATS = {
    "open_day": """
SELECT x.id, x.capacity, x.taken, x.released, x.day FROM open_day x
JOIN activity a ON a.id = x.activity_id
WHERE a.structure_id = ? AND x.day IN ({marks}) ORDER BY x.id
""",
    "counter_day": """
SELECT x.id, x.capacity, x.taken, x.released, x.day FROM counter_day x
JOIN counter c ON c.id = x.counter_id
WHERE c.structure_id = ? AND x.day IN ({marks}) ORDER BY x.id
""",
    "supplement": """
SELECT x.id, x.capacity, x.taken, x.released, o.day FROM supplement x
JOIN open_day o ON o.id = x.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE a.structure_id = ? AND o.day IN ({marks}) ORDER BY x.id
""",
}

SETTLE = {
    "open_day": "UPDATE open_day SET taken = taken + ? - ?, released = 0 WHERE id = ?",
    "counter_day": "UPDATE counter_day SET taken = taken + ? - ?, released = 0 WHERE id = ?",
    "supplement": "UPDATE supplement SET taken = taken + ? - ?, released = 0 WHERE id = ?",
}

SHARED = """
SELECT k.activity_id, d.day, d.id, k.least_age, k.most_age FROM activity_counter k
JOIN counter c ON c.id = k.counter_id
JOIN counter_day d ON d.counter_id = c.id
WHERE c.structure_id = ? AND d.day IN ({marks}) ORDER BY d.id
"""

Stock = dict[Seat, tuple[int | None, int, int]]


def stock(night: Night, days: list[str]) -> Stock:
    """All seats of the days, locked: `(capacity, taken, released)` of each.

    Locked in the order of `booking/operations/seats.py`.
    """
    return {
        (table, seat_id): (capacity, taken, released)
        for table, sql in SEATS.items()
        for seat_id, capacity, taken, released, _ in rows(
            locked(sql.format(marks=marks(days)), "x"), night.structure_id, *days
        )
    }


def free(seats: Stock) -> dict[Seat, int | None]:
    """What the waiting list may have: seats never taken, and those given back."""
    return {
        seat: None if capacity is None else capacity - taken + released
        for seat, (capacity, taken, released) in seats.items()
    }


class Shared(NamedTuple):
    """A counter that an activity shares, for some ages (None: all)."""

    seat: Seat
    least: int | None
    most: int | None


def shared(night: Night, days: list[str]) -> dict[tuple[int, str], list[Shared]]:
    """The counters that an activity shares, per activity and day."""
    found: dict[tuple[int, str], list[Shared]] = {}
    for activity_id, day, counter_day_id, least, most in rows(
        SHARED.format(marks=marks(days)), night.structure_id, *days
    ):
        seat = Shared(("counter_day", counter_day_id), least, most)
        found.setdefault((activity_id, day), []).append(seat)
    return found


def settle(seats: Stock, given: Counter[Seat]) -> None:
    """The list has been served: what it left of the seats given back is free for all."""
    for table, sql in SETTLE.items():
        changed = [
            (given[seat], released, seat[1])
            for seat, (_, _, released) in seats.items()
            if seat[0] == table and (given[seat] or released)
        ]
        execute_many(sql, changed)


KEPT = {
    "open_day": "UPDATE open_day SET released = released - 1 WHERE id = ?",
    "counter_day": "UPDATE counter_day SET released = released - 1 WHERE id = ?",
    "supplement": "UPDATE supplement SET released = released - 1 WHERE id = ?",
}
NEW = {
    "open_day": "UPDATE open_day SET taken = taken + 1 WHERE id = ?",
    "counter_day": "UPDATE counter_day SET taken = taken + 1 WHERE id = ?",
    "supplement": "UPDATE supplement SET taken = taken + 1 WHERE id = ?",
}


def give(seats: Stock, given: tuple[Seat, ...]) -> None:
    """One seat of each to a child who waits; those kept for the list stay kept for its others."""
    for table, number in given:
        _, _, released = seats[table, number]
        execute((KEPT if released else NEW)[table], number)
