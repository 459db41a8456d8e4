"""Days opened and closed in bulk, and a year copied to the next."""

from datetime import date, timedelta

import pytest

from webapp.activities.rules.painting import (
    CLOSE,
    HOLIDAYS,
    OPEN,
    SEATS,
    TERM,
    Brush,
    Known,
    Period,
    copied,
    period_for,
    plan,
    wrong_span,
)
from webapp.structures.rules import DaysOff, TownCalendar

NOEL = "Vacances de Noël"
CALENDAR = TownCalendar(
    "Europe/Paris",
    (
        DaysOff("school", NOEL, date(2026, 12, 19), date(2027, 1, 3)),
        DaysOff("school", f"{NOEL} 2027", date(2027, 12, 18), date(2028, 1, 2)),
        DaysOff("public", "Noël", date(2026, 12, 25), date(2026, 12, 25)),
        DaysOff("closure", "Pont", date(2026, 12, 24), date(2026, 12, 24)),
    ),
)
TODAY = date(2026, 12, 10)


def known(day: date, *, held: bool = False, shut: bool = False, seats: int | None = 9) -> Known:
    return Known(day.toordinal(), day, seats, 0, None, shut, held, 0)


def test_a_brush_touches_weekdays_of_a_season() -> None:
    first, last = date(2026, 12, 14), date(2026, 12, 27)
    wednesdays = Brush(first, last, frozenset({2}))
    assert wednesdays.days(CALENDAR) == [date(2026, 12, 16), date(2026, 12, 23)]
    assert wednesdays._replace(season=TERM).days(CALENDAR) == [date(2026, 12, 16)]
    assert wednesdays._replace(season=HOLIDAYS).days(CALENDAR) == [date(2026, 12, 23)]
    assert wednesdays._replace(season=NOEL).days(CALENDAR) == [date(2026, 12, 23)]


def test_what_opens_is_neither_off_nor_past_nor_open_nor_closed_exceptionally() -> None:
    days = [date(2026, 12, n) for n in (9, 10, 11, 24, 25, 28)]
    there = {days[1]: known(days[1]), days[2]: known(days[2], shut=True)}
    found = plan(OPEN, days, there, CALENDAR, TODAY)
    assert (found.open, found.off) == ((days[5],), (days[3], days[4]))
    assert (found.shut, found.past, found.size) == ((days[2],), (days[0],), 1)


def test_what_anything_refers_to_is_not_closed() -> None:
    days = [date(2026, 12, n) for n in (9, 10, 11, 14, 15)]
    free, held, shut = known(days[1]), known(days[2], held=True), known(days[3], shut=True)
    there = {each.day: each for each in (known(days[0]), free, held, shut)}
    found = plan(CLOSE, days, there, CALENDAR, TODAY)
    assert (found.close, found.held, found.past) == ((free,), (held,), (days[0],))


def test_places_change_where_they_are_others() -> None:
    first, second = known(TODAY, seats=4), known(TODAY + timedelta(1))
    there = {first.day: first, second.day: second}
    assert plan(SEATS, there, there, CALENDAR, TODAY, 9).seats == (first,)
    assert plan(SEATS, there, there, CALENDAR, TODAY).seats == (first, second)


def test_a_year_is_copied_by_weekday_and_holidays() -> None:
    """Wednesdays in term, and Mondays of the Christmas holidays, whose dates are others."""
    term = Brush(date(2026, 9, 1), date(2027, 8, 31), frozenset({2}), TERM).days(CALENDAR)
    noel = Brush(date(2026, 9, 1), date(2027, 8, 31), frozenset({0}), NOEL).days(CALENDAR)
    once = [date(2026, 9, 8)]
    found = copied([*term[3:], *noel, *once], 2026, CALENDAR)
    wanted = Brush(date(2027, 9, 1), date(2028, 8, 31), frozenset({2}), TERM).days(CALENDAR)
    assert [day for day in found if day.weekday() == 2] == wanted
    assert [day for day in found if day.weekday() == 0] == [date(2027, 12, 20), date(2027, 12, 27)]
    assert len(found) == len(wanted) + 2


def test_a_new_day_goes_to_a_period_if_the_others_do() -> None:
    year = Period(1, "Année", date(2026, 9, 1), date(2027, 8, 31), used=False)
    noel = Period(2, "Noël", date(2026, 12, 19), date(2027, 1, 3), used=False)
    other = Period(3, "Toussaint", date(2026, 10, 17), date(2026, 11, 1), used=True)
    day = date(2026, 12, 21)
    assert period_for(day, [year, noel]) is None
    assert period_for(day, [year, noel, other]) == noel
    assert period_for(day, [year._replace(used=True), noel]) == year._replace(used=True)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (None, None, {"du", "au"}),
        (TODAY, TODAY - timedelta(1), {"au"}),
        (TODAY, TODAY + timedelta(801), {"au"}),
        (TODAY, TODAY, set()),
    ],
)
def test_days_are_in_order_and_not_too_many(
    first: date | None, last: date | None, wrong: set[str]
) -> None:
    assert set(wrong_span(first, last)) == wrong
