"""Public holidays and school holidays of France, as published."""

from datetime import date, timedelta
from functools import cache
from itertools import groupby

from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from webapp.structures.rules import DaysOff

FIRST_YEAR, LAST_YEAR = 2015, 2040
ZONES: tuple[str, ...] = tuple(SchoolHolidayDates.SUPPORTED_ZONES)
REGIONS: tuple[str, ...] = tuple(JoursFeries.ZONES)


@cache
def public_holidays(region: str = "Métropole") -> tuple[DaysOff, ...]:
    """The public holidays of a region (REGIONS), year after year."""
    return tuple(
        DaysOff("public", name, day, day)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for name, day in JoursFeries.for_year(year, zone=region).items()
    )


@cache
def school_holidays(zone: str) -> tuple[DaysOff, ...]:
    """The school holidays of a zone (ZONES), as far as they are published."""
    published = SchoolHolidayDates()
    days: dict[date, str] = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        try:
            found = published.holidays_for_year_and_zone(year, zone)
        except UnsupportedYearException:
            continue
        days |= {day: each["nom_vacances"] for day, each in found.items()}
    runs = []
    numbered = enumerate(sorted(days))
    for _, run in groupby(numbered, key=lambda each: each[1] - timedelta(each[0])):
        in_row = [day for _, day in run]
        runs.append(DaysOff("school", days[in_row[0]], in_row[0], in_row[-1]))
    return tuple(runs)
