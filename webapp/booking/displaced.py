"""Bookings that a change of custody has left on days of the other household: they stay the
family's, who is told of them and may still cancel them."""

from datetime import date
from typing import NamedTuple

from webapp.booking.queries import EXCEPTION
from webapp.database import rows
from webapp.families.rules import has_child

# Only children whose household has them on some days are looked at.
LIVE = f"""
SELECT b.day, b.child_id, d.first_name, od.activity_id, COALESCE(x.name, a.name), b.state,
       u.pattern, u.days, {EXCEPTION}
FROM custody u JOIN booking b ON b.family_id = u.family_id AND b.child_id = u.child_id
JOIN child d ON d.id = b.child_id JOIN open_day od ON od.id = b.open_day_id
JOIN activity a ON a.id = od.activity_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE u.family_id = ? AND b.structure_id = ? AND b.day >= ? AND b.state IN ('booked', 'waiting')
  AND (u.pattern <> 'always'
       OR EXISTS (SELECT 1 FROM custody_exception e WHERE e.child_id = u.child_id))
  AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.booking_id = b.id AND m.state = 'pending'
                  AND m.kind IN ('cancel', 'leave'))
ORDER BY b.day, d.first_name, b.id
"""


class Displaced(NamedTuple):
    """A live booking of the family; `waiting`: on the list, without a seat."""

    day: date
    child_id: int
    child: str
    activity: int
    name: str
    waiting: bool


def displaced(family: int, structure: int, today: date) -> tuple[Displaced, ...]:
    """The family's bookings from `today` on that are on days no longer its own."""
    return tuple(
        Displaced(day, child, first_name, activity, name, state == "waiting")
        for text, child, first_name, activity, name, state, *custody in rows(
            LIVE, family, structure, today.isoformat()
        )
        for day in (date.fromisoformat(text),)
        if not has_child(custody[0], custody[1], day, custody[2])
    )
