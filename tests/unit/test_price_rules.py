"""Prices: the unknown quotient, the sentence that explains, and what is refused."""

import pytest

from tests.unit.price_lists import (
    ABSENT,
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
from webapp.activities.rules.reading import RuleError


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (EFFORT, facts(), 450),
        (CENTRE, facts("extérieur", formula="journée"), 1850),
        (RANKS, facts(rank=2), 825),
        (RANKS, facts("extérieur"), 1500),
        (SHIFTED, facts(), 2490),
        (SHIFTED, facts(children=3), 1005),
        (REGIMES, facts("CAF"), 1400),
        (PACKAGES, facts(days=3), 7300),
        (CARE, facts(minutes=80), 240),
        ('prix = { grille = [["QF", "prix"], ["0-500", "9"], ["501-900", "3"]] }', facts(), 900),
        ('prix = { grille = [["QF", "prix"], ["0-500", "1 %"], ["501+", "3"]] }', facts(), 501),
        ('prix = { tarif = [{ qf = "0-580", montant = "8" }, { montant = "3" }] }', facts(), 800),
        (
            'prix = { tarif = [{ qf = "0-580", taux = "0,1 %" }, { montant = "0,30" }] }',
            facts(),
            58,
        ),
        ('prix = { montant = "9", ajustement = [{ qf = "0-500", reduit = "3" }] }', facts(), 900),
        ('prix = { montant = "9", ajustement = [{ qf = "501+", ajoute = "3" }] }', facts(), 1200),
    ],
)
def test_without_quotient_the_highest_price_is_taken_and_said(
    text: str, asked: Facts, expected: int
) -> None:
    found = prices(text).quote(asked)
    assert found is not None
    assert (found.cents, found.assumed) == (expected, True)
    assert found.rule.startswith("Quotient inconnu\u00a0: prix le plus haut. ")
    assert "nfinity" not in found.rule


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ('prix = "4,00"', facts(), 400),
        (MEAL, facts("extérieur"), 400),
        (RANKS, facts("CCAS", rank=2), 100),
        (EFFORT, facts("PAI"), 175),
        ('prix = { grille = [["QF", "prix"], ["0+", "3"]] }', facts(), 300),
        ('prix = { grille = [["QF", "prix"], ["0-9", "3"], ["absent", "7"], ["10+", "9"]] }',
         facts(), 700),
        (ABSENT, facts(), 900),
    ],
)  # fmt: skip
def test_without_quotient_nothing_is_assumed_where_it_does_not_count(
    text: str, asked: Facts, expected: int
) -> None:
    found = prices(text).quote(asked)
    assert found is not None
    assert (found.cents, found.assumed) == (expected, False)
    assert "inconnu" not in found.rule


def test_a_rate_without_ceiling_has_no_highest_price() -> None:
    assert cents('prix = { taux = "1 %" }', facts()) is None
    assert cents('prix = { taux = "1 %", ajustement = [{ plafond = "9" }] }', facts()) == 900
    assert cents('prix = { taux = "0 %" }', facts()) == 0
    for rest in ('reduit = "100 %"', 'multiplie = "0"', 'remplace = "0"'):
        assert cents(f'prix = {{ taux = "1 %", ajustement = [{{ {rest} }}] }}', facts()) == 0


def test_without_tariff_there_is_no_price() -> None:
    text = 'prix = { tarif = [{ pour = "extérieur", montant = "4" }] }'
    assert (cents(text, facts()), cents(text, facts("extérieur"))) == (None, 400)
    assert cents(text, facts(qf=600)) is None


def test_a_rate_asks_for_a_quotient() -> None:
    rate = prices('prix = { taux = "1 %" }')
    assert rate.asks_quotient(facts())
    assert rate.tariffs[0].price(facts()) is None


def test_the_highest_price_may_be_asked_for() -> None:
    found = prices(EFFORT).quote(facts(qf=500), highest=True)
    assert found is not None and (found.cents, found.assumed) == (450, True)


