"""Ticking a child."""

from datetime import date
from typing import NamedTuple

from webapp.attendance.rules import PRESENT, STATES, came, under_way
from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, retried, row, rows, write_transaction
from webapp.families.rules import Home, Sharing, Swap

OPEN_DAY = """
SELECT o.day, a.id, a.name FROM open_day o JOIN activity a ON a.id = o.activity_id
WHERE o.id = ? AND a.structure_id = ? AND o.closure_id IS NULL
"""
# Of the structure: a child whom nobody there knows is nobody's to tick.
KNOWN = """
SELECT d.last_name, d.first_name, b.family_id, t.family_id, t.state
FROM child d
LEFT JOIN booking b ON b.child_id = d.id AND b.open_day_id = ? AND b.supplement_id IS NULL
  AND b.state IN ('booked', 'waiting')
LEFT JOIN attendance t ON t.child_id = d.id AND t.open_day_id = ?
WHERE d.id = ? AND EXISTS (SELECT 1 FROM custody u
  JOIN membership k ON k.family_id = u.family_id WHERE u.child_id = d.id AND k.structure_id = ?)
"""
HOMES = "SELECT family_id, pattern, days FROM custody WHERE child_id = ? ORDER BY id"
SWAPS = """
SELECT first_day, last_day, family_id FROM custody_exception
WHERE child_id = ? AND ? BETWEEN first_day AND last_day
"""
MARK = """
INSERT INTO attendance (structure_id, family_id, child_id, open_day_id, day, state, arrived_at,
  left_at, author, marked_at, cents, revision)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
ON CONFLICT (open_day_id, child_id) DO UPDATE SET state = excluded.state,
  arrived_at = CASE WHEN excluded.state IN ('present', 'left')
    THEN COALESCE(attendance.arrived_at, excluded.arrived_at) END,
  left_at = CASE WHEN excluded.state = 'left'
    THEN COALESCE(attendance.left_at, excluded.left_at) END,
  author = excluded.author, marked_at = excluded.marked_at, settled_at = NULL
WHERE attendance.state <> excluded.state
"""


class Tick(NamedTuple):
    """A child of a structure, on an open day, is now in `state` (`rules.STATES`). `today`: the
    day is under way, so that hours are kept."""

    structure: int
    open_day: int
    child: int
    state: str
    today: date


@retried
def mark(tick: Tick, by: Author, now: int) -> bool:
    """Set the state of a child; False if it was so already. `now`: UTC seconds. LookupError for an
    open day or a child that the structure does not have."""
    with write_transaction():
        opened = row(OPEN_DAY, tick.open_day, tick.structure)
        known = row(KNOWN, tick.open_day, tick.open_day, tick.child, tick.structure)
        if opened is None or known is None:
            raise LookupError(tick.child)
        day, _, activity = opened
        last, first, booker, ticked, before = known
        is_today = under_way(day, tick.today)
        arrived = now if is_today and tick.state == PRESENT else None
        left = now if is_today and came(tick.state) and tick.state != PRESENT else None
        family = ticked or booker or _home(tick.child, date.fromisoformat(day))
        done = execute(
            MARK, tick.structure, family, tick.child, tick.open_day, day, tick.state, arrived,
            left, by.name[:160], now,
        )  # fmt: skip
        if done and not is_today:
            thing = Thing("child", tick.child, f"{first} {last}, {activity}, {day}")
            was, become = {"présence": STATES[before or ""]}, {"présence": STATES[tick.state]}
            record(by, now, "attendance.changed", thing, family=family, before=was, after=become)
        return bool(done)


def _home(child: int, day: date) -> int:
    """The household that has the child that day; its first one, if none or several have."""
    homes = tuple(Home(*found) for found in rows(HOMES, child))
    swaps = tuple(
        Swap(date.fromisoformat(first), date.fromisoformat(last), family)
        for first, last, family in rows(SWAPS, child, day.isoformat())
    )
    owners = Sharing(homes, swaps).owners(day) or tuple(home.family for home in homes)
    return owners[0]
