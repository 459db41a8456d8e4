"""Seats: taken by one conditional statement each, never by check-then-insert (invariant 1).

Seats come last, after the bookings and requests that a transaction changes, and their rows always
in the same order (open days, then counters, then supplements, each by id): two transactions, or a
family and the night, cannot wait for one another.
"""

from collections.abc import Iterable, Sequence

from webapp.booking.rules.option import Option
from webapp.database import execute, is_sqlite, marks, row, rows
from webapp.families.rules import of_age

TAKE = (
    "UPDATE {table} SET taken = taken + 1 WHERE id = ? AND (capacity IS NULL OR taken < capacity)"
)
TAKE_DAY = (
    "UPDATE open_day SET taken = taken + 1"
    " WHERE id = ? AND (capacity IS NULL OR taken < capacity - ?) AND closure_id IS NULL"
)
TAKE_COUNTER = TAKE.format(table="counter_day")
TAKE_EXTRA = TAKE.format(table="supplement")
GIVE = "UPDATE {table} SET taken = taken - 1 WHERE id = ?"
KEEP = "UPDATE {table} SET released = released + 1 WHERE id = ?"
HOLD = "SELECT id FROM {table} WHERE id IN ({marks}) ORDER BY id FOR NO KEY UPDATE"
COUNTERS = """
SELECT ac.activity_id, cd.day, cd.id, ac.least_age, ac.most_age FROM activity_counter ac
JOIN counter_day cd ON cd.counter_id = ac.counter_id
WHERE ac.activity_id IN ({activities}) AND cd.day IN ({days}) ORDER BY cd.id
"""
BIRTHS = "SELECT id, birth_day FROM child WHERE id IN ({children})"
SOMEBODY_WAITS = """
SELECT 1 FROM booking WHERE structure_id = ? AND day = ? AND state = 'waiting' LIMIT 1
"""


def take(options: Sequence[Option], kept: Sequence[int]) -> set[int]:
    """Take a seat for each option; the indexes of those that got one. `kept`: for each option,
    the seats of its day that are kept for other families."""
    got: set[int] = set()
    days = sorted((o.open_day, i) for i, o in enumerate(options) if not o.supplement)
    got.update(index for open_day, index in days if execute(TAKE_DAY, open_day, kept[index]))
    shared = _counters([options[index] for index in got])
    counters = sorted((c, index) for index in got for c in shared[_place(options[index])])
    held: list[tuple[int, int]] = []
    for counter, index in counters:
        if index in got and not execute(TAKE_COUNTER, counter):
            got.discard(index)
            execute(GIVE.format(table="open_day"), options[index].open_day)
        elif index in got:
            held.append((counter, index))
    for counter, index in held:
        if index not in got:
            execute(GIVE.format(table="counter_day"), counter)
    extras = sorted((o.supplement, i) for i, o in enumerate(options) if o.supplement)
    got.update(index for extra, index in extras if execute(TAKE_EXTRA, extra))
    return got


def give_back(option: Option) -> None:
    """Undo `take` within the same transaction."""
    _each(GIVE, option)


def release(freed: Sequence[Option], wanted: Sequence[Option] = ()) -> None:
    """Seats come free before the night: at once, unless somebody waits that day. Then they stay
    taken until the night has served the waiting list, in its order.

    `wanted` are to be taken next in the same transaction.
    """
    if not freed:
        return
    _lock([*freed, *wanted])
    for option in freed:
        waits = row(SOMEBODY_WAITS, option.structure, option.day) is not None
        _each(KEEP if waits else GIVE, option)


def _lock(options: Sequence[Option]) -> None:
    """Hold the rows of the options' seats, in their order; SQLite has one writer anyway."""
    if is_sqlite():
        return
    days = [option for option in options if not option.supplement]
    counters = [counter for found in _counters(days).values() for counter in found]
    for table, ids in (
        ("open_day", {option.open_day for option in days}),
        ("counter_day", set(counters)),
        ("supplement", {option.supplement for option in options if option.supplement}),
    ):
        if ids:
            rows(HOLD.format(table=table, marks=marks(list(ids))), *ids)


def _each(sql: str, option: Option) -> None:
    if option.supplement:
        execute(sql.format(table="supplement"), option.supplement)
        return
    execute(sql.format(table="open_day"), option.open_day)
    for counter in _counters([option])[_place(option)]:
        execute(sql.format(table="counter_day"), counter)


Place = tuple[int, str, int]


def _place(option: Option) -> Place:
    return option.activity, option.day, option.child


def _counters(options: Sequence[Option]) -> dict[Place, list[int]]:
    """The counters that each child's activity takes from on each day; one query for all, and one
    for the ages where a counter is for some ages only."""
    found: dict[Place, list[int]] = {_place(option): [] for option in options}
    activities = list(dict.fromkeys(activity for activity, _, _ in found))
    days = list(dict.fromkeys(day for _, day, _ in found))
    sql = COUNTERS.format(activities=marks(activities), days=marks(days))
    shared = rows(sql, *activities, *days) if found else []
    births = _births(found) if any(row[3:] != (None, None) for row in shared) else {}
    for activity, day, counter, least, most in shared:
        for place, theirs in found.items():
            if place[:2] == (activity, day) and (
                (least is None and most is None) or of_age(births[place[2]], day, least, most)
            ):
                theirs.append(counter)
    return found


def _births(places: Iterable[Place]) -> dict[int, str]:
    children = list(dict.fromkeys(child for _, _, child in places))
    return dict(rows(BIRTHS.format(children=marks(children)), *children))
