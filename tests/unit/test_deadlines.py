"""The instant of a limit: strict hours, ends of days, the clocks of the town."""

from datetime import UTC, date, time

import pytest

from tests.unit.options import a_calendar
from webapp.activities.rules.deadlines import (
    ALWAYS,
    NEVER,
    Deadline,
    Hours,
    limit,
    months_before,
    opening,
    shown,
    start_of,
)
from webapp.activities.rules.sentences import sentence
from webapp.activities.rules.when import (
    Context,
    NoSuchDayError,
    Service,
    aligned,
    first_back,
    service,
    step,
)
from webapp.structures.rules import DaysOff, TownCalendar

NOEL = DaysOff("school", "Noël", date(2026, 12, 19), date(2027, 1, 3))


def _read(text: str) -> Deadline:
    return sentence(text, "reserver")


def _limit(text: str, served: str, zone: str = "Europe/Paris") -> str:
    """The first instant too late, UTC."""
    found = limit(_read(text), date.fromisoformat(served), Context(a_calendar(timezone=zone)))
    assert found.tzinfo == UTC
    return f"{found:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("hour", ["", " à 23h59", " à 24h", " à minuit"])
def test_the_end_of_the_day_is_included_to_its_last_second(hour: str) -> None:
    assert _limit(f"la veille{hour}", "2026-12-09") == "2026-12-08T23:00:00"  # midnight in Paris


@pytest.mark.parametrize(
    ("hour", "instant"),
    [
        ("9h", "2026-12-08T08:00:00"),
        ("0h", "2026-12-07T23:00:00"),
        ("23h58", "2026-12-08T22:58:00"),
        ("midi", "2026-12-08T11:00:00"),
    ],
)
def test_another_hour_is_strict(hour: str, instant: str) -> None:
    assert _limit(f"la veille à {hour}", "2026-12-09") == instant


@pytest.mark.parametrize(
    ("text", "served", "instant"),
    [
        ("la veille à 9h", "2027-03-29", "2027-03-28T07:00:00"),  # summer time since 2 h
        ("la veille à 1h59", "2027-03-29", "2027-03-28T00:59:00"),
        ("la veille à 2h30", "2027-03-29", "2027-03-28T01:30:00"),  # an hour that is not
        ("la veille", "2027-03-28", "2027-03-27T23:00:00"),
        ("la veille", "2027-03-29", "2027-03-28T22:00:00"),  # a day of 23 hours
        ("48 heures avant 8h30", "2027-03-29", "2027-03-27T07:30:00"),  # 47 hours, two days
        ("la veille à 9h", "2027-11-01", "2027-10-31T08:00:00"),  # winter time since 3 h
        ("la veille à 2h30", "2027-11-01", "2027-10-31T00:30:00"),  # happens twice: the first
        ("la veille", "2027-10-31", "2027-10-30T22:00:00"),
        ("la veille", "2027-11-01", "2027-10-31T23:00:00"),  # a day of 25 hours
        ("48 heures avant 8h30", "2027-11-01", "2027-10-30T06:30:00"),  # 49 hours, two days
        ("24 heures ouvrées avant 9h", "2027-03-29", "2027-03-26T08:00:00"),
        ("24 heures ouvrées avant 9h", "2027-11-01", "2027-10-29T07:00:00"),
    ],
)
def test_hours_are_those_of_the_town_when_clocks_change(
    text: str, served: str, instant: str
) -> None:
    assert _limit(text, served) == instant


@pytest.mark.parametrize(
    ("zone", "served", "at_nine", "midnight"),
    [
        ("America/Martinique", "2026-12-09", "2026-12-08T13:00:00", "2026-12-09T04:00:00"),
        ("Indian/Reunion", "2026-12-09", "2026-12-08T05:00:00", "2026-12-08T20:00:00"),
        ("Indian/Reunion", "2027-03-29", "2027-03-28T05:00:00", "2027-03-28T20:00:00"),
        ("Indian/Reunion", "2027-11-01", "2027-10-31T05:00:00", "2027-10-31T20:00:00"),
        ("Pacific/Noumea", "2026-12-09", "2026-12-07T22:00:00", "2026-12-08T13:00:00"),
        ("America/Miquelon", "2027-11-08", "2027-11-07T12:00:00", "2027-11-08T03:00:00"),
    ],
)
def test_each_town_has_its_own_clocks(zone: str, served: str, at_nine: str, midnight: str) -> None:
    assert _limit("la veille à 9h", served, zone) == at_nine
    assert _limit("la veille", served, zone) == midnight


