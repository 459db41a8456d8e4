"""Every day belongs to exactly the home that a calendar on the wall would say."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.families.rules import has_child

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def _monday_of_week_one(year: int) -> date:
    """ISO 8601 by its other definition: the week of the 4th of January."""
    fourth = date(year, 1, 4)
    return fourth - timedelta(fourth.weekday())


def _week(day: date) -> int:
    """The number of the week, counted from the first Monday and not by the library."""
    year = day.year + 1
    while _monday_of_week_one(year) > day:
        year -= 1
    return (day - _monday_of_week_one(year)).days // 7 + 1


@given(DAYS)
def test_even_and_odd_weeks_share_all_days(day: date) -> None:
    assert has_child("even", "", day) == (_week(day) % 2 == 0)
    assert has_child("odd", "", day) == (_week(day) % 2 == 1)


@given(DAYS)
def test_nobody_changes_homes_but_on_monday_morning_or_friday_evening(day: date) -> None:
    before = day - timedelta(1)
    for parity in ("even", "odd"):
        if day.weekday() != 0:
            assert has_child(parity, "", day) == has_child(parity, "", before)
        if day.weekday() != 5:
            assert has_child(f"{parity}_fri", "", day) == has_child(f"{parity}_fri", "", before)


@given(DAYS)
def test_friday_evening_is_three_days_ahead_of_monday(day: date) -> None:
    """From Monday to Friday both ways of changing agree; the weekend goes with the next week."""
    same = day if day.weekday() < 5 else day + timedelta(7 - day.weekday())
    for parity in ("even", "odd"):
        assert has_child(f"{parity}_fri", "", day) == has_child(parity, "", same)


@given(DAYS, st.lists(DAYS, max_size=8))
def test_dates_are_those_told(day: date, told: list[date]) -> None:
    days = " ".join(sorted({each.isoformat() for each in told}))
    assert has_child("dates", days, day) == (day in told)


@given(DAYS, st.sampled_from(["even", "odd", "even_fri", "odd_fri"]), st.booleans())
def test_an_exception_gives_the_day_to_one_home_alone(day: date, pattern: str, ours: bool) -> None:
    other = pattern.replace("even", "x").replace("odd", "even").replace("x", "odd")
    assert has_child(pattern, "", day, ours) == ours
    assert has_child(other, "", day, not ours) != ours
