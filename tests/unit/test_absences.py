"""Absences: which days stay due, which certificate counts, and what a day costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from webapp.activities.rules.absences import (
    Absence,
    AbsenceRule,
    Term,
    parse_absence,
    runs,
)
from webapp.activities.rules.reading import RuleError, Table
from webapp.structures.rules import TownCalendar

CALENDAR = TownCalendar("Europe/Paris", ())
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2027, 1, 11 + n) for n in range(5))
WEEK = [MONDAY, TUESDAY, THURSDAY, FRIDAY]
NEXT = [MONDAY + timedelta(7), TUESDAY + timedelta(7)]


def served(day: date) -> bool:
    """Monday, Tuesday, Thursday, Friday."""
    return day.weekday() in (0, 1, 3, 4)


def at(text: str) -> datetime:
    """An instant on the clock of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=CALENDAR.zone)


def rule(**stated: Any) -> AbsenceRule:
    return parse_absence(Table(stated, "activite.cantine.absence"))


def same_day(hour: int) -> Callable[[date], datetime]:
    return lambda day: datetime(day.year, day.month, day.day, hour, tzinfo=CALENDAR.zone)


def canteen(day: date) -> datetime:
    """Thursday before at 10 h for Monday and Tuesday, Tuesday before for Thursday and Friday."""
    back = {0: 4, 1: 5, 3: 2, 4: 3}[day.weekday()]
    return same_day(10)(day - timedelta(back))


def due(of: AbsenceRule, days: list[date], reason: str = "maladie", **more: Any) -> list[date]:
    limit = more.pop("limit", None)
    return of.due(Absence(days, reason, **more), served, CALENDAR, limit)


@pytest.mark.parametrize(
    ("stated", "days", "expected"),
    [
        ({}, WEEK, WEEK),
        ({"forfait": "2,99"}, WEEK, WEEK),
        ({"prevenir": "le jour même à 9h"}, WEEK, WEEK),
        ({"prevenir": "le jour même à 9h", "retenue": "10 %"}, WEEK, WEEK),
        ({"retenue": "10 %"}, WEEK, []),
        ({"motifs": "maladie, grève"}, WEEK, []),
        ({"motifs": "grève"}, WEEK, WEEK),
        ({"motifs": ["Maladies"]}, WEEK, []),
        ({"carence": 1}, [MONDAY, TUESDAY, THURSDAY], [MONDAY]),
        ({"carence": 1}, [MONDAY], [MONDAY]),
        ({"carence": 2}, WEEK, [MONDAY, TUESDAY]),
        ({"carence": 0}, WEEK, []),
        ({"carence": 9}, WEEK, WEEK),
        ({"gratuits": 2}, WEEK, [THURSDAY, FRIDAY]),
        ({"gratuits": 2}, [MONDAY], []),
        ({"gratuits": 0}, WEEK, WEEK),
        ({"minimum": 4}, WEEK, []),
        ({"minimum": 4}, WEEK[:3], WEEK[:3]),
        ({"minimum": 2, "carence": 1}, WEEK, [MONDAY]),
        ({"minimum": 5, "carence": 1}, WEEK, WEEK),
    ],
)
def test_days_that_stay_due(stated: dict[str, Any], days: list[date], expected: list[date]) -> None:
    assert due(rule(**stated), days) == expected


@pytest.mark.parametrize(
    ("stated", "days", "expected"),
    [
        ({"carence": 1}, [MONDAY, THURSDAY], [MONDAY, THURSDAY]),
        ({"carence": 1}, [FRIDAY, *NEXT], [FRIDAY]),
        ({"minimum": 3}, [MONDAY, TUESDAY, FRIDAY, *NEXT], [MONDAY, TUESDAY]),
        ({"gratuits": 1}, [MONDAY, TUESDAY, FRIDAY], [TUESDAY]),
        ({"minimum": 4}, [], []),
    ],
)
def test_days_in_a_row_are_those_of_the_service(
    stated: dict[str, Any], days: list[date], expected: list[date]
) -> None:
    assert due(rule(**stated), days) == expected


