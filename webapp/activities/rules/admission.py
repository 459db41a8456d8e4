"""Who may come, when booking opens for them, how many days they may have
(docs/rules.md, § 3 and 4)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from webapp.activities.rules.deadlines import start_of
from webapp.activities.rules.facts import EVERYBODY, Audience, Facts, audience
from webapp.activities.rules.reading import (
    END_OF_DAY,
    Range,
    RuleError,
    Table,
    has_hour,
    instant,
    number_range,
    plain,
    span,
    word,
    words_of,
)
from webapp.activities.rules.when import Context, aligned
from webapp.structures.rules import TownCalendar

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Public:
    """Whom an activity is for; what is None or empty asks nothing."""

    audience: Audience = EVERYBODY
    ages: Range | None = None
    classes: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    def refuses(self, facts: Facts) -> str:
        """Which condition says no: `category`, `age`, `class`, `school`, or '' if none does.
        What is not known is refused: the file must be complete."""
        if not self.audience.fits(facts.all_categories):
            return "category"
        if self.ages and (facts.age is None or not self.ages.holds(facts.age)):
            return "age"
        if self.classes and word(facts.school_class) not in self.classes:
            return "class"
        if self.schools and word(facts.school) not in self.schools:
            return "school"
        return ""


def public(table: Table) -> Public:
    """Read `[….public]`."""
    found = Public(
        table.read("pour", audience, EVERYBODY) or EVERYBODY,
        table.read("ages", number_range),
        table.read("classes", _spaced) or (),
        table.read("ecoles", words_of) or (),
    )
    table.done()
    return found


def _spaced(value: object, place: str) -> tuple[str, ...]:
    return words_of(re.sub(r"[ ,;]+", ",", value) if isinstance(value, str) else value, place)


@dataclass(frozen=True, slots=True)
class Window:
    """When booking is open to some: two naive instants on the structure's clock, `until` None
    without end. `served`: the days that it is about, all if None. `yearly`: it comes back each
    year, and stands here in the leap year YEARLY."""

    audience: Audience
    since: datetime
    until: datetime | None
    fallback: tuple[str, int] | None
    served: tuple[date, date] | None
    yearly: bool = False

    def of(self, day: date) -> "Window":
        """The window of a day served: of one that comes back, the last that opens by that day."""
        if not self.yearly:
            return self
        since = _in_year(self.since, day.year)
        if since.date() > day:
            since = _in_year(self.since, day.year - 1)
        until = self.until and _in_year(self.until, since.year)
        if until and until <= since:
            until = _in_year(self.until or until, since.year + 1)
        return replace(self, since=since, until=until, yearly=False)

    def concerns(self, day: date) -> bool:
        return self.served is None or self.served[0] <= day <= self.served[1]

    def opens(self, context: Context) -> datetime:
        """The instant of opening, aware, UTC."""
        day, calendar = self.since.date(), context.calendar
        if self.fallback:
            day = aligned(day, *self.fallback, context)
        return calendar.instant(day, self.since.time()).astimezone(UTC)

    def closes(self, calendar: TownCalendar) -> datetime | None:
        """The first instant that is too late, aware, UTC."""
        if self.until is None:
            return None
        return calendar.instant(self.until.date(), self.until.time()).astimezone(UTC)


YEARLY = 2000


def _in_year(at: datetime, year: int) -> datetime:
    """29 February is the 28th in other years."""
    shifted = year + at.year - YEARLY
    try:
        return at.replace(year=shifted)
    except ValueError:
        return at.replace(year=shifted, day=28)


class Opening(NamedTuple):
    """`code`: '' open, `not_yet`, `window_over` or `not_for_you`; `at`: the opening to come."""

    code: str
    at: datetime | None = None


def window(
    windows: tuple[Window, ...],
    categories: frozenset[str],
    day: date,
    now: datetime,
    context: Context,
) -> Opening:
    """Whether booking `day` is open at `now` to whom has these categories."""
    about = [w.of(day) for w in windows if w.concerns(day)]
    if not about:
        return Opening("")
    theirs = [w for w in about if w.audience.fits(categories)]
    coming = []
    for each in theirs:
        opens, closes = each.opens(context), each.closes(context.calendar)
        if opens <= now and (closes is None or now < closes):
            return Opening("")
        if now < opens:
            coming.append(opens)
    if coming:
        return Opening("not_yet", min(coming))
    return Opening("window_over" if theirs else "not_for_you")


FALLBACKS = {
    f"jour {name} {way}": (unit, direction)
    for name, unit in (("ouvré", "working"), ("de mairie", "office"), ("de service", "service"))
    for way, direction in (("précédent", -1), ("suivant", 1))
}


def read_window(table: Table) -> Window:
    """Read one `[[….fenetre]]`."""
    since = table.need("du", _yearly(instant))
    until = table.read("au", _yearly(_until))
    yearly = [without_year(table.raw(key)) for key in ("du", "au") if table.has(key)]
    if len(set(yearly)) > 1:
        raise RuleError(table.at("au"), "une année est attendue, ou aucune aux deux dates")
    fallback = None
    if table.has("sinon"):
        fallback = table.choice("sinon", FALLBACKS, "")
    found = Window(
        table.read("pour", audience, EVERYBODY) or EVERYBODY,
        _naive(*since),
        until,
        fallback,
        table.read("jours_servis", span),
        yearly[0],
    )
    if until is not None and until <= found.since and not found.yearly:
        raise RuleError(table.at("au"), "une fin après le début est attendue")
    table.done()
    return found


NO_YEAR = re.compile(r"(\d{1,2}/\d{1,2})(?![/\d])")


def without_year(value: object) -> bool:
    """True if a date is « 13/09 », each year."""
    return bool(NO_YEAR.match(str(value).strip()))


def _yearly(reader: Callable[[Any, str], Read]) -> Callable[[Any, str], Read]:
    def read(value: Any, place: str) -> Read:
        text = str(value).strip()
        return reader(NO_YEAR.sub(rf"\1/{YEARLY}", text, 1) if without_year(text) else value, place)

    return read


def _until(value: object, place: str) -> datetime:
    day, at = instant(value, place)
    return _naive(day, at if has_hour(value) else END_OF_DAY)


def _naive(day: date, at: time) -> datetime:
    """The end of a day is the first instant of the next."""
    if at == END_OF_DAY:
        return datetime.combine(day + timedelta(1), time())
    return datetime.combine(day, at)


class Quota(NamedTuple):
    """How many days: one of `allowed`, or all service days (`whole`)."""

    allowed: tuple[Range, ...]
    whole: bool = False

    @property
    def most(self) -> int | None:
        ends = [r.most for r in self.allowed]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def least(self) -> int:
        return min((r.least for r in self.allowed), default=0)

    def holds(self, count: int) -> bool:
        return any(r.holds(count) for r in self.allowed)


SPANS = {
    "semaine": "week",
    "mois": "month",
    "periode": "period",
    "annee": "year",
}
QUOTA_KEYS = tuple(SPANS) + tuple(f"famille_{name}" for name in SPANS)


def quotas(table: Table) -> Mapping[str, Quota]:
    """Read `[….limites]`: quotas by key (QUOTA_KEYS)."""
    found = {key: table.need(key, _quota) for key in QUOTA_KEYS if table.has(key)}
    table.done()
    return found


QUOTA = (
    "«\u00a0au plus 3\u00a0», «\u00a0au moins 2\u00a0», «\u00a02 à 4\u00a0»,"
    " «\u00a02, 3 ou 5\u00a0» ou «\u00a0complète\u00a0» est attendu"
)


def _quota(value: object, place: str) -> Quota:
    text = plain(str(value))
    if text in ("complete", "complet", "tous"):
        return Quota((), whole=True)
    found = re.fullmatch(r"(au plus|au moins) (\d+)", text)
    if found:
        number = int(found[2])
        return Quota((Range(0, number) if found[1] == "au plus" else Range(number, None),))
    parts = [part for part in re.split(r",| ou ", text) if part.strip()]
    if not parts:
        raise RuleError(place, QUOTA, value)
    return Quota(tuple(number_range(part.strip(), place) for part in parts))


def span_of(key: str, day: date, context: Context) -> tuple[date, date]:
    """First and last day of the week, month, period or school year (from 1 September) in which
    a quota counts."""
    name = key.removeprefix("famille_")
    if name == "semaine":
        first = day - timedelta(day.weekday())
        return first, first + timedelta(6)
    if name == "mois":
        first = day.replace(day=1)
        return first, (first + timedelta(31)).replace(day=1) - timedelta(1)
    if name == "periode":
        period = context.period(day)
        if period:
            return period
        holiday = context.calendar.school_holiday(day)
        return (start_of("holidays", day, context), holiday.last_day) if holiday else (day, day)
    year = day.year - (day.month < 9)
    return date(year, 9, 1), date(year + 1, 8, 31)


def service_days(key: str, day: date, context: Context) -> int:
    """How many days the activity runs in the span of a quota."""
    first, last = span_of(key, day, context)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return sum(context.service.runs(each, context.calendar) for each in days)
