"""The calendars of structures, kept in memory per revision."""

from datetime import date
from functools import lru_cache

from webapp.database import rows
from webapp.structures.rules import DaysOff, TownCalendar, weekdays_of

DAYS = """
SELECT 'office', office_days, '', '' FROM structure WHERE id = ?
UNION ALL
SELECT kind, name, first_day, last_day FROM holiday WHERE structure_id = ? ORDER BY 3
"""


@lru_cache(maxsize=64)
def calendar_of(structure_id: int, revision: int, timezone: str) -> TownCalendar:
    """The calendar of a structure; `revision` makes a change of holidays seen at once."""
    (_, office, *_), *holidays = rows(DAYS, structure_id, structure_id)
    return TownCalendar(
        timezone,
        tuple(
            DaysOff(kind, name, date.fromisoformat(first), date.fromisoformat(last))
            for kind, name, first, last in holidays
        ),
        weekdays_of(office),
    )