def test_runs_are_parted_by_a_service_day() -> None:
    assert runs(WEEK + NEXT, served) == [WEEK + NEXT]
    assert runs([MONDAY, THURSDAY, FRIDAY], served) == [[MONDAY], [THURSDAY, FRIDAY]]
    assert runs([TUESDAY, THURSDAY], lambda _: True) == [[TUESDAY], [THURSDAY]]
    closed = {THURSDAY}
    assert runs([TUESDAY, FRIDAY], lambda day: served(day) and day not in closed) == [
        [TUESDAY, FRIDAY]
    ]
    assert runs([], served) == []


@pytest.mark.parametrize(
    ("certificate", "justified", "excused"),
    [
        ("48 heures", "2027-01-12T10:00", True),
        ("48 heures", "2027-01-13T23:59:59", True),
        ("48 heures", "2027-01-14T00:00", False),
        ("48 heures", None, False),
        ("48h", "2027-01-13T23:59", True),
        ("72 heures", "2027-01-14T23:59", True),
        ("72 heures", "2027-01-15T00:00", False),
        ("5 jours", "2027-01-16T23:59", True),
        ("5 jours", "2027-01-17T00:00", False),
        ("5 jours ouvrés", "2027-01-18T23:59", True),
        ("5 jours ouvrés", "2027-01-19T00:00", False),
        ("1 semaine", "2027-01-18T23:59", True),
        ("1 semaine", "2027-01-19T00:00", False),
        ("oui", "2028-01-01T00:00", True),
        ("oui", None, False),
        ("non", None, True),
    ],
)
def test_a_certificate_counts_until_its_term(
    certificate: str, justified: str | None, excused: bool
) -> None:
    of = rule(motifs="maladie", justificatif=certificate)
    handed = at(justified) if justified else None
    assert due(of, WEEK, justified_at=handed) == ([] if excused else WEEK)


def test_a_certificate_does_not_make_a_reason_good() -> None:
    of = rule(motifs="maladie", justificatif="48 heures")
    assert due(of, WEEK, "sortie scolaire", justified_at=at("2027-01-11T12:00")) == WEEK


def test_hours_are_counted_across_a_change_of_the_clock() -> None:
    """Friday 26 March 2027 and 48 hours after its end: one hour of Sunday is left out."""
    end = Term(48, "hour").end(date(2027, 3, 26), CALENDAR)
    assert end == datetime(2027, 3, 28, 23, tzinfo=UTC)
    assert Term(2, "day").end(date(2027, 3, 26), CALENDAR) == datetime(2027, 3, 28, 22, tzinfo=UTC)
    assert Term().end(MONDAY, CALENDAR) is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2027-01-11T08:50", []),
        ("2027-01-11T08:59:59", []),
        ("2027-01-11T09:00", [MONDAY]),
        ("2027-01-11T09:15", [MONDAY]),
        (None, [MONDAY]),
    ],
)
def test_what_is_told_in_time_is_not_due(told: str | None, expected: list[date]) -> None:
    of = rule(prevenir="le jour même à 9h", forfait="3,75")
    told_at = at(told) if told else None
    assert due(of, [MONDAY], told_at=told_at, limit=same_day(9)) == expected
    assert due(of, [MONDAY], "", told_at=told_at, limit=same_day(9)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2027-01-11T08:00", []),
        ("2027-01-12T09:30", []),
        ("2027-01-12T10:00", [THURSDAY, FRIDAY]),
        (None, [THURSDAY, FRIDAY]),
    ],
)
def test_free_days_first_then_what_was_not_cancelled_in_time(
    told: str | None, expected: list[date]
) -> None:
    told_at = at(told) if told else None
    assert due(rule(gratuits=2), WEEK, told_at=told_at, limit=canteen) == expected