@pytest.mark.parametrize(
    ("text", "asked", "rule"),
    [
        ('prix = "4,00"', facts(), "Tarif unique"),
        (MEAL, facts("extérieur"), "Tarif extérieur"),
        (MEAL, facts(), "Tarif unique"),
        (MEAL, facts("extérieur", "sans réservation"),
         "Tarif extérieur : 4,00 € ; sans réservation : + 2,00 €"),
        (EFFORT, facts(qf=850), "0,36 % du quotient 850"),
        (EFFORT, facts(qf=500), "0,36 % du quotient 500, au moins 2,60 €"),
        (EFFORT, facts(qf=1300), "0,36 % du quotient 1300, au plus 4,50 €"),
        (EFFORT, facts("PAI", qf=850), "PAI : 1,75 €"),
        (EFFORT, facts(),
         "Quotient inconnu : prix le plus haut. 0,36 % du quotient, au plus 4,50 €"),
        (RANKS, facts(qf=600, rank=2), "Quotient 600, rang 2 : 7,10 €"),
        (RANKS, facts("extérieur", qf=600), "Extérieur, quotient 600 : 14,00 €"),
        (RANKS, facts(rank=2),
         "Quotient inconnu : prix le plus haut. Tranche 800+, rang 2 : 8,25 €"),
        (SHIFTED, facts("extérieur", qf=700, children=3),
         "Quotient 700, tranche 551-650 : 8,50 € ; extérieur : + 2,00 €"),
        (LEVELS, facts(school_class="GS"), "Tarif PS MS GS"),
        (LEVELS, facts(rank=3), "Tarif rang 3+"),
        (CARE, facts(qf=500, minutes=80),
         "Quotient 500 : 1,10 € par heure entamée, pour 1 h 20"),
        ('prix = { montant = "0,02", par = "minute" }', facts(minutes=33),
         "0,02 € par minute, pour 33 min"),
        ('prix = { taux = "0,05 %", par = "heure" }', facts(qf=1000, minutes=120),
         "0,05 % du quotient 1000, 0,50 € par heure, pour 2 h"),
        ('prix = { taux = "0,0555 %", par = "heure" }', facts(qf=101, minutes=120),
         "0,0555 % du quotient 101, 0,0561 € par heure, pour 2 h"),
        ('prix = { grille = [["QF", "prix"], ["0+", "0,55 %"]] }', facts(qf="570.50"),
         "Quotient 570,5 : 0,55 % du quotient 570,5"),
        ('prix = { montant = "9", ajustement = [{ rang = "2+", reduit = "20 %" }] }',
         facts(rank=2), "Tarif unique : 9,00 € ; rang 2+ : − 20 %"),
        ('prix = { montant = "9", ajustement = [{ enfants = "1", multiplie = "1,5" }] }',
         facts(), "Tarif unique : 9,00 € ; 1 enfant : × 1,5"),
        ('prix = { montant = "9", ajustement = [{ ajoute = "1", par = "jour" }] }',
         facts(days=2), "Tarif unique : 9,00 € ; + 1,00 € par jour, pour 2 jours"),
        ('prix = { montant = "9", ajustement = [{ plancher = "10" }, { plafond = "12" }] }',
         facts(), "Tarif unique : 9,00 € ; au moins 10,00 €"),
    ],
)  # fmt: skip
def test_the_rule_is_said_in_french(text: str, asked: Facts, rule: str) -> None:
    found = prices(text).quote(asked)
    assert found is not None
    plain = found.rule.replace("\u00a0", " ").replace("\u202f", " ")
    assert plain == rule
    for mark, space in ((":", "\u00a0"), ("€", "\u00a0"), (";", "\u202f"), ("%", "\u00a0")):
        assert found.rule.count(mark) == found.rule.count(space + mark)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("prix = 4.5", "prix"),
        ('prix = "quatre"', "prix"),
        ("prix = true", "prix"),
        ('prix = "-4"', "prix"),
        ("prix = {}", "prix"),
        ('prix = { tarif = "4" }', "prix.tarif"),
        ("prix = { tarif = [{}] }", "prix.tarif[1]"),
        ('prix = { montant = "4", taux = "1 %" }', "prix"),
        ('prix = { montant = "4", tarif = [{ montant = "5" }] }', "prix"),
        ('prix = { montant = "4", prime = "1" }', "prix.prime"),
        ('prix = { montant = "4", plafond = "1" }', "prix.plafond"),
        ('prix = { taux = "4" }', "prix.taux"),
        ('prix = { taux = "1 %", plancher = "5", plafond = "4" }', "prix.plafond"),
        ('prix = { tarif = [{ montant = "1" }, { montant = "2", bornes = "" }] }',
         "prix.tarif[2].bornes"),
        ('prix = { montant = "4", par = "siècle" }', "prix.par"),
        ('prix = { montant = "4", par = "0 minutes entamées" }', "prix.par"),
        ('prix = { montant = "4", par = "jour entamé" }', "prix.par"),
        ('prix = { montant = "4", par = 3 }', "prix.par"),
        ('prix = { montant = "4", par = "heure", tolerance = "15 minutes" }', "prix.tolerance"),
        ('prix = { montant = "4", par = "heure entamée", tolerance = "peu" }', "prix.tolerance"),
        ('prix = { montant = "4", par = "heure entamée", tolerance = "60 min" }',
         "prix.tolerance"),
        ('prix = { montant = "4", tolerance = "15 minutes" }', "prix.tolerance"),
        ('prix = { montant = "4", ajustement = [{}] }', "prix.ajustement[1]"),
        ('prix = { montant = "4", ajustement = [{ ajoute = "1", reduit = "1" }] }',
         "prix.ajustement[1]"),
        ('prix = { montant = "4", ajustement = [{ ajoute = "1" }, { reduit = "120 %" }] }',
         "prix.ajustement[2].reduit"),
        ('prix = { montant = "4", ajustement = [{ ajoute = "-1" }] }',
         "prix.ajustement[1].ajoute"),
        ('prix = { montant = "4", ajustement = [{ multiplie = "2 €" }] }',
         "prix.ajustement[1].multiplie"),
        ('prix = { montant = "4", ajustement = [{ remplace = "2 %" }] }',
         "prix.ajustement[1].remplace"),
        ('prix = { montant = "4", ajustement = [{ multiplie = "2", par = "heure" }] }',
         "prix.ajustement[1].par"),
        ('prix = { montant = "4", ajustement = [{ ajoute = "2", couleur = "bleu" }] }',
         "prix.ajustement[1].couleur"),
        ('prix = { montant = "4", ajustement = [{ tranche = "-1" }] }',
         "prix.ajustement[1].tranche"),
        ('prix = { grille = [["QF", "prix"], ["0+", "1"]], ajustement = [{ tranche = "basse" }] }',
         "prix.ajustement[1].tranche"),
        ('prix = { tarif = [{ montant = "1", rang = "deux" }] }', "prix.tarif[1].rang"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(RuleError) as refused:
        prices(text)
    assert str(refused.value).startswith(f"{place}\u00a0:"), refused.value
