"""Prices of several days together: how they are stated, what each number of days costs."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.activities.rules import packages
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.packages import Day
from webapp.activities.rules.pricing import Package
from webapp.activities.rules.reading import RuleError
from webapp.activities.rules.terms import Terms, TermsError, parse

NBSP = "\u00a0"
GRID = {"grille": [["nombre de jours", "prix"], ["2", "49"], ["3", "67"], ["5", "112"]]}
DAILY = {
    "tarif": [{"montant": "10,00"}],
    "ajustement": [{"nombre_jours": "4+", "reduit": "20 %"}],
}


def a_terms(**stated: Any) -> Terms:
    return parse(json.dumps(stated))


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"prix": GRID | {"forfait": "semaine"}}, Package("semaine", True)),
        ({"prix": GRID | {"forfait": "Période"}}, Package("periode", True)),
        ({"prix": GRID | {"compte": "mois"}}, Package("mois", False)),
        ({"prix": GRID, "limites": {"semaine": "2, 3 ou 5"}}, Package("semaine", True)),
        ({"prix": DAILY, "limites": {"mois": "au plus 9"}}, Package("mois", False)),
        ({"prix": DAILY | {"compte": "an"}}, Package("annee", False)),
        ({"prix": GRID, "limites": {"famille_semaine": "au plus 9"}}, None),
        ({"prix": GRID, "limites": {"semaine": "2, 3 ou 5", "mois": "au plus 9"}}, None),
        ({"prix": {"montant": "80,00", "forfait": "semaine"}}, Package("semaine", True)),
        ({"prix": "4,00", "limites": {"semaine": "au plus 3"}}, None),
    ],
)
def test_over_what_days_are_counted(stated: dict[str, Any], found: Package | None) -> None:
    assert a_terms(**stated).package == found


@pytest.mark.parametrize(
    ("prices", "place"),
    [
        (GRID | {"forfait": "jour"}, "prix.forfait"),
        (GRID | {"forfait": "semaine", "compte": "mois"}, "prix.compte"),
        ({"montant": "4,00", "compte": "semaine"}, "prix.compte"),
    ],
)
def test_what_is_refused(prices: dict[str, Any], place: str) -> None:
    with pytest.raises(TermsError, match=place):
        a_terms(prix=prices)


def test_what_nobody_says_is_asked_of_the_clerk() -> None:
    terms = a_terms(prix=GRID)
    with pytest.raises(RuleError, match=r"activite\.x\.prix\.forfait"):
        packages.unclear(terms.prices, terms.package, "activite.x")
    stated = a_terms(prix=GRID | {"forfait": "semaine"})
    packages.unclear(stated.prices, stated.package, "activite.x")


def test_the_table_puts_equal_prices_together() -> None:
    terms = a_terms(prix=DAILY | {"compte": "semaine"})
    assert packages.table(terms, Facts()) == (
        f"prix par jour par semaine{NBSP}: 1 à 3{NBSP}jours 10,00{NBSP}€, "
        f"4 à 7{NBSP}jours 8,00{NBSP}€"
    )
    terms = a_terms(prix=GRID | {"forfait": "semaine"})
    assert packages.numbers(terms, Facts()) == "2, 3 ou 5"


@pytest.mark.parametrize(("count", "number"), [(0, 2), (1, 2), (2, 2), (4, 5), (5, 5), (6, 5)])
def test_the_package_that_counts_for_a_number_without_one(count: int, number: int) -> None:
    assert packages.nearest(a_terms(prix=GRID | {"forfait": "semaine"}), Facts(), count) == number


def test_days_that_are_spent_keep_their_price() -> None:
    terms = a_terms(prix=GRID | {"forfait": "semaine"})
    days = [Day(1, Facts(), 2450, fixed=True), Day(2, Facts(), 2450), Day(3, Facts())]
    found = packages.settle(terms, days)
    assert found.shares == {2: 2125, 3: 2125} and found.total == 6700


def test_a_price_per_day_is_that_of_each_day() -> None:
    dear = {"jours": "samedi", "ajoute": "5,00"}
    prices = DAILY | {"compte": "semaine", "ajustement": [*DAILY["ajustement"], dear]}
    days = [Day(n, Facts(weekday=n)) for n in (2, 3, 4, 5)]
    found = packages.settle(a_terms(prix=prices), days)
    assert found.shares == {2: 800, 3: 800, 4: 800, 5: 1300} and found.total == 3700


DAYS = st.lists(
    st.tuples(st.integers(0, 20_000), st.booleans()).map(
        lambda each: Day(0, Facts(), each[0], each[1])
    ),
    max_size=9,
).map(lambda days: [day._replace(key=n) for n, day in enumerate(days)])


@given(DAYS)
def test_shares_are_the_package_to_the_cent_and_never_negative(days: list[Day]) -> None:
    terms = a_terms(prix=GRID | {"forfait": "semaine"})
    found = packages.settle(terms, days)
    free = {day.key for day in days if not day.fixed}
    paid = sum(day.cents for day in days if day.fixed)
    assert found.shares.keys() == free
    assert all(share >= 0 for share in found.shares.values())
    assert found.total == paid + sum(found.shares.values())
    number = packages.nearest(terms, Facts(), len(days))
    price = packages.offers(terms, Facts())[number].cents if days else 0
    if free:
        assert found.total == max(price, paid)
    assert max(found.shares.values(), default=0) - min(found.shares.values(), default=0) <= 1


@given(DAYS)
def test_settling_again_changes_nothing(days: list[Day]) -> None:
    terms = a_terms(prix=GRID | {"forfait": "semaine"})
    found = packages.settle(terms, days)
    again = [day._replace(cents=found.shares.get(day.key, day.cents)) for day in days]
    assert packages.settle(terms, again) == found
