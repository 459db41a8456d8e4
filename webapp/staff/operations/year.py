"""Changing the year of an activity: days open and close, get places, are copied from the year
before; the last change can be taken back.

One transaction each. Nothing that a family has, or ever had, is touched: a day that anything refers
to stays.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.activities.rules.painting import (
    Known,
    Period,
    Plan,
    period_for,
    plan,
    usual,
)
from webapp.activities.rules.terms import Terms, parse
from webapp.audit.operations import Author, Thing, record
from webapp.booking.rules.option import as_date
from webapp.database import (
    execute,
    execute_many,
    is_sqlite,
    marks,
    retried,
    row,
    rows,
    write_transaction,
)
from webapp.staff.operations.offer import OutrunError, set_capacity
from webapp.structures.rules import TownCalendar

ACTIVITY = "SELECT version, name, terms FROM activity WHERE id = ? AND structure_id = ?"
GROW = "UPDATE activity SET version = version + 1 WHERE id = ?"
LOCK = "SELECT id FROM open_day WHERE activity_id = ? AND day BETWEEN ? AND ? ORDER BY id"
KNOWN = """
SELECT o.id, o.day, o.capacity, o.taken, o.period_id, o.closure_id IS NOT NULL,
  EXISTS (SELECT 1 FROM booking b WHERE b.open_day_id = o.id)
    OR EXISTS (SELECT 1 FROM attendance t WHERE t.open_day_id = o.id)
    OR o.id IN (SELECT l.open_day_id FROM cart_line l),
  o.taken - o.released + (SELECT COUNT(*) FROM booking b
    WHERE b.open_day_id = o.id AND b.supplement_id IS NULL AND b.state = 'waiting')
FROM open_day o WHERE o.activity_id = ? AND o.day BETWEEN ? AND ? ORDER BY o.day
"""
PERIODS = """
SELECT p.id, p.name, p.first_day, p.last_day,
  EXISTS (SELECT 1 FROM open_day o WHERE o.period_id = p.id AND o.activity_id = ?)
