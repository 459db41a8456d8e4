"""Which night is due, and which comes next, on the clocks of a structure.

A night belongs to the day on which it starts: that of 02:00 on 27 November is « 2026-11-27 ».
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def starts_at(day: date, night_at: str, timezone: str) -> datetime:
    """The instant (aware, UTC) at which the night of `day` starts.

    When clocks go forward over that hour, it is as late as the hour before the change says; when
    they go back, the first of the two hours counts: every day has one night.
    """
    local = datetime.combine(day, time.fromisoformat(night_at), ZoneInfo(timezone))
    return local.astimezone(UTC)


def latest(night_at: str, timezone: str, now: datetime) -> date:
    """The last night that has started."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today if starts_at(today, night_at, timezone) <= now else today - timedelta(1)


def coming(night_at: str, timezone: str, now: datetime) -> date:
    """The first night that has not started."""
    return latest(night_at, timezone, now) + timedelta(1)
