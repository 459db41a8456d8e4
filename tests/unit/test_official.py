"""Public holidays and school holidays as published, and the calendar of a file."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from webapp.activities.rules.reading import RuleError, Table
from webapp.activities.trials.towns import read_calendar
from webapp.structures import official
from webapp.structures.rules import DaysOff, TownCalendar


def _calendar(**stated: Any) -> TownCalendar:
    return read_calendar(Table(stated, "calendrier"))


def _public(region: str, year: int) -> set[str]:
    days = official.public_holidays(region)
    return {f"{each.first_day:%m-%d}" for each in days if each.first_day.year == year}


METROPOLE = {"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"}


@pytest.mark.parametrize(
    ("year", "movable"),
    [
        (2026, {"04-06", "05-14", "05-25"}),
        (2027, {"03-29", "05-06", "05-17"}),
        (2028, {"04-17", "05-25", "06-05"}),
    ],
)
def test_eleven_public_holidays_a_year(year: int, movable: set[str]) -> None:
    assert _public("Métropole", year) == METROPOLE | movable


@pytest.mark.parametrize(
    ("region", "more"),
    [
        ("Alsace-Moselle", {"03-26", "12-26"}),
        ("La Réunion", {"12-20"}),
        ("Martinique", {"05-22"}),
        ("Guadeloupe", {"05-27"}),
    ],
)
def test_regions_have_their_own(region: str, more: set[str]) -> None:
    assert _public(region, 2027) - _public("Métropole", 2027) == more


def _school(zone: str, since: str) -> DaysOff:
    """The first school holidays of a zone from a day on."""
    first = date.fromisoformat(since)
    return next(d for d in official.school_holidays(zone) if d.first_day >= first)


@pytest.mark.parametrize(
    ("zone", "since", "first", "last"),
    [
        *((zone, "2026-10-01", "2026-10-17", "2026-11-01") for zone in "ABC"),
        *((zone, "2026-12-01", "2026-12-19", "2027-01-03") for zone in "ABC"),
        ("A", "2027-01-10", "2027-02-13", "2027-02-28"),
        ("B", "2027-01-10", "2027-02-20", "2027-03-07"),
        ("C", "2027-01-10", "2027-02-06", "2027-02-21"),
        ("A", "2027-03-20", "2027-04-10", "2027-04-25"),
        ("B", "2027-03-20", "2027-04-17", "2027-05-02"),
        ("C", "2027-03-20", "2027-04-03", "2027-04-18"),
    ],
)
def test_school_holidays_of_the_three_zones(zone: str, since: str, first: str, last: str) -> None:
    found = _school(zone, since)
    assert (found.first_day.isoformat(), found.last_day.isoformat()) == (first, last)
    assert found.name


@pytest.mark.parametrize("zone", "ABC")
def test_school_holidays_are_in_order_and_apart(zone: str) -> None:
    """Runs that touch would be one, and nobody would be « back » between them."""
    found = official.school_holidays(zone)
    for before, after in pairwise(found):
        assert before.first_day <= before.last_day < after.first_day - timedelta(1)


def test_a_calendar_without_a_word_knows_public_holidays_only() -> None:
    calendar = _calendar()
    assert calendar.timezone == "Europe/Paris"
    assert calendar.day_off(date(2027, 3, 29)) == "Lundi de Pâques"
    assert not calendar.in_holidays(date(2026, 12, 28))
    assert [calendar.is_office(date(2027, 1, day)) for day in range(11, 18)] == 5 * [True] + [
        False, False,
    ]  # fmt: skip


def test_a_calendar_of_a_zone_with_days_of_its_own() -> None:
    calendar = _calendar(
        zone="b", feries="la reunion", vacances=["2027-06-01 au 2027-06-04", "2027-06-11"],
        fermetures="07/05/2027", mairie="lundi à mercredi", fuseau="Indian/Reunion",
    )  # fmt: skip
    assert calendar.zone.key == "Indian/Reunion"
    assert calendar.day_off(date(2027, 12, 20)) == "Abolition de l'esclavage"
    assert calendar.day_off(date(2027, 5, 7)) == "Fermé"
    days = [date(2027, 2, 19), date(2027, 2, 20), date(2027, 6, 4), date(2027, 6, 5),
            date(2027, 6, 11)]  # fmt: skip
    assert [calendar.in_holidays(day) for day in days] == [False, True, True, False, True]
    assert calendar.is_office(date(2027, 5, 5)) and not calendar.is_office(date(2027, 5, 6))


def test_a_town_may_do_without_public_holidays() -> None:
    calendar = _calendar(feries="aucun")
    assert not calendar.public
    assert calendar.is_working(date(2027, 3, 29))


def test_what_each_kind_of_day_is() -> None:
    calendar = _calendar(zone="C", fermetures=["2027-05-07"])
    asked = {
        "2027-05-05": (True, True, True),
        "2027-05-06": (False, False, False),  # Ascension
        "2027-05-07": (True, True, False),  # closed
        "2027-05-15": (False, True, False),  # a Saturday
        "2027-05-16": (False, False, False),
        "2027-02-10": (True, True, True),  # holidays
    }
    for text, expected in asked.items():
        day = date.fromisoformat(text)
        kinds = (calendar.is_working(day), calendar.is_workable(day), calendar.is_office(day))
        assert kinds == expected, text


@pytest.mark.parametrize(
    ("stated", "place", "expected"),
    [
        ({"zone": "D"}, "calendrier.zone", "A, B, C"),
        ({"zone": 3}, "calendrier.zone", "un texte"),
        ({"feries": "Mars"}, "calendrier.feries", "Métropole"),
        ({"vacances": 3}, "calendrier.vacances", "une liste de dates"),
        ({"vacances": ["l’été"]}, "calendrier.vacances[1]", "un jour est attendu"),
        ({"fermetures": ["2027-05-07", "2027-02-30"]}, "calendrier.fermetures[2]", "un jour"),
        ({"fermetures": ["2027-05-07 au 2027-05-01"]}, "calendrier.fermetures[1]", "une fin"),
        ({"mairie": "toujours"}, "calendrier.mairie", "jour de la semaine"),
        ({"fuseau": "Paris"}, "calendrier.fuseau", "Europe/Paris"),
        ({"fuseau": "../etc"}, "calendrier.fuseau", "Europe/Paris"),
        ({"vacance": []}, "calendrier.vacance", "n’est pas connu"),
    ],
)
def test_what_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str, expected: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _calendar(**stated)
    message = str(refused.value)
    assert message.startswith(f"{place}\u00a0: ") and expected in message
