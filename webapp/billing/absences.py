"""Absences: what may be declared, what was."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from webapp.activities.rules.terms import parse
from webapp.billing.rules import DECLARED_AHEAD, DECLARED_BEFORE
from webapp.database import row, rows

DAYS = """
SELECT b.id, b.day, d.first_name, a.name, a.terms FROM booking b
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
JOIN child d ON d.id = b.child_id
WHERE b.family_id = ? AND b.structure_id = ? AND b.state = 'booked' AND b.supplement_id IS NULL
  AND b.day >= ? AND b.day <= ?
  AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.booking_id = b.id AND m.state = 'pending')
  AND NOT EXISTS (SELECT 1 FROM absence x WHERE x.booking_id = b.id AND x.family_id = b.family_id
    AND (x.withdrawn_at IS NULL OR x.settled_at IS NOT NULL))
ORDER BY b.day, d.first_name, a.position
"""
DECLARED = """
SELECT x.id, b.day, d.first_name, a.name, x.reason, x.promised, x.justified_at, x.settled_at,
       x.credit
FROM absence x JOIN booking b ON b.id = x.booking_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
JOIN child d ON d.id = b.child_id
WHERE x.family_id = ? AND b.structure_id = ? AND x.withdrawn_at IS NULL AND b.day >= ?
ORDER BY b.day DESC, x.id DESC LIMIT 100
"""
KNOWN = "SELECT 1 FROM absence WHERE id = ? AND family_id = ?"
REASONS = ("maladie", "hospitalisation", "événement familial", "autre")
LONG_AGO = 120


class Day(NamedTuple):
    """A booked day that may be declared."""

    id: int
    day: date
    child: str
    activity: str


class Declared(NamedTuple):
    """An absence; instants in UTC seconds; `credit` in cents once it is settled."""

    id: int
    day: date
    child: str
    activity: str
    reason: str
    promised: bool
    justified_at: int | None
    settled_at: int | None
    credit: int


def bounds(today: date) -> tuple[str, str]:
    """The first and last ISO day that may be declared."""
    first, last = today - timedelta(DECLARED_BEFORE), today + timedelta(DECLARED_AHEAD)
    return first.isoformat(), last.isoformat()


def days(family: int, structure: int, today: date) -> tuple[list[Day], list[str]]:
    """What may be declared, and the reasons that the rules of these activities know."""
    found = rows(DAYS, family, structure, *bounds(today))
    reasons = dict.fromkeys(reason for r in found for reason in parse(r[4]).absence.reasons)
    offered = [*reasons, *(reason for reason in REASONS if reason not in reasons)]
    return [Day(r[0], date.fromisoformat(r[1]), r[2], r[3]) for r in found], offered


def declared(family: int, structure: int, today: date) -> list[Declared]:
    """What was declared in the last months, the latest day first."""
    since = (today - timedelta(LONG_AGO)).isoformat()
    found = rows(DECLARED, family, structure, since)
    return [Declared(r[0], date.fromisoformat(r[1]), *r[2:]) for r in found]


def is_known(family: int, absence: int) -> bool:
    """True if it is one of the family's."""
    found: Any = row(KNOWN, absence, family)
    return found is not None
