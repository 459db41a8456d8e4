"""Whatever a town writes and whoever asks: what every price keeps."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.activities.rules.facts import Facts
from webapp.activities.rules.pricing import PriceList, parse_prices, parse_surcharge

FREELY = settings(max_examples=200, deadline=None, derandomize=True, database=None)
CENTS = st.integers(0, 6000)
QUOTIENT = st.integers(0, 300_000).map(lambda hundredths: Decimal(hundredths) / 100)
CATEGORIES = st.frozensets(st.sampled_from(["exterieur", "pai", "sortie"]))
FACTS = st.builds(
    Facts,
    categories=CATEGORIES,
    quotient=st.none() | QUOTIENT,
    rank=st.integers(1, 5),
    children=st.integers(1, 5),
    minutes=st.integers(0, 600),
)
CONDITION = st.sampled_from([{}, {"pour": "extérieur"}, {"rang": "2+"}, {"enfants": "3+"}])


def written(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


AMOUNT = CENTS.map(written)
PERCENT = st.integers(0, 100).map(lambda n: f"{n} %")
RISING = st.one_of(
    st.fixed_dictionaries({"ajoute": AMOUNT}),
    st.fixed_dictionaries({"reduit": AMOUNT | PERCENT}),
    st.fixed_dictionaries({"multiplie": st.integers(0, 300).map(written)}),
    st.fixed_dictionaries({"remplace": AMOUNT}),
    st.fixed_dictionaries({"plancher": AMOUNT}),
    st.fixed_dictionaries({"plafond": AMOUNT}),
    st.fixed_dictionaries({"ajoute": AMOUNT, "par": st.sampled_from(["heure", "jour"])}),
)
ADJUSTMENTS = st.lists(
    st.builds(lambda when, what: {**when, **what}, CONDITION, RISING), max_size=4
)


@st.composite
def grids(draw: st.DrawFn, *, rising: bool) -> dict[str, Any]:
    """A grid of quotients without gap, of one column."""
    ends = sorted(draw(st.sets(st.integers(1, 3000), max_size=6)))
    prices = draw(st.lists(CENTS, min_size=len(ends) + 1, max_size=len(ends) + 1))
    if rising:
        prices.sort()
    starts = [0, *(end + 1 for end in ends)]
    labels = [f"{a}-{b}" for a, b in zip(starts, ends, strict=False)] + [f"{starts[-1]}+"]
    lines = [[label, written(cents)] for label, cents in zip(labels, prices, strict=True)]
    return {"grille": [["QF", "prix"], *lines]}


@st.composite
def rates(draw: st.DrawFn) -> dict[str, Any]:
    """A rate of the quotient between a floor and a ceiling."""
    least, most = sorted(draw(st.tuples(CENTS, CENTS)))
    rate = draw(st.integers(1, 300))
    return {"taux": f"{written(rate)} %", "plancher": written(least), "plafond": written(most)}


def price_list(tariff: dict[str, Any], adjustments: list[dict[str, Any]]) -> PriceList:
    return parse_prices({**tariff, "ajustement": adjustments}, "prix")


def cents(prices: PriceList, facts: Facts) -> int:
    found = prices.quote(facts)
    assert found is not None
    return found.cents


@FREELY
@given(grids(rising=True) | rates(), ADJUSTMENTS, FACTS, QUOTIENT, QUOTIENT)
def test_a_price_never_falls_as_the_quotient_grows(
    tariff: dict[str, Any], adjustments: list[dict[str, Any]], facts: Facts,
    one: Decimal, other: Decimal,
) -> None:  # fmt: skip
    prices = price_list(tariff, adjustments)
    lower, higher = (replace(facts, quotient=q) for q in sorted((one, other)))
    assert cents(prices, lower) <= cents(prices, higher)


@FREELY
@given(grids(rising=False), st.lists(CENTS, max_size=3), QUOTIENT)
def test_a_price_stays_within_the_grid_and_what_is_added(
    grid: dict[str, Any], added: list[int], quotient: Decimal
) -> None:
    prices = price_list(grid, [{"ajoute": written(each)} for each in added])
    cells = [int(line[1].replace(",", "")) for line in grid["grille"][1:]]
    found = cents(prices, Facts(quotient=quotient)) - sum(added)
    assert min(cells) <= found <= max(cells)
    assert found in cells


@FREELY
@given(grids(rising=False) | rates(), ADJUSTMENTS, FACTS)
def test_a_price_is_never_negative_and_equal_facts_give_equal_quotes(
    tariff: dict[str, Any], adjustments: list[dict[str, Any]], facts: Facts
) -> None:
    found = price_list(tariff, adjustments).quote(facts)
    assert found is not None and found.cents >= 0
    assert found.rule
    again = price_list(dict(tariff), list(adjustments)).quote(replace(facts))
    assert again == found


@FREELY
@given(grids(rising=False) | rates(), ADJUSTMENTS, FACTS, QUOTIENT)
def test_without_quotient_nobody_pays_less_than_with_any(
    tariff: dict[str, Any], adjustments: list[dict[str, Any]], facts: Facts, quotient: Decimal
) -> None:
    prices = price_list(tariff, adjustments)
    unknown = cents(prices, replace(facts, quotient=None))
    assert cents(prices, replace(facts, quotient=quotient)) <= unknown


@FREELY
@given(grids(rising=False), QUOTIENT, st.integers(1, 9))
def test_moving_down_and_up_stays_within_the_grid(
    grid: dict[str, Any], quotient: Decimal, rows: int
) -> None:
    cells = [int(line[1].replace(",", "")) for line in grid["grille"][1:]]
    for move in (f"-{rows}", f"+{rows}", "haute"):
        found = cents(price_list(grid, [{"tranche": move}]), Facts(quotient=quotient))
        assert found in cells
    assert found == cells[-1]


@FREELY
@given(CENTS, PERCENT | AMOUNT)
def test_a_surcharge_never_lowers_a_price(price: int, asked: str) -> None:
    surcharge = parse_surcharge(asked, "majoration")
    assert surcharge.add(price) == price + surcharge.of(price) >= price


@FREELY
@given(st.integers(0, 1500), st.integers(0, 1500), AMOUNT)
def test_who_stays_longer_never_pays_less(one: int, other: int, amount: str) -> None:
    shorter, longer = (Facts(minutes=n) for n in sorted((one, other)))
    for unit in ("heure", "heure entamée", "quart d’heure entamé", "20 minutes entamées"):
        prices = parse_prices({"montant": amount, "par": unit}, "prix")
        assert cents(prices, shorter) <= cents(prices, longer)