def test_a_limit_is_always_an_instant_that_the_clocks_show() -> None:
    """Every hour of the four days around each change of clocks."""
    for served in ("2027-03-28", "2027-03-29", "2027-10-31", "2027-11-01"):
        found = [_limit(f"la veille à {hour}h", served) for hour in range(24)]
        assert found == sorted(found)
        assert found[0] < found[-1] < _limit("la veille", served)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("42 jours avant", "2026-11-30T23:00:00"),  # 1 December, 0 h
        ("42 jours avant à 9h", "2026-12-01T08:00:00"),
        ("lundi de la semaine précédente à midi", "2027-01-04T11:00:00"),
        ("le 27 du mois précédent, sinon jour ouvré suivant", "2026-12-27T23:00:00"),
        ("48 heures avant 8h30", "2027-01-10T07:30:00"),
    ],
)
def test_booking_opens_at_the_start_of_a_day_or_at_the_hour_said(text: str, since: str) -> None:
    found = opening(_read(text), date(2027, 1, 12), Context(a_calendar()))
    assert f"{found:%Y-%m-%dT%H:%M:%S}" == since


def test_without_limit_or_never() -> None:
    day, context = date(2027, 1, 12), Context(a_calendar())
    assert limit(_read("toujours"), day, context) == ALWAYS
    assert limit(_read("jamais"), day, context) == NEVER
    assert opening(_read("toujours"), day, context) == NEVER


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("la veille", (date(2026, 12, 8), (23, 59))),
        ("la veille à minuit", (date(2026, 12, 8), (23, 59))),
        ("le jour même à 0h", (date(2026, 12, 8), (23, 59))),
        ("la veille à 9h", (date(2026, 12, 8), (9, 0))),
        ("la veille à 9h05", (date(2026, 12, 8), (9, 5))),
    ],
)
def test_midnight_is_said_as_people_say_it(text: str, words: tuple[date, tuple[int, int]]) -> None:
    context = Context(a_calendar(timezone="Indian/Reunion"))
    assert shown(limit(_read(text), date(2026, 12, 9), context), context) == words


def test_two_towns_do_not_share_what_is_kept_in_memory() -> None:
    deadline, served = _read("1 jour ouvré avant à 9h"), date(2026, 12, 9)
    plain, festive = Context(a_calendar()), Context(a_calendar("2026-12-08"))
    assert limit(deadline, served, plain).date() == date(2026, 12, 8)
    assert limit(deadline, served, festive).date() == date(2026, 12, 7)
    wednesday = plain._replace(service=Service(frozenset({0, 2})))
    by_service = _read("1 jour de service avant à 9h")
    assert limit(by_service, served, plain).date() == date(2026, 12, 8)
    assert limit(by_service, served, wednesday).date() == date(2026, 12, 7)


def test_school_holidays_and_closures_are_working_days() -> None:
    off = (
        DaysOff("school", "Hiver", date(2026, 12, 7), date(2026, 12, 8)),
        DaysOff("closure", "Travaux", date(2026, 12, 8), date(2026, 12, 8)),
    )
    context = Context(TownCalendar("Europe/Paris", off))
    assert step(date(2026, 12, 9), 1, "working", context) == date(2026, 12, 8)
    assert step(date(2026, 12, 9), 1, "office", context) == date(2026, 12, 7)


def test_working_hours_skip_whole_days_and_public_holidays() -> None:
    context = Context(a_calendar("2026-12-08"))
    found = Hours(10, time(9), working=True).instant(date(2026, 12, 9), context)
    assert found.isoformat() == "2026-12-07T23:00:00"
    assert Hours(0, time(9), working=True).instant(date(2026, 12, 8), context).hour == 9
    night = Hours(9, time(9), working=True).instant(date(2026, 12, 9), context)
    assert night.isoformat() == "2026-12-09T00:00:00"


