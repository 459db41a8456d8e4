"""Whatever families do, in whatever order, the days of a week cost what their package costs."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.test_activity_rules import days_of_a_week, rule
from tests.properties import books
from tests.properties.test_books import CARTS, NUMBER
from tests.town import Town
from tests.truths import assert_books_are_true
from webapp.activities.models import OpenDay
from webapp.database import rows

PRICES = {1: 3000, 2: 4900, 3: 6700, 5: 11200}
PER_DAY = {1: 1000, 2: 1000, 3: 1000, 4: 800, 5: 800}
WHOLE = {
    "forfait": "semaine",
    "grille": [["nombre de jours", "prix"], *([str(n), str(p // 100)] for n, p in PRICES.items())],
}
DAILY = {
    "compte": "semaine",
    "montant": "10,00",
    "ajustement": [{"nombre_jours": "4+", "reduit": "20 %"}],
}
COMING = """
SELECT b.family_id, b.child_id, b.cents FROM booking b
WHERE b.state = 'booked' AND NOT EXISTS (SELECT 1 FROM movement m
  WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
"""
CLICK = st.tuples(
    st.just("click"), CARTS, st.integers(0, 2), st.integers(0, 4), st.just(0),
    st.sampled_from(["booked", "booked", "free"]),
)  # fmt: skip
DEED = st.one_of(
    CLICK,
    st.tuples(st.just("validate"), CARTS),
    st.tuples(st.just("take_back"), NUMBER),
    st.tuples(st.just("transmit"), CARTS),
)
SEVERAL = st.lists(CLICK, min_size=1, max_size=5).map(
    lambda clicks: [*clicks, ("validate", clicks[0][1])]
)
STORY = st.lists(SEVERAL | st.lists(DEED, max_size=4), min_size=1, max_size=7)
FREELY = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def assert_weeks_cost_their_packages(whole: bool) -> None:
    weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for family, child, cents in rows(COMING):
        weeks[family, child].append(cents)
    for shares in weeks.values():
        count = len(shares)
        if whole:
            assert sum(shares) == PRICES[min(n for n in PRICES if n >= count)]
            assert max(shares) - min(shares) <= 1
        else:
            assert shares == [PER_DAY[count]] * count


@pytest.mark.parametrize("whole", [True, False], ids=["forfait", "compte"])
def test_weeks_cost_their_packages(town: Town, whole: bool) -> None:
    rule(town.matin, prix=WHOLE if whole else DAILY)
    week = days_of_a_week(town)
    village = replace(
        books.make_village(town),
        targets={day.isoformat(): [str(town.matin.id)] for day in week},
    )
    OpenDay.update(capacity=3).where(OpenDay.activity == town.matin).execute()

    @FREELY
    @given(STORY)
    def holds(story: list[list[tuple[Any, ...]]]) -> None:
        books.forget_bookings()
        for deed, *what in (deed for chapter in story for deed in chapter):
            getattr(books, deed)(village, *what)
            assert_books_are_true()
            assert_weeks_cost_their_packages(whole)

    holds()
