"""Until when one may book or cancel.

A limit « at 23:59 » (or 24:00) lasts until the end of that day; any other hour is strict: what
comes at 09:00:00 is too late for « before 9 h » (usage of French towns' notices).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from webapp.structures.rules import TownCalendar

UNITS = ("calendar", "working")
END_OF_DAY = ("23:59", "24:00")


@dataclass(frozen=True, slots=True)
class Deadline:
    """`days` days of `unit` (`calendar` or `working`) before the day served, at `at` (HH:MM)."""

    days: int
    unit: str
    at: str


@lru_cache(maxsize=2048)
def last_day(deadline: Deadline, day: date, calendar: TownCalendar) -> date:
    """The day on which the limit falls, on the structure's calendar.

    Working days are counted back from the day served, which itself does not count.
    """
    if deadline.unit == "calendar":
        return day - timedelta(deadline.days)
    found, current = 0, day
    while found < deadline.days:
        current -= timedelta(1)
        found += calendar.is_working(current)
    return current


@lru_cache(maxsize=2048)
def limit(deadline: Deadline, day: date, calendar: TownCalendar) -> datetime:
    """The first instant (aware, UTC) that is too late."""
    shown = last_day(deadline, day, calendar)
    if deadline.at in END_OF_DAY:
        return calendar.instant(shown + timedelta(1), time()).astimezone(UTC)
    return calendar.instant(shown, time.fromisoformat(deadline.at)).astimezone(UTC)


def shown_hour(deadline: Deadline) -> tuple[int, int]:
    """The hour as people say it: 24:00 is « 23 h 59 »."""
    hours, minutes = (
        END_OF_DAY[0].split(":") if deadline.at in END_OF_DAY else deadline.at.split(":")
    )
    return int(hours), int(minutes)
