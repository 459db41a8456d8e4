"""The calendar of a structure: which days are off, and in which time zone it lives."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.words import WEEKDAYS


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A run of days, both ends included; `kind` is `public`, `school` or `closure`."""

    kind: str
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, eq=False)
class TownCalendar:
    """Compared by identity: one object per structure and revision, so that what is derived from
    it can be kept in memory."""

    timezone: str
    days_off: tuple[DaysOff, ...]
    office_days: frozenset[int] = frozenset(range(5))
    zone: ZoneInfo = field(init=False)
    public: dict[date, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.timezone))
        object.__setattr__(self, "public", dict(_expand(self.days_off, "public")))

    def is_working(self, day: date) -> bool:
        """Monday to Friday, public holidays excepted."""
        return day.weekday() < 5 and day not in self.public

    def is_workable(self, day: date) -> bool:
        """Monday to Saturday, public holidays excepted (« jours ouvrables »)."""
        return day.weekday() < 6 and day not in self.public

    def is_office(self, day: date) -> bool:
        """A day on which the town hall is open to the public."""
        return day.weekday() in self.office_days and not self.day_off(day)

    def in_holidays(self, day: date) -> bool:
        """True during school holidays."""
        return self.school_holiday(day) is not None

    def school_holiday(self, day: date) -> DaysOff | None:
        """The school holidays that `day` falls in."""
        for off in self.days_off:
            if off.kind == "school" and off.first_day <= day <= off.last_day:
                return off
        return None

    def last_school_holiday(self, day: date) -> DaysOff | None:
        """The school holidays that `day` falls in, or else the last that ended before."""
        begun = [off for off in self.days_off if off.kind == "school" and off.first_day <= day]
        return max(begun, key=lambda off: off.first_day, default=None)

    def day_off(self, day: date) -> str:
        """The name of the public holiday or closure on `day`, or ''."""
        if day in self.public:
            return self.public[day]
        for off in self.days_off:
            if off.kind == "closure" and off.first_day <= day <= off.last_day:
                return off.name
        return ""

    def instant(self, day: date, at: time) -> datetime:
        """The aware instant at which the structure's clocks show `at` on `day`."""
        return datetime.combine(day, at, self.zone)


def weekdays_of(text: str) -> frozenset[int]:
    """« lundi mardi »: 0 is Monday. The text is one that an import has checked."""
    return frozenset(WEEKDAYS.index(name) for name in text.split())


def _expand(days_off: Iterable[DaysOff], kind: str) -> Iterable[tuple[date, str]]:
    for off in days_off:
        if off.kind == kind:
            for offset in range((off.last_day - off.first_day).days + 1):
                yield off.first_day + timedelta(offset), off.name
