"""The `terms` of an activity: read strictly, refused with the place and what was expected."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from webapp.activities.rules import terms
from webapp.activities.rules.deadlines import ALWAYS
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.reading import RuleError, Table, plain, word
from webapp.activities.rules.terms import TermsError
from webapp.activities.rules.timetable import BOOK, CANCEL, SUPPLEMENT
from webapp.activities.rules.when import Service
from webapp.structures.rules import TownCalendar

TOWN = TownCalendar("Europe/Paris", ())
WEDNESDAY = date(2026, 12, 9)


def _json(**stated: Any) -> str:
    return json.dumps(stated)


def _limits(text: str) -> list[str]:
    found = terms.parse(text).times(WEDNESDAY, TOWN).limits
    return [f"{found[action].first:%m-%d %H:%M}" for action in (BOOK, CANCEL, SUPPLEMENT)]


def test_booking_cancelling_and_supplements_have_their_own_limits() -> None:
    text = _json(reserver="2 jours avant", annuler="1 jour ouvré avant à 9h", prix="14,85")
    assert _limits(text) == ["12-07 23:00", "12-08 08:00", "12-07 23:00"]
    own = _json(reserver="2 jours avant", supplement="8 jours avant à midi")
    assert _limits(own) == ["12-07 23:00", "12-07 23:00", "12-01 11:00"]
    quote = terms.parse(text).quote(Facts())
    assert quote is not None and quote.cents == 1485


def test_nothing_said_is_no_limit_everybody_every_day_and_free() -> None:
    read = terms.parse("{}")
    assert {limits.first for limits in read.times(WEDNESDAY, TOWN).limits.values()} == {ALWAYS}
    assert (read.service, read.periods, read.windows, read.quotas) == (Service(), (), (), {})
    quote = read.quote(Facts())
    assert quote is not None and quote.cents == 0
    assert not (read.confirm or read.personal or read.places.waiting_list)


def test_the_same_text_is_read_once() -> None:
    """Compared by identity: what is derived from terms is kept in memory by them."""
    text = _json(reserver="3 jours avant", prix="4,00")
    assert terms.parse(text) is terms.parse(text)
    read = terms.parse(text)
    assert read.times(WEDNESDAY, TOWN) is read.times(WEDNESDAY, TOWN, frozenset({"pai"}))


def test_what_is_composed_is_what_is_read() -> None:
    text = terms.compose(reserver={"lundi": "la veille", "autres": "jamais"}, prix="4,00")
    assert text == terms.compose(prix="4,00", reserver={"autres": "jamais", "lundi": "la veille"})
    assert "la veille" in text and json.loads(text)["prix"] == "4,00"
    with pytest.raises(TermsError, match="reserver"):
        terms.compose(reserver="bientôt")


@pytest.mark.parametrize(
    ("stated", "personal"),
    [
        ({"prix": "4,00", "reserver": "la veille", "limites": {"semaine": "au plus 3"}}, False),
        ({"prix": {"montant": "4,00"}}, True),
        ({"public": {"ages": "3+"}}, True),
        ({"fenetre": [{"du": "2026-09-01"}]}, True),
        ({"places": {"jour": 3}}, True),
        ({"quotient": {"effet": "immédiat"}}, True),
        ({"exception": [{"pour": "PAI", "reserver": "la veille"}]}, True),
        ({"exception": [{"quand": "vacances", "reserver": "la veille"}]}, False),
    ],
)
def test_whether_the_rules_ask_about_the_child(stated: dict[str, Any], personal: bool) -> None:
    assert terms.parse(_json(**stated)).personal is personal


def test_names_are_compared_without_case_accents_or_plural() -> None:
    read = terms.parse(
        _json(exclut=["Après-midi", "MATINS"], avec="Journée", formule="Demi-Journées")
    )
    assert read.excludes == {"apres-midi", "matin"}
    assert read.needs == {"journee": "Journée"}
    assert read.formula == word("demi-journée")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Férié", "ferie"),
        ("  l’avant-veille ", "L'AVANT-VEILLE"),
        ("9\u00a0h", "9 h"),
        ("E\u0301te\u0301", "été"),
    ],
)
def test_words_are_forgiven_their_writing(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_late_booking_may_be_dearer_and_late_cancelling_may_cost_a_part() -> None:
    read = terms.parse(
        _json(reserver="la veille", reserver_apres="majoré", majoration="50 %", prix="4,00",
              annuler_apres="facturé", retenue="25 %")
    )  # fmt: skip
    late, usual = read.quote(Facts(), late=True), read.quote(Facts())
    assert late is not None and usual is not None
    assert (late.cents, usual.cents) == (600, 400)
    assert read.retained_of(400) == 100
    assert terms.parse("{}").retained_of(400) == 400
    assert read.surcharge_words == "avec une majoration de 50\u00a0%"
    assert read.retained_words == " à hauteur de 25\u00a0%"


def test_until_when_an_absence_may_be_told() -> None:
    own = terms.parse(_json(reserver="la veille", absence={"prevenir": "le jour même à 9h"}))
    assert own.tell_limit(WEDNESDAY, TOWN) == datetime(2026, 12, 9, 8, tzinfo=UTC)
    usual = terms.parse(_json(reserver="la veille", annuler="la veille à 9h"))
    assert usual.tell_limit(WEDNESDAY, TOWN) == datetime(2026, 12, 8, 8, tzinfo=UTC)


def test_what_rules_know_of_a_child() -> None:
    read = terms.parse(_json(formule="demi-journée"))
    person = Person("2019-05-14", "Curie", "CE1", frozenset({"pai"}), (), {3: (2, 4)})
    facts = person.facts(date(2027, 5, 13), 3, read)
    assert (facts.age, facts.rank, facts.children, facts.weekday) == (7, 2, 4, 3)
    assert (facts.school, facts.school_class, facts.formula) == ("Curie", "CE1", read.formula)
    assert facts.all_categories == {"pai", "habitant"}
    birthday = person.facts(date(2027, 5, 14), 4, read)
    assert (birthday.age, birthday.rank, birthday.children) == (8, 1, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "terms"),
        ("{", "terms"),
        (_json(reserver=2), "reserver"),
        (_json(reserver=[]), "reserver"),
        (_json(reserver="2 nuits avant"), "reserver"),
        (_json(reserver="401 jours avant"), "reserver"),
        (_json(reserver="2 jours avant à 24h01"), "reserver"),
        (_json(reserver="2 jours avant à 23h60"), "reserver"),
        (_json(annuler="2 semaines"), "annuler"),
        (_json(supplement="le soir"), "supplement"),
        (_json(reserver={"lundi": "la veille", "mardi": 3}), "reserver.mardi"),
        (_json(service="jours pairs"), "service"),
        (_json(service=3), "service"),
        (_json(periode="l’été"), "periode"),
        (_json(periode=["2026-12-21 au 2026-12-20"]), "periode"),
        (_json(confirmation="parfois"), "confirmation"),
        (_json(exclut=3), "exclut"),
        (_json(avec=""), "avec"),
        (_json(public={"age": "3+"}), "public.age"),
        (_json(public="habitant"), "public"),
        (_json(limites={"semaine": "trois"}), "limites.semaine"),
        (_json(fenetre=[{"du": "2026-09-01"}, {"du": "hier"}]), "fenetre[2].du"),
        (_json(fenetre={"du": "2026-09-01"}), "fenetre"),
        (_json(places={"jour": "dix"}), "places.jour"),
        (_json(prix=14.85), "prix"),
        (_json(prix="-1"), "prix"),
        (_json(majoration="beaucoup"), "majoration"),
        (_json(absence={"prevenir": "bientôt"}), "absence.prevenir"),
        (_json(absence={"carence": "2²"}), "absence.carence"),
        (_json(book="2 jours avant"), "book"),
        (_json(Reservé="2 jours avant"), "Reservé"),
    ],
)
def test_what_is_malformed_is_refused_by_its_place(text: str, place: str) -> None:
    with pytest.raises(TermsError) as refused:
        terms.parse(text)
    assert str(refused.value).startswith(f"{place}\u00a0: ")


@pytest.mark.parametrize("text", ["[]", "null", "3", '"la veille"'])
def test_terms_are_a_table(text: str) -> None:
    with pytest.raises(TermsError, match="un tableau de mots et de valeurs est attendu"):
        terms.parse(text)


def test_a_file_says_the_whole_place() -> None:
    with pytest.raises(RuleError, match=r"^activite\.cantine\.public\.ages\u00a0: "):
        terms.read(Table({"public": {"ages": "petits"}}, "activite.cantine"))
