"""Supplements of the days of an activity, offered, changed and withdrawn in bulk. What is booked
keeps its price; what somebody has, had or asks for is not withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.activities.rules.painting import Brush, ExtraDay, ExtraPlan, Offered, plan_extra
from webapp.audit.operations import Author
from webapp.booking.rules.option import as_date
from webapp.database import execute, execute_many, marks, retried, rows, write_transaction
from webapp.staff.operations.aside import put_back, set_aside
from webapp.staff.operations.offer import OutrunError
from webapp.staff.operations.year import (
    ChangedError,
    NothingToChangeError,
    Painted,
    lock_activity,
    lock_days,
    note,
)
from webapp.structures.rules import TownCalendar

DAYS = """
SELECT o.id, o.day, x.id, x.name, x.cents, x.capacity,
  EXISTS (SELECT 1 FROM booking b WHERE b.open_day_id = o.id AND b.supplement_id = x.id)
    OR x.id IN (SELECT l.supplement_id FROM cart_line l WHERE l.supplement_id > 0)
FROM open_day o LEFT JOIN supplement x ON x.open_day_id = o.id AND x.code = ?
WHERE o.activity_id = ? AND o.day BETWEEN ? AND ? AND o.closure_id IS NULL ORDER BY o.day
"""
ADD = """
INSERT INTO supplement (open_day_id, code, name, cents, capacity, taken, released)
VALUES (?, ?, ?, ?, ?, 0, 0)
"""
CHANGE = """
UPDATE supplement SET name = ?, cents = ?, capacity = CASE WHEN taken > ? THEN taken ELSE ? END
WHERE id IN ({marks})
"""
FREE = "UPDATE supplement SET name = ?, cents = ?, capacity = NULL WHERE id IN ({marks})"
DROP = "DELETE FROM supplement WHERE id IN ({marks})"


class ExtraPainting(NamedTuple):
    """A supplement, by its `code`, to offer so (None: no longer) on the days of `brush`, in a
    `version` of the activity. `label`: the act in words."""

    structure: int
    activity: int
    version: int
    code: str
    offered: Offered | None
    brush: Brush
    label: str


def known(activity: int, code: str, first: date, last: date) -> list[ExtraDay]:
    """The open days between two days, and what they offer of a supplement."""
    return [
        ExtraDay(
            number, as_date(day), extra,
            Offered(name, cents, capacity) if extra is not None else None, bool(held),
        )
        for number, day, extra, name, cents, capacity, held in rows(
            DAYS, code, activity, first.isoformat(), last.isoformat()
        )
    ]  # fmt: skip


@retried
def paint(
    what: ExtraPainting, calendar: TownCalendar, expected: int, by: Author, now: int, today: date
) -> ExtraPlan:
    """Offer the supplement, or withdraw it; what was done. Raises as `year.paint` does."""
    with write_transaction():
        version, name, _ = lock_activity(what.structure, what.activity)
        lock_days(what.activity, what.brush.first, what.brush.last)
        there = known(what.activity, what.code, what.brush.first, what.brush.last)
        todo = plan_extra(what.offered, what.brush, there, calendar, today)
        if not todo.size:
            raise NothingToChangeError
        if version != what.version:
            raise OutrunError
        if todo.size != expected:
            raise ChangedError
        _write(what.code, what.offered, todo)
        changed = (*todo.add, *todo.change, *todo.drop)
        done = [[e.day.isoformat(), what.code, e.offered, what.offered] for e in changed]
        painted = Painted(what.activity, name, what.label)
        note(painted, {"extras": done}, by, now, todo.size)
        return todo


def _write(code: str, offered: Offered | None, todo: ExtraPlan) -> None:
    if gone := [each.extra for each in todo.drop]:
        execute(DROP.format(marks=marks(gone)), *gone)
    if offered is None:
        return
    execute_many(ADD, [(each.id, code, *offered) for each in todo.add])
    name, cents, seats = offered
    if extras := [each.extra for each in todo.change if each.extra is not None]:
        some = marks(extras)
        if seats is None:
            execute(FREE.format(marks=some), name, cents, *extras)
        else:
            put_back("supplement", extras)
            execute(CHANGE.format(marks=some), name, cents, seats, seats, *extras)
            set_aside("supplement", extras)


def take_back(activity: int, done: Sequence[Sequence[Any]]) -> int:
    """Undo what `paint` noted, within the caller's transaction; how many days keep a supplement
    that somebody has taken since."""
    code, after = done[0][1], _offered(done[0][3])
    before = {as_date(day): _offered(old) for day, _, old, _ in done}
    first, last = min(before), max(before)
    lock_days(activity, first, last)
    there = [
        each
        for each in known(activity, code, first, last)
        if each.day in before and each.offered == after
    ]
    for old in set(before.values()):
        mine = tuple(each for each in there if before[each.day] == old)
        free = tuple(each for each in mine if not each.held)
        if old is None:
            _write(code, None, ExtraPlan(drop=free))
        else:
            _write(code, old, ExtraPlan(change=mine) if after else ExtraPlan(add=mine))
    return sum(each.held for each in there if before[each.day] is None)


def _offered(stated: Sequence[Any] | None) -> Offered | None:
    return None if stated is None else Offered(*stated)