def test_days_told_in_time_count_as_days_of_the_absence() -> None:
    told = {"told_at": at("2027-01-11T12:00"), "limit": canteen}
    assert due(rule(minimum=4), WEEK, **told) == []
    assert due(rule(minimum=5), WEEK, **told) == [MONDAY, TUESDAY]
    assert due(rule(carence=1), WEEK, **told) == [MONDAY]
    assert due(rule(carence=3), WEEK, **told) == [MONDAY, TUESDAY]


def test_telling_without_a_limit_changes_nothing() -> None:
    assert due(rule(), WEEK, told_at=at("2020-01-01T00:00")) == WEEK


@pytest.mark.parametrize(
    ("stated", "price", "when_due", "otherwise"),
    [
        ({}, 400, 400, 0),
        ({"forfait": "3,75"}, 400, 375, 0),
        ({"forfait": "2,99", "retenue": "10 %"}, 400, 299, 40),
        ({"retenue": "10 %"}, 5000, 5000, 500),
        ({"retenue": "10 %"}, 405, 405, 41),
        ({"retenue": "50 %"}, 333, 333, 167),
        ({"retenue": "3,00"}, 400, 400, 300),
        ({"retenue": "3,00"}, 200, 200, 200),
        ({"retenue": "100 %"}, 200, 200, 200),
    ],
)
def test_what_a_day_costs(
    stated: dict[str, Any], price: int, when_due: int, otherwise: int
) -> None:
    of = rule(**stated)
    assert of.cost(price, due=True) == when_due
    assert of.cost(price, due=False) == otherwise


def test_the_sum_of_an_absence() -> None:
    week = Absence(WEEK)
    assert rule(carence=1, retenue="10 %").total(week, [MONDAY], 405) == 405 + 3 * 41
    assert rule(forfait="3,75").total(week, WEEK, 400) == 1500
    assert rule().total(Absence([]), [], 400) == 0


def on(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_what_is_told_in_time_to_cancel_costs_nothing() -> None:
    told = Absence(WEEK, told_at=on(MONDAY, 9))
    late = MONDAY + timedelta(1)
    limits = {day: on(day, 8) if day <= late else on(day, 12) for day in WEEK}
    of = rule(motifs="maladie", retenue="10 %")
    due = of.due(told, served, CALENDAR, cancel=limits.__getitem__)
    assert due == [MONDAY]
    assert of.total(told, due, 400, limits.__getitem__) == 400


def test_telling_in_time_is_a_condition_more_beside_reasons() -> None:
    of = rule(motifs="maladie", prevenir="le jour même à 9h")
    tell = {day: on(day, 9) for day in WEEK}.__getitem__
    ill = Absence([MONDAY], "maladie", told_at=on(MONDAY, 8))
    assert of.due(ill, served, CALENDAR, tell) == []
    assert of.due(replace(ill, told_at=on(MONDAY, 10)), served, CALENDAR, tell) == [MONDAY]
    assert of.due(replace(ill, reason="convenance"), served, CALENDAR, tell) == [MONDAY]


def test_the_sentence_of_telling_is_kept_as_it_stands() -> None:
    by_day = {"lundi mardi": "jeudi précédent à 10h", "autres": "la veille"}
    assert rule(prevenir="le jour même à 9h").tell_by == "le jour même à 9h"
    assert rule(prevenir=by_day).tell_by == by_day
    assert rule().tell_by == ""


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({"justificatif": "bientôt"}, "justificatif"),
        ({"justificatif": 48}, "justificatif"),
        ({"carence": -1}, "carence"),
        ({"carence": 1.5}, "carence"),
        ({"carence": 1, "gratuits": 1}, "gratuits"),
        ({"minimum": "beaucoup"}, "minimum"),
        ({"retenue": "110 %"}, "retenue"),
        ({"retenue": "tout"}, "retenue"),
        ({"forfait": "50 %"}, "forfait"),
        ({"motifs": 3}, "motifs"),
        ({"prevenir": 9}, "prevenir"),
        ({"delai": "9h"}, "delai"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(stated: dict[str, Any], key: str) -> None:
    with pytest.raises(RuleError) as refused:
        rule(**stated)
    assert str(refused.value).startswith(f"activite.cantine.absence.{key}\u00a0:")
