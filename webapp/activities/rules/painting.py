"""The year of an activity: which days a stroke of the brush would open, close or give places, and
how a year is copied to the next.

A day that anything refers to (a booking, even one that has ended, a line of a cart, a child ticked)
is never closed here: an exceptional closure does that, and tells the families.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from webapp.activities.rules.reading import EVERY_DAY
from webapp.structures.rules import DaysOff, TownCalendar

OPEN, CLOSE, SEATS = "ouvrir", "fermer", "places"
TERM, HOLIDAYS = "classe", "vacances"
SEPTEMBER = 9
LONGEST = timedelta(800)
BRIDGE = timedelta(6)
MOST = 9999


class Known(NamedTuple):
    """An open day. `held`: something refers to it; `shut`: an exceptional closure has closed it.
    `booked`: children who have it, or wait for it."""

    id: int
    day: date
    capacity: int | None
    taken: int
    period: int | None
    shut: bool
    held: bool
    booked: int


class Brush(NamedTuple):
    """Days from `first` to `last`, on `weekdays` (0 is Monday). `season`: TERM, HOLIDAYS, the name
    of certain holidays, or '' for all the year."""

    first: date
    last: date
    weekdays: frozenset[int] = EVERY_DAY
    season: str = ""

    def days(self, calendar: TownCalendar) -> list[date]:
        """The days that it touches."""
        count = (self.last - self.first).days + 1
        days = (self.first + timedelta(n) for n in range(count))
        return [day for day in days if day.weekday() in self.weekdays and self._fits(day, calendar)]

    def _fits(self, day: date, calendar: TownCalendar) -> bool:
        if not self.season:
            return True
        holiday = calendar.school_holiday(day)
        if self.season in (TERM, HOLIDAYS):
            return (holiday is not None) == (self.season == HOLIDAYS)
        return holiday is not None and holiday.name == self.season


class Plan(NamedTuple):
    """What would change: days to open, to close, to give other places; and what stays for a
    reason: `held` would close but for what refers to them, `off` are public holidays and
    closures, `shut` are closed exceptionally, `past` are over."""

    open: tuple[date, ...] = ()
    close: tuple[Known, ...] = ()
    seats: tuple[Known, ...] = ()
    held: tuple[Known, ...] = ()
    off: tuple[date, ...] = ()
    shut: tuple[date, ...] = ()
    past: tuple[date, ...] = ()

    @property
    def size(self) -> int:
        """How many days would change."""
        return len(self.open) + len(self.close) + len(self.seats)


def plan(
    act: str,
    days: Iterable[date],
    known: Mapping[date, Known],
    calendar: TownCalendar,
    today: date,
    seats: int | None = None,
) -> Plan:
    """What `act` (OPEN, CLOSE, SEATS) would do to these days."""
    asked = sorted(set(days))
    past = tuple(day for day in asked if day < today and _concerned(act, day, known))
    coming = [day for day in asked if day >= today]
    if act == OPEN:
        new = [day for day in coming if day not in known]
        return Plan(
            open=tuple(day for day in new if not calendar.day_off(day)),
            off=tuple(day for day in new if calendar.day_off(day)),
            shut=tuple(day for day in coming if day in known and known[day].shut),
            past=past,
        )
    there = [known[day] for day in coming if day in known]
    if act == CLOSE:
        free = (each for each in there if not each.held and not each.shut)
        held = (each for each in there if each.held and not each.shut)
        return Plan(close=tuple(free), held=tuple(held), past=past)
    others = (each for each in there if each.capacity != seats)
    return Plan(seats=tuple(others), past=past)


def _concerned(act: str, day: date, known: Mapping[date, Known]) -> bool:
    """Whether a day would change, were it not over."""
    return (day in known) != (act == OPEN)


def school_year(day: date) -> int:
    """The year in which the school year of `day` began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def is_near(year: int) -> bool:
    """Whether anybody may be planning that year."""
    return 2000 <= year <= 2100


def year_of(year: int) -> tuple[date, date]:
    """The first and the last day of the school year that begins in `year`."""
    return date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - timedelta(1)


def count_in(days: Iterable[date], year: int) -> int:
    """How many of these days lie in the school year that begins in `year`."""
    return sum(school_year(day) == year for day in days)


def wrong_seats(text: str) -> str:
    """What is wrong with a number of places as it was typed; '' if it is one, or nothing."""
    if text and not (text.isascii() and text.isdigit()):
        return "Un nombre de places est attendu, ou rien."
    return f"{MOST}\u00a0places au plus." if text and int(text) > MOST else ""