def test_steps_go_both_ways_and_a_search_without_end_gives_up() -> None:
    context = Context(a_calendar("2026-12-25"), Service(frozenset({2})))
    assert step(date(2026, 12, 24), -1, "working", context) == date(2026, 12, 28)
    assert step(date(2026, 12, 25), 0, "working", context) == date(2026, 12, 25)
    assert aligned(date(2026, 12, 25), "working", 1, context) == date(2026, 12, 28)
    assert aligned(date(2026, 12, 25), "working", -1, context) == date(2026, 12, 24)
    assert aligned(date(2026, 12, 24), "working", 1, context) == date(2026, 12, 24)
    nothing = context._replace(service=Service(frozenset()))
    with pytest.raises(NoSuchDayError):
        step(date(2026, 12, 24), 1, "service", nothing)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2027, 1, 31), 1, date(2026, 12, 1)),
        (date(2027, 1, 1), 13, date(2025, 12, 1)),
        (date(2026, 12, 31), -1, date(2027, 1, 1)),
        (date(2027, 3, 31), 0, date(2027, 3, 1)),
    ],
)
def test_months_go_over_the_turn_of_the_year(day: date, months: int, first: date) -> None:
    assert months_before(day, months) == first


def test_one_counts_from_the_period_the_holidays_the_week_or_the_month() -> None:
    context = Context(
        TownCalendar("Europe/Paris", (NOEL,)),
        Service(),
        ((date(2026, 12, 21), date(2026, 12, 24)), (date(2026, 12, 28), date(2026, 12, 31))),
    )
    served = date(2026, 12, 30)
    anchors = {name: start_of(name, served, context).day for name in ("week", "month", "day")}
    assert anchors == {"week": 28, "month": 1, "day": 30}
    assert start_of("period", served, context) == date(2026, 12, 28)
    assert start_of("period", date(2026, 12, 26), context) == date(2026, 12, 26)
    assert start_of("holidays", served, context) == date(2026, 12, 19)
    assert start_of("holidays", date(2027, 1, 4), context) == date(2026, 12, 19)  # the last
    assert start_of("holidays", date(2026, 12, 1), context) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "days", "back"),
    [
        (date(2027, 1, 4), "lundi mardi jeudi vendredi hors vacances", True),
        (date(2027, 1, 5), "lundi mardi jeudi vendredi hors vacances", False),
        (date(2027, 1, 5), "mardi hors vacances", True),
        (date(2027, 1, 12), "mardi hors vacances", False),
        (date(2026, 12, 31), "lundi mardi jeudi vendredi", False),  # still holidays
        (date(2026, 12, 18), "lundi mardi jeudi vendredi hors vacances", False),
    ],
)
def test_the_first_day_back(day: date, days: str, back: bool) -> None:
    context = Context(TownCalendar("Europe/Paris", (NOEL,)), service(days, "service"))
    assert first_back(day, context) is back


def test_the_first_day_back_is_the_first_that_is_served() -> None:
    """1 January is public, Monday 4 closed: everybody is back on Tuesday."""
    off = (NOEL, DaysOff("closure", "Neige", date(2027, 1, 4), date(2027, 1, 4)))
    context = Context(TownCalendar("Europe/Paris", off), service("lundi à vendredi", ""))
    assert first_back(date(2027, 1, 5), context)
    assert not first_back(date(2027, 1, 6), context)
    nothing = Context(TownCalendar("Europe/Paris", ()), Service(frozenset()))
    assert not first_back(date(2027, 1, 5), nothing)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("lundi mardi jeudi vendredi hors vacances", ["2026-12-14", "2026-12-18", "2027-01-04"]),
        ("lundi à vendredi pendant les vacances", ["2026-12-21", "2026-12-24"]),
        ("lundi à vendredi en vacances", ["2026-12-21", "2026-12-24"]),
        (
            "Lundis, mercredis et VENDREDIS",
            ["2026-12-14", "2026-12-18", "2026-12-21", "2027-01-04"],
        ),
        ("samedi à lundi toute l’année", ["2026-12-14", "2026-12-21", "2027-01-02", "2027-01-04"]),
        ("mercredi", []),
    ],
)
def test_the_days_of_a_service(text: str, runs: list[str]) -> None:
    """Never on a public holiday (25 December, 1 January) nor on a closure."""
    off = (
        NOEL,
        *(DaysOff("public", "Férié", day, day) for day in (date(2026, 12, 25), date(2027, 1, 1))),
        DaysOff("closure", "Grève", date(2027, 1, 1), date(2027, 1, 1)),
    )
    calendar, found = TownCalendar("Europe/Paris", off), service(text, "service")
    days = ("2026-12-14", "2026-12-18", "2026-12-21", "2026-12-24", "2026-12-25", "2027-01-01",
            "2027-01-02", "2027-01-04")  # fmt: skip
    assert {d for d in days if found.runs(date.fromisoformat(d), calendar)} == set(runs)
