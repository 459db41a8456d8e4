"""The days of CarteVille: school holidays of zone C, public holidays, term.

School holidays come from vacances-scolaires-france for the school years that it knows whole.
For others an approximation stands in, of the usual dates: two weeks from the Saturday on or
after 17 October, 17 December, 13 February and 10 April, four days from Ascension Thursday, the
summer from the Saturday on or after 3 July to 31 August.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates

ZONE = "C"
SATURDAY = 5
WEDNESDAY = 2
DAY = timedelta(1)

TOUSSAINT = "Vacances de la Toussaint"
NOEL = "Vacances de Noël"
HIVER = "Vacances d’hiver"
PRINTEMPS = "Vacances de printemps"
ASCENSION = "Pont de l’Ascension"
ETE = "Vacances d’été"


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """The days from `first` to `last` and what they are."""

    first: date
    last: date

    @cached_property
    def holidays(self) -> list[Span]:
        years = range(self.first.year - 1, self.last.year + 1)
        spans = [span for year in years for span in school_year(year)]
        return [s for s in spans if s.last >= self.first and s.first <= self.last]

    @cached_property
    def public(self) -> dict[date, str]:
        """Public holidays of all years touched, by day."""
        return {
            day: name.replace("'", "’")
            for year in range(self.first.year, self.last.year + 1)
            for name, day in JoursFeries.for_year(year).items()
        }

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(day for span in self.holidays for day in days(span.first, span.last))

    @cached_property
    def holiday_weekdays(self) -> list[date]:
        """Monday to Friday in the school holidays: the leisure centre runs."""
        return [day for day in self._weekdays if day in self._off]

    @cached_property
    def wednesdays(self) -> list[date]:
        """Wednesdays in term."""
        return [d for d in self._weekdays if d not in self._off and d.weekday() == WEDNESDAY]

    @cached_property
    def school_days(self) -> list[date]:
        """Monday, Tuesday, Thursday and Friday in term."""
        return [d for d in self._weekdays if d not in self._off and d.weekday() != WEDNESDAY]

    @cached_property
    def saturdays(self) -> list[date]:
        every = days(self.first, self.last)
        return [d for d in every if d.weekday() == SATURDAY and d not in self.public]

    @cached_property
    def _weekdays(self) -> list[date]:
        every = days(self.first, self.last)
        return [d for d in every if d.weekday() < SATURDAY and d not in self.public]


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + number * DAY


@cache
def school_year(year: int) -> list[Span]:
    """Holidays of the school year that begins in September of `year`."""
    known = [span for span in _library() if date(year, 9, 1) <= span.first < date(year + 1, 9, 1)]
    names = {span.name for span in known}
    whole = {TOUSSAINT, NOEL, HIVER, PRINTEMPS, ETE} <= names
    return known if whole else _approximated(year)


@cache
def _library() -> list[Span]:
    """All holidays of the library as spans."""
    source = SchoolHolidayDates()
    found: list[Span] = []
    for day in sorted(d for d in source.data if source.is_holiday_for_zone(d, ZONE)):
        name = source.data[day]["nom_vacances"].replace("'", "’")
        if found and found[-1].name == name and day - found[-1].last <= DAY:
            found[-1] = Span(found[-1].first, day, name)
        else:
            found.append(Span(day, day, name))
    return found


def _approximated(year: int) -> list[Span]:
    def fortnight(start: date, name: str) -> Span:
        first = _saturday(start)
        return Span(first, first + 15 * DAY, name)

    ascension: date = JoursFeries.for_year(year + 1)["Ascension"]
    return [
        fortnight(date(year, 10, 17), TOUSSAINT),
        fortnight(date(year, 12, 17), NOEL),
        fortnight(date(year + 1, 2, 13), HIVER),
        fortnight(date(year + 1, 4, 10), PRINTEMPS),
        Span(ascension, ascension + 3 * DAY, ASCENSION),
        Span(_saturday(date(year + 1, 7, 3)), date(year + 1, 8, 31), ETE),
    ]


def _saturday(day: date) -> date:
    """The first Saturday from `day` on."""
    return day + ((SATURDAY - day.weekday()) % 7) * DAY
