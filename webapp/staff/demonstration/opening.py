"""When CarteVille's activities run: periods, open days, seats, supplements."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from webapp.staff.demonstration.calendars import ETE, Calendar, Span
from webapp.staff.demonstration.catalogue import (
    EXTRAS,
    KITCHEN_SEATS,
    MAIRIE,
    OFFERS,
    TILLEULS,
    WITH_EXTRAS,
    Offer,
)

DAY = timedelta(1)
EARLY, OPENING_HOUR = 75 * DAY, time(7, 30)
SLUGS = {"Toussaint": "toussaint", "Noël": "noel", "hiver": "hiver", "printemps": "printemps",
         "Ascension": "ascension", "été": "ete"}  # fmt: skip


@dataclass
class Seats:
    """Something with a capacity: an open day, a supplement, a day of the kitchen."""

    capacity: int
    taken: int = 0

    @property
    def full(self) -> bool:
        return self.taken >= self.capacity


@dataclass
class OpenDay(Seats):
    offer: Offer = OFFERS[0]
    day: date = date.min
    period: str = ""
    extras: dict[str, Seats] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    structure: str
    code: str
    name: str
    first: date
    last: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class FirstResidents:
    """The coming holidays that residents may book since `opens`, and everybody from `everybody`."""

    span: Span
    opens: datetime
    everybody: datetime


@dataclass
class Opening:
    """All that is open. `kitchen` is the counter of meals, by day."""

    periods: list[Period]
    first_residents: FirstResidents
    days: dict[tuple[str, str, date], OpenDay] = field(default_factory=dict)
    kitchen: dict[date, Seats] = field(default_factory=dict)

    def of(self, key: tuple[str, str], day: date) -> OpenDay | None:
        return self.days.get((*key, day))


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59))


def calendar_around(today: date) -> Calendar:
    """The school year of `today`, and at least 70 days back and 125 days on."""
    year = today.year if today.month >= 9 else today.year - 1
    return Calendar(
        min(date(year, 9, 1), today - 70 * DAY), max(date(year + 1, 8, 31), today + 125 * DAY)
    )


def make_opening(calendar: Calendar, today: date) -> Opening:
    """Everything that is open around `today`, without a booking yet."""
    first = _first_residents(calendar, today)
    opening = Opening(_periods(calendar, today, first), first)
    for offer in OFFERS:
        for day in _running(calendar, offer, today):
            period = _period_of(opening.periods, offer, day)
            opening.days[(*offer.key, day)] = OpenDay(offer.seats, 0, offer, day, period)
            if offer.structure == MAIRIE and "midi" in offer.slots.split():
                opening.kitchen.setdefault(day, Seats(KITCHEN_SEATS))
    return opening


def add_extras(opening: Opening, day: date) -> None:
    """Pool, circus and pony on a day of the leisure centre."""
    for code in WITH_EXTRAS:
        if open_day := opening.of((MAIRIE, code), day):
            open_day.extras = {name: Seats(seats) for name, _, _, seats in EXTRAS}


def is_closed(structure: str, day: date) -> bool:
    """The social centre is closed for the first three weeks of August."""
    return structure == TILLEULS and day.month == 8 and day.day <= 21


def _running(calendar: Calendar, offer: Offer, today: date) -> list[date]:
    wednesdays, school = calendar.wednesdays, calendar.school_days
    holidays = calendar.holiday_weekdays
    runs = {
        "holidays": holidays,
        "wednesdays": wednesdays,
        "school holidays": school + holidays,
        "weekdays": school + wednesdays + holidays,
        "homework": [day for day in school if day.weekday() in (0, 3)],
        "saturdays": [d for d in calendar.saturdays if -14 <= (d - today).days <= 70],
    }[offer.runs]
    return [day for day in sorted(runs) if not is_closed(offer.structure, day)]


def _first_residents(calendar: Calendar, today: date) -> FirstResidents:
    """The first holidays that begin after they open to all, nine days from today."""
    parts = (part for span in sorted(calendar.holidays) for part in _parts(span))
    span = next(part for part in parts if part.first >= today + 14 * DAY)
    since = min(span.first - EARLY, today - 5 * DAY)
    everybody = datetime.combine(today + 9 * DAY, time(8, 30))
    return FirstResidents(span, datetime.combine(since, OPENING_HOUR), everybody)


def _periods(calendar: Calendar, today: date, first: FirstResidents) -> list[Period]:
    periods = []
    for structure in (MAIRIE, TILLEULS):
        for span in calendar.holidays:
            periods += [_holiday_period(structure, part, first) for part in _parts(span)]
    for year in range(calendar.first.year - 1, calendar.last.year + 1):
        if date(year, 9, 1) <= calendar.last and date(year + 1, 8, 31) >= calendar.first:
            periods.append(_wednesdays(year))
    return [*periods, *_saturdays(today)]


def _parts(span: Span) -> list[Span]:
    """July and August are booked apart."""
    if span.name != ETE:
        return [span]
    july = date(span.first.year, 7, 31)
    return [Span(span.first, july, f"{ETE}, juillet"), Span(july + DAY, span.last, f"{ETE}, août")]


def _holiday_period(structure: str, span: Span, first: FirstResidents) -> Period:
    slug = next(slug for word, slug in SLUGS.items() if word in span.name)
    month = {"juillet": "-juillet", "août": "-aout"}.get(span.name.rpartition(" ")[2], "")
    name = (
        span.name.replace(",", f" {span.first.year},")
        if month
        else f"{span.name} {span.first.year}"
    )
    usual = datetime.combine(span.first - EARLY, OPENING_HOUR)
    opens = first.opens if span == first.span else usual
    code = f"{slug}-{span.first.year}{month}"
    return Period(structure, code, name, span.first, span.last, opens, end_of(span.last))


def _wednesdays(year: int) -> Period:
    opens = datetime.combine(date(year, 6, 1), time(8))
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    name = f"Mercredis {year}-{year + 1}"
    return Period(MAIRIE, f"mercredis-{year}", name, first, last, opens, end_of(last))


def _saturdays(today: date) -> list[Period]:
    """One whose booking closed five days ago and whose days go on, one that opens in twelve."""
    last = today + 35 * DAY
    return [
        Period(MAIRIE, "samedis-1", "Samedis découverte, première série", today - 14 * DAY, last,
               datetime.combine(today - 60 * DAY, time(8)), end_of(today - 5 * DAY)),
        Period(MAIRIE, "samedis-2", "Samedis découverte, deuxième série", last + DAY,
               last + 35 * DAY, datetime.combine(today + 12 * DAY, time(8)),
               end_of(today + 25 * DAY)),
    ]  # fmt: skip


def _period_of(periods: list[Period], offer: Offer, day: date) -> str:
    families = {
        "holidays": tuple(SLUGS.values()),
        "wednesdays": ("mercredis",),
        "saturdays": ("samedis",),
    }
    prefixes = families.get(offer.runs, ())
    fitting = (
        p.code
        for p in periods
        if p.structure == offer.structure
        and p.first <= day <= p.last
        and p.code.startswith(prefixes)
    )
    return next(fitting, "") if prefixes else ""
