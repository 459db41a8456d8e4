"""How many places, for whom, and in which order the waiting list is served."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.decision import Ask, decide
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.places import Asker, Places, order, read_places, served
from webapp.activities.rules.reading import RuleError, Table, words_of
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.timetable import BOOK
from webapp.structures.rules import TownCalendar

MONDAY, WEDNESDAY, SUNDAY = date(2027, 1, 11), date(2027, 1, 13), date(2027, 1, 17)
NOW = datetime(2026, 9, 27, 10, tzinfo=UTC)
JANUARY = datetime(2027, 1, 8, 8, 30, tzinfo=UTC)


def _places(**stated: Any) -> Places:
    return read_places(Table(stated, "places"))


@pytest.mark.parametrize(
    ("stated", "day", "age", "seats"),
    [
        ({}, MONDAY, 5, None),
        ({"jour": 24}, MONDAY, None, 24),
        ({"jour": "24"}, SUNDAY, 5, 24),
        ({"jour": 0}, MONDAY, 5, 0),
        ({"jour": {"mercredi": 40, "autres": 24}}, WEDNESDAY, None, 40),
        ({"jour": {"autres": 24, "mercredi": 40}}, WEDNESDAY, None, 40),
        ({"jour": {"mercredi": 40, "autres": 24}}, MONDAY, None, 24),
        ({"jour": {"lundi à mercredi": 40}}, MONDAY, None, 40),
        ({"jour": {"lundi à mercredi": 40}}, SUNDAY, None, 0),  # a day that is not said
        ({"ages": [["3-5", 70], ["6-10", 90]]}, MONDAY, 3, 70),
        ({"ages": [["3-5", 70], ["6-10", 90]]}, MONDAY, 5, 70),
        ({"ages": [["6-10", 90], ["3-5", 70]]}, MONDAY, 6, 90),
        ({"ages": [["3-5", 70], ["6-10", 90]]}, MONDAY, 11, 0),
        ({"ages": [["3-5", 70], ["6-10", 90]]}, MONDAY, None, 0),
        ({"ages": [["3-5", 70], ["6+", 90]]}, MONDAY, 17, 90),
        ({"jour": 24, "dates": {"2027-01-13": 10}}, WEDNESDAY, 4, 10),
        ({"jour": 24, "dates": {"13/01/2027": 0}}, WEDNESDAY, 4, 0),
        ({"jour": 24, "dates": {"2027-01-13": 10}}, MONDAY, 4, 24),
        ({"dates": {"2027-01-13": 10}}, MONDAY, 4, None),
    ],
)
def test_how_many_places(stated: dict[str, Any], day: date, age: int | None, seats: int) -> None:
    assert _places(**stated).capacity(day, age) == seats


def _kept(places: Places, categories: str, local: str) -> int:
    known = Facts(frozenset(words_of(categories, "") if categories else ())).all_categories
    return places.kept(known, datetime.fromisoformat(local))


def test_places_are_kept_to_the_end_of_a_day() -> None:
    places = _places(jour=24, reserve=[["habitant", 20, "2026-09-27"]])
    assert _kept(places, "", "2026-09-01T10:00") == 0
    assert _kept(places, "extérieur", "2026-09-27T23:59:59") == 20
    assert _kept(places, "extérieur", "2026-09-28T00:00") == 0


@pytest.mark.parametrize(
    ("until", "last", "first"),
    [
        ("2026-09-27 12h", "2026-09-27T11:59:59", "2026-09-27T12:00"),
        ("2026-09-27 minuit", "2026-09-27T23:59:59", "2026-09-28T00:00"),
        (date(2026, 9, 27), "2026-09-27T23:59:59", "2026-09-28T00:00"),
        ("2026-09-27 0h", "2026-09-26T23:59:59", "2026-09-27T00:00"),
    ],
)  # fmt: skip
def test_places_are_kept_to_an_hour(until: object, last: str, first: str) -> None:
    places = _places(reserve=[["habitant", 20, until]])
    assert (_kept(places, "extérieur", last), _kept(places, "extérieur", first)) == (20, 0)


def test_several_reserves_add_up_and_one_without_end_lasts() -> None:
    places = _places(reserve=[["habitant", 5], ["CCAS", 2, "2026-09-27"]])
    assert _kept(places, "extérieur", "2026-09-01T10:00") == 7
    assert _kept(places, "", "2026-09-01T10:00") == 2
    assert _kept(places, "ccas", "2026-09-01T10:00") == 0
    assert _kept(places, "extérieur", "2036-09-01T10:00") == 5


def _asker(name: str, minute: int, categories: str = "") -> Asker:
    known = frozenset(words_of(categories, "")) if categories else frozenset()
    return Asker(name, NOW + timedelta(minutes=minute), Facts(known).all_categories)


PRIORITY = ["habitant", "besoin de garde"]


def _names(askers: list[Asker]) -> str:
    return "".join(asker.name for asker in askers)


def test_the_waiting_list_goes_by_priority_then_by_instant() -> None:
    places = _places(priorite=PRIORITY, liste_attente="oui")
    askers = [
        _asker("A", 1, "extérieur"),
        _asker("B", 5),
        _asker("C", 2, "extérieur, besoins de garde"),
        _asker("D", 4, "besoin de garde"),  # resident too: both count
        _asker("E", 3),
        _asker("F", 0, "extérieur"),
    ]
    assert places.waiting_list
    assert _names(order(places, askers)) == "DEBCFA"
    assert [_names(served(places, askers, free)) for free in (0, 1, 3, 9, -2)] == [
        "", "D", "DEB", "DEBCFA", "",
    ]  # fmt: skip


def test_without_priority_the_first_come_is_the_first_served() -> None:
    askers = [_asker("A", 2), _asker("B", 1, "extérieur"), _asker("C", 1), _asker("D", 0)]
    assert _names(order(_places(), askers)) == "DBCA"  # B and C: the same instant, as they came
    assert not _places().waiting_list


@pytest.mark.parametrize(
    ("stated", "place", "expected"),
    [
        ({"jour": -1}, "places.jour", "un nombre de places"),
        ({"jour": 2.5}, "places.jour", "un nombre de places"),
        ({"jour": True}, "places.jour", "un nombre de places"),
        ({"jour": "3²"}, "places.jour", "un nombre de places"),
        ({"jour": {"lindi": 3}}, "places.jour.lindi", "jour de la semaine"),
        ({"jour": {"lundi": "x"}}, "places.jour.lundi", "un nombre de places"),
        ({"ages": "3-5"}, "places.ages", "une liste"),
        ({"ages": [["3-5"]]}, "places.ages", "une liste"),
        ({"ages": [["3-5", 70], ["petits", 90]]}, "places.ages[2]", "un nombre"),
        ({"ages": [["3-5", 70], ["5-10", 90]]}, "places.ages", "se chevauchent à 5 ans"),
        ({"ages": [["6-10", 70], ["3+", 90]]}, "places.ages", "se chevauchent à 6 ans"),
        ({"dates": ["2027-01-13"]}, "places.dates", "des dates"),
        ({"dates": {"13 janvier": 10}}, "places.dates", "un jour est attendu"),
        ({"dates": {"2027-01-13": "dix"}}, "places.dates.2027-01-13", "un nombre de places"),
        ({"reserve": [["habitant"]]}, "places.reserve", "une liste"),
        ({"reserve": [["habitant", "vingt"]]}, "places.reserve[1]", "un nombre de places"),
        ({"reserve": [["habitant", 2, "demain"]]}, "places.reserve[1]", "un jour est attendu"),
        ({"liste_attente": "peut-être"}, "places.liste_attente", "oui, non"),
        ({"places": 3}, "places.places", "n’est pas connu ici"),
    ],
)
def test_what_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str, expected: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _places(**stated)
    message = str(refused.value)
    assert message.startswith(f"{place}\u00a0: ") and expected in message


def _terms(**stated: Any) -> Terms:
    return term_rules.read(Table(stated, ""))


def _ask(terms: Terms, **changes: Any) -> Ask:
    """A child of six, on Friday 8 January 2027."""
    known = changes.pop("categories", "")
    facts = Facts(frozenset(words_of(known, "") if known else ()), age=changes.pop("age", 6))
    context = terms.context(TownCalendar("Europe/Paris", ()))
    return replace(Ask(BOOK, WEDNESDAY, JANUARY, context, facts), **changes)


@pytest.mark.parametrize(
    ("places", "ask", "answer", "words"),
    [
        ({"jour": 10}, {"taken": 9}, "accepted", ""),
        ({"jour": 10}, {"taken": 10}, "refused", "Complet\u00a0: 10 sur 10."),
        ({"jour": 10}, {"taken": 11}, "refused", "Complet\u00a0: 11 sur 10."),
        ({}, {"taken": 999}, "accepted", ""),
        ({"jour": 10}, {"taken": 5, "capacity": 5}, "refused", "5 sur 5"),
        ({}, {"taken": 5, "capacity": 5}, "refused", "5 sur 5"),
        ({"jour": 10, "liste_attente": "oui"}, {"taken": 10, "queue": 3}, "waiting",
         "liste d’attente\u00a0: rang 4."),
        ({"jour": 10, "liste_attente": "oui"}, {"taken": 9, "queue": 1}, "waiting", "rang 2."),
        ({"ages": [["3-5", 2], ["6-10", 4]]}, {"taken": 3}, "accepted", ""),
        ({"ages": [["3-5", 2], ["6-10", 4]]}, {"taken": 3, "age": 5}, "refused", "3 sur 2"),
        ({"ages": [["3-5", 2], ["6-10", 4]]}, {"taken": 0, "age": 12}, "refused", "l’âge"),
        ({"jour": 24, "reserve": [["habitant", 20, "2027-01-08"]]},
         {"taken": 4, "categories": "extérieur"}, "refused", "dont 20\u00a0places pour d’autres"),
        ({"jour": 24, "reserve": [["habitant", 20, "2027-01-08"]]},
         {"taken": 3, "categories": "extérieur"}, "accepted", ""),
        ({"jour": 24, "reserve": [["habitant", 20, "2027-01-08"]]}, {"taken": 23}, "accepted", ""),
        ({"jour": 24, "reserve": [["habitant", 20, "2027-01-07"]]},
         {"taken": 23, "categories": "extérieur"}, "accepted", ""),
    ],
)  # fmt: skip
def test_the_answer_when_places_run_out(
    places: dict[str, Any], ask: dict[str, Any], answer: str, words: str
) -> None:
    terms = _terms(places=places)
    found = decide(terms, _ask(terms, **ask))
    assert found.answer == answer
    if answer != "accepted":
        assert found.code == ("no_group" if "l’âge" in words else "full")
        assert words in found.sentence
        assert found.facts.get("rank", 1) == ask.get("queue", 0) + 1


def test_places_are_kept_on_the_clock_of_the_town() -> None:
    island = TownCalendar("Indian/Reunion", ())
    terms = _terms(places={"jour": 1, "reserve": [["habitant", 1, "2027-01-08"]]})
    ask = replace(_ask(terms, categories="extérieur"), context=terms.context(island))
    last, first = (datetime(2027, 1, 8, *at, tzinfo=UTC) for at in ((19, 59, 59), (20,)))
    assert decide(terms, replace(ask, now=last)).code == "full"
    assert decide(terms, replace(ask, now=first)).answer == "accepted"


def test_after_the_limit_places_count_too() -> None:
    terms = _terms(reserver="8 jours avant", reserver_apres="selon places", places={"jour": 3})
    assert decide(terms, _ask(terms, taken=2)).answer == "if_places"
    assert decide(terms, _ask(terms, taken=3))[:2] == ("refused", "full")
