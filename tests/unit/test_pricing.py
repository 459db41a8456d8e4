"""Prices: tariffs, adjustments, durations, surcharges."""

from decimal import Decimal

import pytest

from tests.unit.price_lists import (
    CARE,
    CENTRE,
    EFFORT,
    LEVELS,
    MEAL,
    PACKAGES,
    RANKS,
    REGIMES,
    SHIFTED,
    cents,
    facts,
    prices,
)
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.pricing import Quote, parse_surcharge


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ('prix = "4,00"', facts(), 400),
        ("prix = 4", facts(), 400),
        ('prix = { montant = "2,60 €" }', facts(), 260),
        (EFFORT, facts(qf=500), 260),
        (EFFORT, facts(qf=850), 306),
        (EFFORT, facts(qf=1000), 360),
        (EFFORT, facts(qf=1300), 450),
        (EFFORT, facts("PAI", qf=1000), 175),
        (EFFORT, facts(qf=0), 260),
        (CENTRE, facts(qf=500, formula="journée"), 650),
        (CENTRE, facts(qf=1000, formula="journée"), 1100),
        (CENTRE, facts(qf=1500, formula="journée"), 1550),
        (CENTRE, facts("extérieur", qf=1000, formula="journée"), 1400),
        (CENTRE, facts(qf=1000, formula="demi-journée"), 550),
        (CENTRE, facts("extérieur", qf=600, formula="demi-journée"), 650),
        (CENTRE, facts("extérieur", qf=1500, formula="journée"), 1850),
        (CENTRE, facts("extérieur", "sortie", qf=1500, formula="journée"), 2050),
        (CENTRE, facts(qf=1000, formula="nuit"), None),
        (RANKS, facts(qf=800, rank=1), 786),
        (RANKS, facts(qf="800.01", rank=1), 914),
        (RANKS, facts(qf=600, rank=2), 710),
        (RANKS, facts(qf=600, rank=5), 580),
        (RANKS, facts("extérieur", qf=600, rank=2), 1400),
        (RANKS, facts("CCAS", rank=3), 50),
        (SHIFTED, facts(qf=700), 1005),
        (SHIFTED, facts(qf=700, children=3), 850),
        (SHIFTED, facts("extérieur", qf=700), 1205),
        (SHIFTED, facts("extérieur", qf=700, children=4), 1050),
        (SHIFTED, facts(qf=440, children=3), 720),
        (REGIMES, facts("CAF", qf=650), 250),
        (REGIMES, facts(qf=650), 450),
        (REGIMES, facts("MSA", qf=900), 1400),
        (PACKAGES, facts(qf=600, days=3), 6700),
        (PACKAGES, facts(qf=720, days=5), 11700),
        (PACKAGES, facts(qf=920, days=2), 5300),
        (PACKAGES, facts(qf=600, days=4), None),
        (MEAL, facts(), 285),
        (MEAL, facts("extérieur"), 400),
        (MEAL, facts("sans réservation"), 485),
        (MEAL, facts("extérieur", "sans réservation"), 600),
        (MEAL, facts("PAI"), 145),
        (LEVELS, facts(school_class="CE1", rank=3), 330),
        (LEVELS, facts(school_class="CE1", rank=2), 370),
        (LEVELS, facts(school_class="MS"), 330),
        (LEVELS, facts("absent", school_class="CP"), 420),
    ],
)
def test_what_towns_ask(text: str, asked: Facts, expected: int | None) -> None:
    assert cents(text, asked) == expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (CARE, facts(qf=500, minutes=70), 110),
        (CARE, facts(qf=500, minutes=75), 110),
        (CARE, facts(qf=500, minutes=76), 220),
        (CARE, facts(qf=500, minutes=80), 220),
        (CARE, facts("extérieur", qf=700, minutes=80), 880),
        (CARE, facts(qf=500, minutes=10), 0),
        (CARE, facts(qf=500), None),
        ('prix = { montant = "1,15", par = "demi-heure entamée" }', facts(minutes=60), 230),
        ('prix = { montant = "1,15", par = "demi-heure entamée" }', facts(minutes=95), 460),
        ('prix = { montant = "1,15", par = "demi-heure entamée" }', facts(minutes=150), 575),
        ('prix = { montant = "1,15", par = "demi-heure entamée" }', facts(minutes=0), 0),
        ('prix = { montant = "0,50", par = "quart d’heure entamé" }', facts(minutes=16), 100),
        ('prix = { montant = "0,50", par = "Quart d\'heure entamé" }', facts(minutes=15), 50),
        ('prix = { montant = "0,50", par = "20 minutes entamées" }', facts(minutes=41), 150),
        ('prix = { montant = "0,50", par = "2 heures entamées" }', facts(minutes=121), 100),
        ('prix = { montant = "0,41", par = "heure" }', facts(hours=Decimal("3.5")), 144),
        ('prix = { montant = "0,41", par = "heure" }', facts(minutes=210), 144),
        ('prix = { montant = "1", par = "heure" }', facts(minutes=20), 33),
        ('prix = { montant = "0,02", par = "minute" }', facts(minutes=33), 66),
        ('prix = { montant = "12", par = "jour" }', facts(days=5), 6000),
        ('prix = { montant = "12", par = "jour" }', facts(), 1200),
        ('prix = { taux = "0,05 %", plafond = "0,40", par = "heure" }',
         facts(qf=1000, hours=Decimal(3)), 120),
        ('prix = { montant = "0,95", par = "heure", ajustement = [{ ajoute = "3,85" }] }',
         facts(hours=Decimal("4.5")), 813),
        ('prix = { montant = "3", ajustement = [{ ajoute = "0,50", par = "heure" }] }',
         facts(minutes=90), 375),
        ('prix = { montant = "3", ajustement = [{ reduit = "0,50", par = "heure entamée" }] }',
         facts(minutes=90), 200),
        ('prix = { montant = "3", ajustement = [{ ajoute = "0,50", par = "heure" }] }',
         facts(), None),
        ('prix = { montant = "44", ajustement = [{ ajoute = "1", par = "jour" }] }',
         facts(days=5), 4900),
        ('prix = { montant = "0,01", par = "heure", ajustement = [{ multiplie = "1,5" }] }',
         facts(minutes=20), 1),
    ],
)  # fmt: skip
def test_prices_by_duration(text: str, asked: Facts, expected: int | None) -> None:
    assert cents(text, asked) == expected


