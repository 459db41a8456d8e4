"""Which days a household has a child."""

from datetime import date, timedelta

import pytest

from webapp.families.rules import PATTERNS, age_on, has_child

ALL_2026 = [date(2026, 1, 1) + timedelta(offset) for offset in range(365)]


def test_always() -> None:
    assert all(has_child("always", "", day) for day in ALL_2026)


@pytest.mark.parametrize(
    ("pattern", "day", "covered"),
    [
        ("even", date(2026, 12, 9), True),  # ISO week 50
        ("odd", date(2026, 12, 9), False),
        ("odd", date(2026, 12, 16), True),
        ("even", date(2026, 12, 13), True),  # Sunday still belongs to its week
        ("odd", date(2026, 12, 14), True),  # Monday is the next
        ("odd", date(2026, 12, 31), True),  # week 53
        ("odd", date(2027, 1, 3), True),  # Sunday of week 53 of 2026
        ("odd", date(2027, 1, 4), True),  # week 1: two odd weeks follow one another
        ("even", date(2027, 1, 11), True),
    ],
)
def test_weeks_are_those_of_the_calendar(pattern: str, day: date, covered: bool) -> None:
    assert has_child(pattern, "", day) is covered


def test_two_households_share_every_day_between_them() -> None:
    for day in ALL_2026:
        assert has_child("even", "", day) != has_child("odd", "", day)


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 12, 7), True),  # Monday of week 50
        (date(2026, 12, 11), True),  # Friday: the child leaves in the evening
        (date(2026, 12, 12), False),  # Saturday is of the week that follows
        (date(2026, 12, 18), False),  # Friday of week 51
        (date(2026, 12, 19), True),
        (date(2027, 1, 1), False),  # Friday of week 53
        (date(2027, 1, 2), False),  # weeks 53 and 1 are both odd: it stays where it is
        (date(2027, 1, 9), True),  # Saturday before week 2
    ],
)
def test_a_child_may_change_homes_on_friday_evening(day: date, covered: bool) -> None:
    assert has_child("even_fri", "", day) is covered
    assert has_child("odd_fri", "", day) is not covered


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_exception_overrules_every_pattern(pattern: str) -> None:
    for day in ALL_2026[::7]:
        assert has_child(pattern, "", day, True) is True
        assert has_child(pattern, "", day, False) is False


def test_on_exceptions_only() -> None:
    assert not any(has_child("never", "", day) for day in ALL_2026)


def test_dates() -> None:
    days = "2026-12-09 2026-12-24"
    covered = [day.isoformat() for day in ALL_2026 if has_child("dates", days, day)]
    assert covered == days.split()
    assert not has_child("dates", "", date(2026, 12, 9))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2019, 5, 14), date(2026, 5, 13), 6),
        (date(2019, 5, 14), date(2026, 5, 14), 7),
        (date(2020, 2, 29), date(2026, 2, 28), 5),
        (date(2020, 2, 29), date(2026, 3, 1), 6),
        (date(2026, 11, 27), date(2026, 11, 27), 0),
    ],
)
def test_age_in_whole_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
