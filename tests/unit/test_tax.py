"""What of a year's payments is for care, and whose."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.billing.tax.rules import Charge, Money, Spent, care_of, counts, merged, settled

LEA, TOM = 1, 2


def test_money_settles_the_oldest_days_and_counts_when_it_comes() -> None:
    charges = [Charge("2025-12-10", LEA, 1000, 700), Charge("2026-01-10", TOM, 1000, 1000)]
    money = [Money("2025-12-20", 400, "Anne"), Money("2026-01-05", 1600, "Paul")]
    assert settled([*money, *charges]) == {
        (2025, "Anne"): {LEA: Spent(400, 280)},
        (2026, "Paul"): {LEA: Spent(600, 420), TOM: Spent(1000, 1000)},
    }


def test_what_is_paid_ahead_counts_in_the_year_of_the_days() -> None:
    found = settled([Charge("2026-02-01", LEA, 500, 500), Money("2025-12-20", 900, "Anne")])
    assert found == {(2026, "Anne"): {LEA: Spent(500, 500)}}


def test_a_payer_is_the_same_whatever_the_capitals() -> None:
    charges = [Charge("2026-02-01", LEA, 500, 500)]
    money = [Money("2026-02-02", 200, "Anne MARTIN"), Money("2026-02-03", 300, "anne martin")]
    assert settled([*money, *charges]) == {(2026, "Anne MARTIN"): {LEA: Spent(500, 500)}}


@pytest.mark.parametrize(
    ("price", "meal", "days", "care"),
    [(1485, 380, 1, 1105), (300, 380, 1, 0), (2000, 380, 2, 1240)],
)
def test_the_meal_is_apart(price: int, meal: int, days: int, care: int) -> None:
    assert care_of(price, meal, days) == care


@pytest.mark.parametrize(
    ("born", "young"),
    [(date(2020, 1, 2), True), (date(2020, 1, 1), False), (date(2026, 5, 1), True)],
)
def test_a_child_counts_below_six_on_new_years_day(born: date, young: bool) -> None:
    assert counts(born, 2026) is young


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(date.isoformat)
CENTS = st.integers(1, 5000)
CHARGES = st.builds(
    lambda day, child, cents, part: Charge(day, child, cents, cents * part // 100),
    DAYS, st.sampled_from([LEA, TOM]), CENTS, st.integers(0, 100),
)  # fmt: skip
MONEY = st.builds(Money, DAYS, CENTS, st.sampled_from(["Anne", "Paul"]))


@given(st.lists(CHARGES, max_size=12), st.lists(MONEY, max_size=12))
def test_nothing_is_certified_twice_nor_lost(charges: list[Charge], money: list[Money]) -> None:
    shares = merged([settled([*money, *charges])])
    spent = [each for children in shares.values() for each in children.values()]
    owed, came = sum(c.cents for c in charges), sum(m.cents for m in money)
    assert sum(each.cents for each in spent) == min(owed, came)
    assert all(0 <= each.care <= each.cents for each in spent)
    if came >= owed:
        assert sum(each.care for each in spent) == sum(c.care for c in charges)
    for child in (LEA, TOM):
        paid = sum(c.get(child, Spent(0, 0)).care for c in shares.values())
        assert paid <= sum(c.care for c in charges if c.child == child)