def wrong_span(first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with the days of a brush, by field."""
    if first is None or last is None:
        wanted = "Une date est attendue."
        return ({"du": wanted} if first is None else {}) | ({"au": wanted} if last is None else {})
    if last < first:
        return {"au": "Ce jour est avant le premier."}
    return {"au": "Deux ans au plus à la fois."} if last - first > LONGEST else {}


class Pattern(NamedTuple):
    """Where in the year a day lies: its weekday, and the name of the holidays it is in, '' in
    term."""

    weekday: int
    season: str


def pattern_of(day: date, calendar: TownCalendar) -> Pattern:
    """The pattern of a day. The names of holidays come back each year, but for their numbers."""
    holiday = calendar.school_holiday(day)
    return Pattern(day.weekday(), _plain(holiday.name) if holiday else "")


def _plain(name: str) -> str:
    return " ".join(word for word in name.split() if not word.isdecimal())


def copied(opened: Iterable[date], year: int, calendar: TownCalendar) -> list[date]:
    """The days of the school year after `year` that lie where the open days of `year` did: a
    weekday in term, or in certain holidays, is open if at least half of its days were.

    Days off are left out of both years, so that neither counts for the other."""
    counts, whole = Counter[Pattern](), Counter[Pattern]()
    open_days = set(opened)
    for day in _working(year, calendar):
        found = pattern_of(day, calendar)
        whole[found] += 1
        counts[found] += day in open_days
    return [
        day
        for day in _working(year + 1, calendar)
        if (found := pattern_of(day, calendar)) in whole and 2 * counts[found] >= whole[found]
        and counts[found]
    ]  # fmt: skip


def _working(year: int, calendar: TownCalendar) -> list[date]:
    first, last = year_of(year)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if not calendar.day_off(day)]


def usual(capacities: Iterable[int | None]) -> int | None:
    """The most usual number of places; None without limit, or if there is none to go by."""
    counted = Counter(capacities).most_common(1)
    return counted[0][0] if counted else None


def missing_holidays(year: int, calendar: TownCalendar) -> list[str]:
    """The school holidays of that year of which the next one has none: they are not known yet.
    A bridge of some days may well not come back."""
    here, there = (_holidays(each, calendar) for each in (year, year + 1))
    coming = {_plain(off.name) for off in there}
    return [
        off.name
        for off in here
        if _plain(off.name) not in coming and off.last_day - off.first_day >= BRIDGE
    ]


def holiday_names(year: int, calendar: TownCalendar) -> list[str]:
    """The school holidays that lie in that school year, in part at least, in order."""
    first, last = year_of(year)
    inside = (
        off for off in calendar.days_off
        if off.kind == "school" and off.first_day <= last and off.last_day >= first
    )  # fmt: skip
    return list(dict.fromkeys(o.name for o in sorted(inside, key=lambda off: off.first_day)))


def _holidays(year: int, calendar: TownCalendar) -> list[DaysOff]:
    """Those that begin in that school year, in order."""
    first, last = year_of(year)
    return sorted(
        (o for o in calendar.days_off if o.kind == "school" and first <= o.first_day <= last),
        key=lambda off: off.first_day,
    )


class Period(NamedTuple):
    """A period of the structure. `used`: the activity has days in it."""

    id: int
    name: str
    first: date
    last: date
    used: bool


def period_for(day: date, periods: Iterable[Period]) -> Period | None:
    """The period that a new day goes to, if the activity has its days in periods at all: one
    that it has days in already, else the shortest around that day."""
    periods = list(periods)
    if not any(each.used for each in periods):
        return None
    around = [each for each in periods if each.first <= day <= each.last]
    return min(around, key=lambda each: (not each.used, each.last - each.first), default=None)


class Offered(NamedTuple):
    """A supplement as a day offers it: its name, its price in cents, its places (None: without
    limit)."""

    name: str
    cents: int
    capacity: int | None


class ExtraDay(NamedTuple):
    """An open day, and the supplement that is asked about: its id and what it is, None if the day
    has none. `held`: somebody has it, had it or asks for it."""

    id: int
    day: date
    extra: int | None
    offered: Offered | None
    held: bool


class ExtraPlan(NamedTuple):
    """Days that would get a supplement, or another name, price or number of places of it, or lose
    it; `held` would lose it but for who has it."""

    add: tuple[ExtraDay, ...] = ()
    change: tuple[ExtraDay, ...] = ()
    drop: tuple[ExtraDay, ...] = ()
    held: tuple[ExtraDay, ...] = ()

    @property
    def size(self) -> int:
        """How many days would change."""
        return len(self.add) + len(self.change) + len(self.drop)


def plan_extra(
    wanted: Offered | None, brush: Brush, days: Iterable[ExtraDay], calendar: TownCalendar,
    today: date,
) -> ExtraPlan:  # fmt: skip
    """What offering a supplement (None: no longer) on the open days of `brush` would do."""
    asked = set(brush.days(calendar))
    there = [each for each in days if each.day in asked and each.day >= today]
    if wanted is None:
        gone = [each for each in there if each.offered]
        return ExtraPlan(
            drop=tuple(each for each in gone if not each.held),
            held=tuple(each for each in gone if each.held),
        )
    return ExtraPlan(
        add=tuple(each for each in there if each.offered is None),
        change=tuple(each for each in there if each.offered and each.offered != wanted),
    )