FROM period p WHERE p.structure_id = ? ORDER BY p.first_day, p.id
"""
CAPACITIES = "SELECT capacity FROM open_day WHERE activity_id = ? AND closure_id IS NULL"
OPEN = """
INSERT INTO open_day (activity_id, day, period_id, capacity, taken, released)
VALUES (?, ?, ?, ?, 0, 0)
"""
COUNTERS = """
SELECT ac.counter_id, ac.least_age, cd.capacity, COUNT(cd.id)
FROM activity_counter ac LEFT JOIN counter_day cd ON cd.counter_id = ac.counter_id
WHERE ac.activity_id = ? GROUP BY ac.counter_id, ac.least_age, cd.capacity
ORDER BY ac.counter_id, COUNT(cd.id) DESC
"""
COUNTED = """
SELECT cd.counter_id, cd.day FROM counter_day cd
JOIN activity_counter ac ON ac.counter_id = cd.counter_id
WHERE ac.activity_id = ? AND cd.day BETWEEN ? AND ?
"""
TAKEN = """
SELECT ac.counter_id, o.day, SUM(o.taken) FROM activity_counter own
JOIN activity_counter ac ON ac.counter_id = own.counter_id
JOIN open_day o ON o.activity_id = ac.activity_id AND o.day BETWEEN ? AND ?
WHERE own.activity_id = ? GROUP BY ac.counter_id, o.day
"""
COUNT = (
    "INSERT INTO counter_day (counter_id, day, capacity, taken, released) VALUES (?, ?, ?, ?, 0)"
)
EXTRAS = """
SELECT x.open_day_id, x.code, x.name, x.cents, x.capacity FROM supplement x
WHERE x.open_day_id IN ({marks}) ORDER BY x.id
"""
DROP_EXTRAS = "DELETE FROM supplement WHERE open_day_id IN ({marks})"
CLOSE = "DELETE FROM open_day WHERE id IN ({marks})"
NOTE = """
INSERT INTO calendar_change (activity_id, author, made_at, label, days) VALUES (?, ?, ?, ?, ?)
"""


class NothingToChangeError(Exception):
    """All is as wanted already."""


class ChangedError(Exception):
    """Not the days that the person saw: somebody booked, or opened, meanwhile."""


class Painting(NamedTuple):
    """What to do to which days of an activity, read in a `version` (None: whatever it is, for what
    overwrites nothing); `seats` None: as usual when
    days open, without limit when places change. `label`: the act in words."""

    structure: int
    activity: int
    version: int | None
    act: str
    days: Sequence[date]
    seats: int | None
    label: str


class Painted(NamedTuple):
    """An activity, its name, and what was done to it in words."""

    activity: int
    name: str
    label: str


def known(activity: int, first: date, last: date) -> dict[date, Known]:
    """The open days of an activity between two days."""
    found = rows(KNOWN, activity, first.isoformat(), last.isoformat())
    return {
        as_date(day): Known(
            number, as_date(day), capacity, taken, period, bool(shut), bool(held), n
        )
        for number, day, capacity, taken, period, shut, held, n in found
    }


@retried
def paint(
    what: Painting, calendar: TownCalendar, expected: int, by: Author, now: int, today: date
) -> Plan:
    """Open, close, or give places; what was done.

    Raises NothingToChangeError; OutrunError if the activity has changed since; ChangedError if
    other than `expected` days would change; LookupError without such an activity.
    """
    with write_transaction():
        todo = _paint(what, calendar, by, now, today)
        if not todo.size:
            raise NothingToChangeError
        if todo.size != expected:
            raise ChangedError
        return todo


@retried
def paint_all(
    several: Sequence[Painting], calendar: TownCalendar, expected: int, by: Author, now: int,
    today: date,
) -> int:  # fmt: skip
    """The same for several activities of a structure, all or none; how many days have changed.
    Each is a change of its own, to be taken back by itself."""
    with write_transaction():
        size = sum(_paint(what, calendar, by, now, today).size for what in several)
        if not size:
            raise NothingToChangeError
        if size != expected:
            raise ChangedError
        return size


def _paint(what: Painting, calendar: TownCalendar, by: Author, now: int, today: date) -> Plan:
    version, name, terms = _lock(what)
    there = known(what.activity, min(what.days), max(what.days))
    todo = plan(what.act, what.days, there, calendar, today, what.seats)
    if not todo.size:
        return todo
    if what.version not in (None, version):
        raise OutrunError
    done = {
        "opened": _open(what, todo.open, parse(terms)),
        "closed": drop_days(todo.close),
        "seats": _seat(todo.seats, what.seats),
    }
    note(Painted(what.activity, name, what.label), done, by, now, todo.size)
    return todo


def _lock(what: Painting) -> tuple[int, str, str]:
    found = lock_activity(what.structure, what.activity)
    lock_days(what.activity, min(what.days), max(what.days))
    return found


def lock_activity(structure: int, activity: int) -> tuple[int, str, str]:
    """The version, the name and the rules of an activity, held until the end of the transaction;
    LookupError if the structure has no such activity."""
    found = row(ACTIVITY + ("" if is_sqlite() else " FOR UPDATE"), activity, structure)
    if found is None:
        raise LookupError(activity)
    return found


def lock_days(activity: int, first: date, last: date) -> None:
    """Hold its open days between two days: nobody books them until the end of the transaction."""
    if not is_sqlite():
        rows(f"{LOCK} FOR UPDATE", activity, first.isoformat(), last.isoformat())


def _open(what: Painting, days: Sequence[date], terms: Terms) -> list[str]:
    """New open days, each in its period, with its places and those of its counters."""
    if not days:
        return []
    periods = periods_of(what.structure, what.activity)
    most = usual(capacity for (capacity,) in rows(CAPACITIES, what.activity))
    lines = []
    for day in days:
        period = period_for(day, periods)
        seats = first_known(what.seats, terms.places.whole(day), most)
        seats = None if terms.places.ages and what.seats is None else seats
        lines.append((what.activity, day.isoformat(), period and period.id, seats))
    execute_many(OPEN, lines)
    _count(what.activity, days, terms)
    return [day.isoformat() for day in days]


def periods_of(structure: int, activity: int) -> list[Period]:
    """The periods of a structure, and whether the activity has days in them."""
    return [
        Period(number, name, as_date(first), as_date(last), bool(used))
        for number, name, first, last, used in rows(PERIODS, activity, structure)
    ]


def first_known(*numbers: int | None) -> int | None:
    """The first that is a number."""
    return next((number for number in numbers if number is not None), None)


def _count(activity: int, days: Sequence[date], terms: Terms) -> None:
    """The counters of new days, with what other activities have taken of them that day."""
    span = (min(days).isoformat(), max(days).isoformat())
    usually: dict[int, tuple[int | None, int | None]] = {}
    for counter, least, capacity, _ in rows(COUNTERS, activity):
        usually.setdefault(counter, (least, capacity))
    there = set(rows(COUNTED, activity, *span))
    taken = {(counter, day): n for counter, day, n in rows(TAKEN, *span, activity)}
    lines = []
    for counter, (least, capacity) in usually.items():
        group = terms.places.group_from(least)
        for day in days:
            key = (counter, day.isoformat())
            if key not in there:
                limit = capacity if group is None else None if terms.places.whole(day) else group
                lines.append((*key, limit, taken.get(key, 0)))
    execute_many(COUNT, lines)


def drop_days(days: Sequence[Known]) -> list[dict[str, Any]]:
    """Days that nothing refers to go, with their supplements; what they were. Within the caller's
    transaction."""
    if not days:
        return []
    ids = [each.id for each in days]
    extras: dict[int, list[list[Any]]] = {}
    for number, *extra in rows(EXTRAS.format(marks=marks(ids)), *ids):
        extras.setdefault(number, []).append(extra)
    execute(DROP_EXTRAS.format(marks=marks(ids)), *ids)
    execute(CLOSE.format(marks=marks(ids)), *ids)
    return [
        {"day": each.day.isoformat(), "period": each.period, "capacity": each.capacity,
         "extras": extras.get(each.id, [])}
        for each in days
    ]  # fmt: skip


def note(what: Painted, done: Mapping[str, Any], by: Author, now: int, days: int) -> None:
    """Keep what was done, so that it can be taken back, and log it."""
    execute(GROW, what.activity)
    execute(NOTE, what.activity, by.name[:160], now, what.label[:200], json.dumps(done))
    after = {"quoi": what.label, "jours": days}
    record(by, now, "calendar.changed", Thing("activity", what.activity, what.name), after=after)


def _seat(days: Sequence[Known], seats: int | None) -> list[list[Any]]:
    set_capacity([each.id for each in days], seats)
    return [[each.day.isoformat(), each.capacity, seats] for each in days]
