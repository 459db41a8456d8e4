"""Taking back the last change of an activity's year: its days, or its supplements."""

import json
from collections.abc import Mapping
from typing import Any

from webapp.audit.operations import Author, Thing, record
from webapp.booking.rules.option import as_date
from webapp.database import execute, execute_many, retried, row, write_transaction
from webapp.staff.operations import extras
from webapp.staff.operations.offer import set_capacity
from webapp.staff.operations.year import GROW, OPEN, drop_days, known, lock_activity, lock_days

LAST = """
SELECT c.id, c.label, c.days FROM calendar_change c
WHERE c.activity_id = ? AND c.undone_at IS NULL ORDER BY c.id DESC LIMIT 1
"""
UNDO = "UPDATE calendar_change SET undone_at = ? WHERE id = ? AND undone_at IS NULL"
EXTRA = """
INSERT INTO supplement (open_day_id, code, name, cents, capacity, taken, released)
SELECT o.id, ?, ?, ?, ?, 0, 0 FROM open_day o WHERE o.activity_id = ? AND o.day = ?
"""


@retried
def undo(structure: int, activity: int, change: int, by: Author, now: int) -> int:
    """Take it back; how many of its days stay as they are, because something refers to them.

    Raises LookupError if that change is not its last, or is taken back already.
    """
    with write_transaction():
        _, name, _ = lock_activity(structure, activity)
        found = row(LAST, activity)
        if found is None or found[0] != change:
            raise LookupError(change)
        execute(UNDO, now, change)
        done = json.loads(found[2])
        if "extras" in done:
            left = extras.take_back(activity, done["extras"])
        else:
            left = _take_back(activity, done)
        execute(GROW, activity)
        thing = Thing("activity", activity, name)
        record(by, now, "calendar.undone", thing, after={"quoi": found[1], "jours gardés": left})
        return left


def _take_back(activity: int, done: Mapping[str, Any]) -> int:
    seats = done["seats"]
    days: list[str] = [*done["opened"], *(e["day"] for e in done["closed"]), *(e[0] for e in seats)]
    first, last = as_date(min(days)), as_date(max(days))
    lock_days(activity, first, last)
    there = known(activity, first, last)
    opened = [there[day] for day in map(as_date, done["opened"]) if day in there]
    drop_days([each for each in opened if not each.held])
    again = [each for each in done["closed"] if as_date(each["day"]) not in there]
    execute_many(OPEN, [(activity, e["day"], e["period"], e["capacity"]) for e in again])
    execute_many(EXTRA, [(*extra, activity, e["day"]) for e in again for extra in e["extras"]])
    for before in {old for _, old, _ in seats}:
        mine = {as_date(day): new for day, old, new in seats if old == before}
        same = [day for day, new in mine.items() if day in there and there[day].capacity == new]
        set_capacity([there[day].id for day in same], before)
    return sum(each.held for each in opened)