@pytest.mark.parametrize(
    ("adjustments", "expected"),
    [
        ('{ ajoute = "2,00" }', 1200),
        ('{ ajoute = "10 %" }', 1100),
        ('{ reduit = "20 %" }', 800),
        ('{ reduit = "3,00" }', 700),
        ('{ reduit = "30" }', 0),
        ('{ reduit = "100 %" }', 0),
        ('{ multiplie = "2" }', 2000),
        ('{ multiplie = "1,05" }', 1050),
        ('{ multiplie = "0" }', 0),
        ('{ remplace = "1,75" }', 175),
        ('{ plancher = "12" }', 1200),
        ('{ plancher = "9" }', 1000),
        ('{ plafond = "9" }', 900),
        ('{ plafond = "12" }', 1000),
        ('{ ajoute = "2" }, { multiplie = "2" }', 2400),
        ('{ multiplie = "2" }, { ajoute = "2" }', 2200),
        ('{ ajoute = "2" }, { plafond = "11" }', 1100),
        ('{ plafond = "9" }, { ajoute = "2" }', 1100),
        ('{ remplace = "1" }, { ajoute = "2" }', 300),
        ('{ reduit = "30" }, { ajoute = "25" }', 500),
        ('{ reduit = "33,33 %" }, { reduit = "33,33 %" }', 444),
        ('{ pour = "extérieur", ajoute = "2" }', 1000),
        ('{ rang = "2+", reduit = "20 %" }', 1000),
        ('{ nombre_jours = "5", reduit = "20 %" }', 1000),
    ],
)
def test_adjustments_apply_in_their_order(adjustments: str, expected: int) -> None:
    text = f'prix = {{ montant = "10", ajustement = [{adjustments}] }}'
    assert cents(text, facts(rank=1)) == expected


@pytest.mark.parametrize(
    ("brothers", "expected"),
    [
        ('{ rang = "2+", reduit = "20 %" }', [1000, 800, 800]),
        ('{ rang = "3", remplace = "4,80" }', [1000, 1000, 480]),
        ('{ enfants = "3+", reduit = "1,50" }', [850, 850, 850]),
        ('{ enfants = "1-2", ajoute = "1" }', [1000, 1000, 1000]),
    ],
)
def test_sisters_and_brothers(brothers: str, expected: list[int]) -> None:
    text = f'prix = {{ montant = "10", ajustement = [{brothers}] }}'
    assert [cents(text, facts(rank=n, children=3)) for n in (1, 2, 3)] == expected


def test_halves_of_a_cent_go_up() -> None:
    assert [cents(f'prix = "{text}"', facts()) for text in ("0,004", "0,005", "1,435")] == [
        0, 1, 144,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("surcharge", "price", "expected"),
    [
        ("50 %", 400, 600),
        ("5 %", 4000, 4200),
        ("2,00", 400, 600),
        ("50 %", 333, 500),
        ("50 %", 0, 0),
    ],
)
def test_a_surcharge_is_added_half_up(surcharge: str, price: int, expected: int) -> None:
    assert parse_surcharge(surcharge, "majoration").add(price) == expected


def test_a_surcharge_comes_last_and_is_rounded_with_the_price() -> None:
    late = parse_surcharge("50 %", "majoration")
    assert (late.words, late.of(400)) == ("50\u00a0%", 200)
    found = prices(EFFORT).quote(facts(qf=851), surcharge=late)
    assert found == Quote(
        460,
        "0,36\u00a0% du quotient\u00a0851\u00a0: 3,06\u00a0€\u202f; "
        "majoration\u00a0: +\u00a050\u00a0%",
    )
    assert late.add(306) == 459, "rounded twice: a cent is lost"
    highest = prices(EFFORT).quote(facts(), surcharge=late)
    assert highest is not None and (highest.cents, highest.assumed) == (675, True)


def test_the_top_bracket_may_be_asked() -> None:
    text = SHIFTED.replace('"-1"', '"haute"')
    assert [cents(text, facts(qf=100, children=n)) for n in (2, 3)] == [720, 2490]
    assert cents(text.replace('"haute"', "1"), facts(qf=100, children=3)) == 770
