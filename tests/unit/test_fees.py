"""Fees paid once, and the quotient that counts on a day."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.price_lists import facts
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.fees import Fee, fee, owed, parse_fees
from webapp.activities.rules.pricing import QuotientRule, parse_quotient
from webapp.activities.rules.reading import RuleError, Table
from webapp.activities.rules.terms import Terms, parse
from webapp.structures.rules import TownCalendar

MEMBERSHIP: list[dict[str, Any]] = [
    {"nom": "adhésion", "montant": "24,00", "pour": "extérieur", "par": "famille et an"},
    {"nom": "adhésion", "montant": "22", "par": "famille et an"},
    {"nom": "dossier en retard", "montant": "25", "par": "famille", "pour": "sauf CCAS"},
]


def fees(stated: list[dict[str, Any]]) -> tuple[Fee, ...]:
    return parse_fees(list(Table({"frais": stated}, "activite.centre").tables("frais")))


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("adhésion", facts(), 2200),
        ("Adhésions", facts("extérieur"), 2400),
        ("dossier en retard", facts(), 2500),
        ("dossier en retard", facts("CCAS"), None),
        ("caution", facts(), None),
    ],
)
def test_the_first_fee_that_fits(name: str, asked: Facts, expected: int | None) -> None:
    assert fee(fees(MEMBERSHIP), name, asked) == expected


def test_a_fee_says_how_often_it_is_paid() -> None:
    assert [each.per for each in fees(MEMBERSHIP)] == [
        "family and year", "family and year", "family",
    ]  # fmt: skip
    said = [{"nom": "x", "montant": "1", "par": p} for p in ("an", "Période", "fois")]
    assert [each.per for each in fees(said)] == ["year", "period", "time"]
    assert fees([{"nom": "x", "montant": "1"}])[0].per == "year"


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"montant": "1"}, "frais[2].nom"),
        ({"nom": "x"}, "frais[2]"),
        ({"nom": "x", "montant": "1 %"}, "frais[2].montant"),
        ({"nom": "x", "montant": "1", "par": "siècle"}, "frais[2].par"),
        ({"nom": "x", "montant": "1", "couleur": "bleu"}, "frais[2].couleur"),
    ],
)
def test_a_malformed_fee_is_refused_with_its_place(stated: dict[str, Any], place: str) -> None:
    with pytest.raises(RuleError) as refused:
        fees([MEMBERSHIP[0], stated])
    assert str(refused.value).startswith(f"activite.centre.{place}\u00a0:")


def quotient(**stated: str) -> QuotientRule:
    return parse_quotient(Table(stated, "quotient"))


DECLARED = [(date(2026, 9, 10), Decimal(1000)), (date(2027, 1, 12), Decimal(700))]


@pytest.mark.parametrize(
    ("effect", "day", "expected"),
    [
        ("immédiat", "2026-09-09", None),
        ("immédiat", "2026-09-10", 1000),
        ("immédiat", "2027-01-11", 1000),
        ("immédiat", "2027-01-12", 700),
        ("mois suivant", "2026-09-10", 1000),
        ("mois suivant", "2027-01-20", 1000),
        ("mois suivant", "2027-01-31", 1000),
        ("mois suivant", "2027-02-01", 700),
        ("mois suivant", "2027-02-02", 700),
        ("année suivante", "2027-12-31", 1000),
        ("année suivante", "2028-01-01", 700),
        ("Rentrée", "2027-08-31", 1000),
        ("rentrée", "2027-09-01", 700),
        ("rentrée", "2026-09-10", 1000),
    ],
)
def test_when_a_quotient_counts(effect: str, day: str, expected: int | None) -> None:
    found = quotient(effet=effect).at(date.fromisoformat(day), DECLARED)
    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("effect", "told", "counts_from"),
    [
        ("mois suivant", "2027-12-31", "2028-01-01"),
        ("mois suivant", "2027-02-01", "2027-03-01"),
        ("année suivante", "2027-01-01", "2028-01-01"),
        ("rentrée", "2027-09-01", "2027-09-01"),
        ("rentrée", "2027-09-02", "2028-09-01"),
    ],
)
def test_a_change_counts_from_its_day(effect: str, told: str, counts_from: str) -> None:
    rule, start = quotient(effet=effect), date.fromisoformat(counts_from)
    declared = [DECLARED[0], (date.fromisoformat(told), Decimal(700))]
    assert rule.at(start, declared) == 700
    assert rule.at(start.replace(year=start.year - 1), declared) != 700
    assert rule.at(date.fromordinal(start.toordinal() - 1), declared) == 1000


def test_declarations_come_in_any_order_and_the_last_of_a_day_counts() -> None:
    declared = [*reversed(DECLARED), (date(2027, 1, 12), Decimal(650))]
    assert quotient().at(date(2027, 1, 12), declared) == 650
    assert quotient(effet="mois suivant").at(date(2027, 2, 1), declared) == 650
    assert quotient().at(date(2027, 1, 12), []) is None


def test_a_missing_quotient() -> None:
    assert quotient() == QuotientRule("immediate", "highest")
    assert quotient(absent="refusé").missing == "refused"
    for stated in ({"absent": "gratuit"}, {"effet": "bientôt"}, {"date": "x"}):
        with pytest.raises(RuleError):
            quotient(**stated)


def _terms(**stated: Any) -> Terms:
    return parse(json.dumps(stated))


def _owed(day: str, asked: Facts, **fee: Any) -> list[tuple[str, int]]:
    terms = _terms(frais=[{"nom": "Adhésion", "montant": "15,00"} | fee], periode=PERIODS)
    context = terms.context(TownCalendar("Europe/Paris", ()))
    return [(o.code, o.cents) for o in owed(terms, 7, date.fromisoformat(day), asked, context)]


PERIODS = ["2027-02-06 au 2027-02-21"]


@pytest.mark.parametrize(
    ("per", "code"),
    [
        ("an", "adhesion:7:2026-09-01"),
        ("période", "adhesion:7:2027-02-06"),
        ("famille et an", "adhesion:0:2026-09-01"),
        ("famille et période", "adhesion:0:2027-02-06"),
        ("famille", "adhesion:0:"),
        ("enfant", "adhesion:7:"),
    ],
)
def test_a_booking_owes_a_fee_once_in_its_unit(per: str, code: str) -> None:
    assert _owed("2027-02-10", facts(), par=per) == [(code, 1500)]


def test_what_no_booking_owes() -> None:
    assert _owed("2027-02-10", facts(), par="fois") == []
    assert _owed("2027-02-10", facts(), par="heure entamée") == []
    assert _owed("2027-02-10", facts(), pour="extérieur") == []
    assert _owed("2027-02-10", facts(), montant="0") == []


def test_an_unknown_quotient_owes_the_highest_fee() -> None:
    grid = [["QF", "prix"], ["0-500", "5"], ["501+", "20"]]
    terms = _terms(frais=[{"nom": "adhésion", "grille": grid}])
    context = terms.context(TownCalendar("Europe/Paris", ()))
    assert [o.cents for o in owed(terms, 7, date(2027, 2, 10), facts(), context)] == [2000]
