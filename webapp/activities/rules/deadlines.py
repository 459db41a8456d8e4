"""Until when one may book or cancel.

A limit « à 23:59 » (or without an hour) lasts until the end of that day; any other hour is
strict: what comes at 09:00:00 is too late for « à 9 h » (usage of French towns' notices).
Deadlines count on the structure's clock: « 48 heures avant » is two days of its clock, also where
a day has 23 or 25 hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from webapp.activities.rules.reading import END_OF_DAY
from webapp.activities.rules.when import Context, NoSuchDayError, aligned, step

NEVER = datetime.min.replace(tzinfo=UTC)
ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Before:
    """`count` days of `unit` before `anchor`: the day served, or the start of its `period`,
    `holidays`, `week` or `month`."""

    count: int
    unit: str
    anchor: str = "day"

    def on(self, day: date, context: Context) -> date:
        return step(start_of(self.anchor, day, context), self.count, self.unit, context)


@dataclass(frozen=True, slots=True)
class OfWeek:
    """A weekday of the week that lies `weeks` before that of the day served."""

    weekday: int
    weeks: int

    def on(self, day: date, _: Context) -> date:
        return day - timedelta(day.weekday() - self.weekday + 7 * self.weeks)


@dataclass(frozen=True, slots=True)
class LastWeekday:
    """The last such weekday before `anchor` (`Before`)."""

    weekday: int
    anchor: str = "day"

    def on(self, day: date, context: Context) -> date:
        day = start_of(self.anchor, day, context)
        return day - timedelta((day.weekday() - self.weekday - 1) % 7 + 1)


@dataclass(frozen=True, slots=True)
class OfMonth:
    """A day of the month that lies `months` before; `number` 0 is the last, of `unit`."""

    number: int
    months: int
    unit: str = "calendar"

    def on(self, day: date, context: Context) -> date:
        first = months_before(day, self.months)
        last = months_before(first, -1) - timedelta(1)
        if self.number:
            return min(first + timedelta(self.number - 1), last)
        return aligned(last, self.unit, -1, context)


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The `rank`-th such weekday of the month `months` before, -1 the last; `whole`: that of its
    last week that lies in the month from Monday to Sunday."""

    rank: int
    weekday: int
    months: int
    whole: bool = False

    def on(self, day: date, _: Context) -> date:
        first = months_before(day, self.months)
        last = months_before(first, -1) - timedelta(1)
        if self.whole:
            sunday = last - timedelta((last.weekday() + 1) % 7)
            return sunday - timedelta(6 - self.weekday)
        if self.rank < 0:
            return last - timedelta((last.weekday() - self.weekday) % 7)
        start = first + timedelta((self.weekday - first.weekday()) % 7)
        return start + timedelta(7 * (self.rank - 1))


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same day for all days served."""

    day: date

    def on(self, _: date, __: Context) -> date:
        return self.day


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours before an hour of the day served; `working`: only those of working days count."""

    count: int
    anchor: time = time()
    working: bool = False

    def instant(self, day: date, context: Context) -> datetime:
        """On the clock of the structure, naive."""
        start = datetime.combine(day, self.anchor)
        if self.anchor == END_OF_DAY:
            start = datetime.combine(day + timedelta(1), time())
        if not self.working:
            return start - timedelta(hours=self.count)
        left, at = timedelta(hours=self.count), start
        while left:
            midnight = datetime.combine(at.date(), time())
            if at == midnight:
                at, midnight = midnight, midnight - timedelta(1)
            if context.calendar.is_working(midnight.date()):
                used = min(left, at - midnight)
                left -= used
                at -= used
            else:
                at = midnight
        return at


Where = Before | OfWeek | LastWeekday | OfMonth | NthWeekday | Fixed


@dataclass(frozen=True, slots=True)
class Deadline:
    """`text` is the sentence it was read from. `fallback`: which kind of day, and in which
    direction, when the limit falls on another."""

    text: str
    where: Where | Hours | None
    at: time = END_OF_DAY
    fallback: tuple[str, int] | None = None
    always: bool = False


def start_of(anchor: str, day: date, context: Context) -> date:
    """The day from which one counts back: for `holidays` those of `day`, else the last before."""
    if anchor == "week":
        return day - timedelta(day.weekday())
    if anchor == "month":
        return day.replace(day=1)
    period = context.period(day) if anchor == "period" else None
    if period:
        return period[0]
    holiday = context.calendar.last_school_holiday(day) if anchor == "holidays" else None
    return holiday.first_day if holiday else day


def months_before(day: date, months: int) -> date:
    """The first day of the month `months` before that of `day` (after it if negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def limit(deadline: Deadline, day: date, context: Context) -> datetime:
    """The first instant (aware, UTC) that is too late; NEVER or ALWAYS without one. NEVER too
    where the calendar holds no day such as is counted."""
    if deadline.where is None:
        return ALWAYS if deadline.always else NEVER
    if isinstance(deadline.where, Hours):
        naive = deadline.where.instant(day, context)
        return context.calendar.instant(naive.date(), naive.time()).astimezone(UTC)
    try:
        shown = _day(deadline, deadline.where, day, context)
    except NoSuchDayError:
        return NEVER
    if deadline.at == END_OF_DAY:
        return context.calendar.instant(shown + timedelta(1), time()).astimezone(UTC)
    return context.calendar.instant(shown, deadline.at).astimezone(UTC)


def opening(deadline: Deadline, day: date, context: Context) -> datetime:
    """The first instant at which one may book (« dès… »): 0 h of its day, unless it says when."""
    if deadline.where is None or isinstance(deadline.where, Hours):
        return NEVER if deadline.always else limit(deadline, day, context)
    try:
        shown = _day(deadline, deadline.where, day, context)
    except NoSuchDayError:
        return ALWAYS
    at = time() if deadline.at == END_OF_DAY else deadline.at
    return context.calendar.instant(shown, at).astimezone(UTC)


def _day(deadline: Deadline, where: Where, day: date, context: Context) -> date:
    found = where.on(day, context)
    if deadline.fallback:
        unit, direction = deadline.fallback
        return aligned(found, unit, direction, context)
    return found


def shown(instant: datetime, context: Context) -> tuple[date, tuple[int, int]]:
    """A limit as people say it, on the structure's clock: midnight is « 23 h 59 » of the eve."""
    local = instant.astimezone(context.calendar.zone)
    if (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(1), (23, 59)
    return local.date(), (local.hour, local.minute)
