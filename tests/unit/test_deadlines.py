"""Until when: days back from the day served, an hour, the clocks of the town."""

from datetime import UTC, date

import pytest

from tests.unit.options import a_calendar
from webapp.activities.rules.deadlines import Deadline, last_day, limit, shown_hour
from webapp.structures.rules import DaysOff, TownCalendar

TOWN = a_calendar("2026-05-01", "2026-05-08", "2026-05-14", "2026-12-25", "2027-01-01")


def _last(days: int, unit: str, served: str) -> str:
    return last_day(Deadline(days, unit, "23:59"), date.fromisoformat(served), TOWN).isoformat()


@pytest.mark.parametrize(
    ("days", "served", "last"),
    [
        (0, "2026-12-09", "2026-12-09"),
        (2, "2026-12-09", "2026-12-07"),
        (4, "2026-12-07", "2026-12-03"),  # Sundays and Saturdays count
        (10, "2027-01-04", "2026-12-25"),  # so do public holidays
        (1, "2028-03-01", "2028-02-29"),
    ],
)
def test_calendar_days_count_every_day(days: int, served: str, last: str) -> None:
    assert _last(days, "calendar", served) == last


@pytest.mark.parametrize(
    ("days", "served", "last"),
    [
        (0, "2026-12-09", "2026-12-09"),
        (2, "2026-12-09", "2026-12-07"),
        (1, "2026-12-07", "2026-12-04"),  # Monday: the Friday before
        (2, "2026-12-07", "2026-12-03"),
        (1, "2026-12-06", "2026-12-04"),  # Sunday
        (1, "2026-05-15", "2026-05-13"),  # the day before is Ascension
        (1, "2026-05-11", "2026-05-07"),  # a week-end, then 8 May
        (4, "2026-05-15", "2026-05-07"),  # 14, a week-end and 8 May do not count
        (2, "2027-01-04", "2026-12-30"),  # a week-end, then New Year’s Day
    ],
)
def test_working_days_skip_week_ends_and_public_holidays(days: int, served: str, last: str) -> None:
    assert _last(days, "working", served) == last


def test_a_public_holiday_served_counts_back_like_another_day() -> None:
    assert _last(1, "working", "2026-05-08") == "2026-05-07"


def test_school_holidays_and_closures_are_working_days() -> None:
    off = (
        DaysOff("school", "Hiver", date(2026, 12, 7), date(2026, 12, 8)),
        DaysOff("closure", "Travaux", date(2026, 12, 8), date(2026, 12, 8)),
    )
    calendar = TownCalendar("Europe/Paris", off)
    assert last_day(Deadline(1, "working", "09:00"), date(2026, 12, 9), calendar) == date(
        2026, 12, 8
    )


def _limit(at: str, served: str = "2026-12-09", days: int = 1, zone: str = "Europe/Paris") -> str:
    calendar = a_calendar(timezone=zone)
    found = limit(Deadline(days, "calendar", at), date.fromisoformat(served), calendar)
    assert found.tzinfo == UTC
    return found.isoformat()[:-6]


@pytest.mark.parametrize("at", ["23:59", "24:00"])
def test_the_end_of_the_day_is_included_to_its_last_second(at: str) -> None:
    assert _limit(at) == "2026-12-08T23:00:00"  # midnight in Paris: the first instant too late


@pytest.mark.parametrize(
    ("at", "instant"), [("09:00", "08:00:00"), ("00:00", "2026-12-07T23:00:00"), ("23:58", "22:58")]
)
def test_another_hour_is_strict(at: str, instant: str) -> None:
    assert instant in _limit(at)


@pytest.mark.parametrize(
    ("served", "at", "instant"),
    [
        ("2026-03-30", "09:00", "2026-03-29T07:00:00"),  # 29 March: summer time since 2 h
        ("2026-03-30", "01:59", "2026-03-29T00:59:00"),
        ("2026-03-29", "23:59", "2026-03-28T23:00:00"),
        ("2026-03-30", "23:59", "2026-03-29T22:00:00"),  # a day of 23 hours
        ("2026-10-26", "09:00", "2026-10-25T08:00:00"),  # 25 October: winter time since 3 h
        ("2026-10-26", "23:59", "2026-10-25T23:00:00"),  # a day of 25 hours
        ("2026-10-26", "02:30", "2026-10-25T00:30:00"),  # happens twice: the first
    ],
)
def test_hours_are_those_of_the_town_when_clocks_change(served: str, at: str, instant: str) -> None:
    assert _limit(at, served) == instant


def test_each_town_has_its_own_clocks() -> None:
    assert _limit("09:00", zone="America/Martinique") == "2026-12-08T13:00:00"


@pytest.mark.parametrize(
    ("at", "shown"),
    [("23:59", (23, 59)), ("24:00", (23, 59)), ("09:00", (9, 0)), ("09:05", (9, 5))],
)
def test_midnight_is_said_as_people_say_it(at: str, shown: tuple[int, int]) -> None:
    assert shown_hour(Deadline(1, "calendar", at)) == shown


def test_two_towns_do_not_share_what_is_kept_in_memory() -> None:
    deadline = Deadline(1, "working", "09:00")
    plain, festive = a_calendar(), a_calendar("2026-12-08")
    served = date(2026, 12, 9)
    assert last_day(deadline, served, plain) == date(2026, 12, 8)
    assert last_day(deadline, served, festive) == date(2026, 12, 7)
