"""What the page of closures shows: what can be closed, whom it would hit, what was closed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from webapp.booking.rules.option import as_date
from webapp.database import marks, rows
from webapp.staff.operations.closing import Closing
from webapp.staff.rules import undoable

ACTIVITIES = "SELECT id, name FROM activity WHERE structure_id = ? ORDER BY position, id"
HIT = """
SELECT od.day, a.id, a.name,
    COALESCE(SUM(CASE WHEN b.state = 'booked' AND b.supplement_id IS NULL THEN 1 END), 0),
    COALESCE(SUM(CASE WHEN b.state = 'waiting' AND b.supplement_id IS NULL THEN 1 END), 0),
    COUNT(b.id)
FROM open_day od JOIN activity a ON a.id = od.activity_id
LEFT JOIN booking b ON b.open_day_id = od.id AND b.state IN ('booked', 'waiting')
WHERE a.structure_id = ? AND od.day BETWEEN ? AND ? AND od.closure_id IS NULL
  AND a.id IN ({marks})
GROUP BY od.day, a.id, a.name, a.position ORDER BY od.day, a.position, a.id
"""
FAMILIES = """
SELECT f.id, f.name, EXISTS (SELECT 1 FROM account_family af JOIN account x
    ON x.id = af.account_id WHERE af.family_id = f.id AND x.active AND x.email <> '')
FROM family f WHERE f.id IN (
    SELECT b.family_id FROM booking b JOIN open_day od ON od.id = b.open_day_id
    JOIN activity a ON a.id = od.activity_id
    WHERE a.structure_id = ? AND od.day BETWEEN ? AND ? AND od.closure_id IS NULL
      AND b.state IN ('booked', 'waiting') AND a.id IN ({marks}))
ORDER BY f.name, f.id
"""
CLOSURES = """
SELECT z.id, z.reason, z.first_day, z.last_day, z.author, z.made_at, z.undone_at,
    (SELECT COUNT(*) FROM closed_booking h WHERE h.closure_id = z.id),
    (SELECT COUNT(DISTINCT b.family_id) FROM closed_booking h
       JOIN booking b ON b.id = h.booking_id WHERE h.closure_id = z.id)
FROM closure z WHERE z.structure_id = ? ORDER BY z.id DESC LIMIT 30
"""


class DayHit(NamedTuple):
    """A day of an activity that would close: children booked, children waiting."""

    day: date
    activity: int
    name: str
    booked: int
    waiting: int


class Preview(NamedTuple):
    """`bookings`: all that would end, supplements and waiting requests included. `unreachable`:
    the families without a mail address, to be called."""

    days: tuple[DayHit, ...]
    bookings: int
    families: int
    unreachable: tuple[str, ...]


class Closed(NamedTuple):
    """A closure made. Instants in UTC seconds."""

    id: int
    reason: str
    first: date
    last: date
    author: str
    made_at: int
    undone_at: int | None
    bookings: int
    families: int
    undoable: bool


def activities(structure: int) -> list[tuple[int, str]]:
    """The activities of a structure: id and name."""
    return [(number, name) for number, name in rows(ACTIVITIES, structure)]


def preview(what: Closing) -> Preview:
    """Whom a closure would hit. Two queries, whatever the number of days."""
    given = (what.structure, what.first, what.last, *what.activities)
    found = rows(HIT.format(marks=marks(what.activities)), *given)
    families = rows(FAMILIES.format(marks=marks(what.activities)), *given)
    return Preview(
        tuple(DayHit(as_date(day), *rest) for day, *rest, _ in found),
        sum(line[-1] for line in found),
        len(families),
        tuple(name for _, name, reached in families if not reached),
    )


def closures(structure: int, now: int) -> Sequence[Closed]:
    """The latest closures of a structure."""
    return [
        Closed(
            number, reason, as_date(first), as_date(last), author, made_at, undone_at, bookings,
            families, undone_at is None and undoable(made_at, now),
        )
        for number, reason, first, last, author, made_at, undone_at, bookings, families in rows(
            CLOSURES, structure
        )
    ]  # fmt: skip
