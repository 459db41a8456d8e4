"""Whatever families do, in whatever order, the books stay true."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import books
from tests.town import Town
from tests.truths import assert_books_are_true, assert_carts_ask_for_something

CARTS = st.sampled_from(["martin-a", "martin-b", "benali"])
NUMBER = st.integers(0, 9)
CLICK = st.tuples(
    st.just("click"), CARTS, st.integers(0, 2), st.integers(0, 1), st.integers(0, 4),
    st.sampled_from(["booked", "free", "waiting"]),
)  # fmt: skip
DEED = st.one_of(
    CLICK,
    st.tuples(st.just("validate"), CARTS),
    st.tuples(st.just("take_back"), NUMBER),
    st.tuples(st.just("take_all_back"), CARTS),
    st.tuples(st.just("transmit"), CARTS),
)
SEVERAL = st.lists(CLICK, min_size=1, max_size=5).map(
    lambda clicks: [*clicks, ("validate", clicks[0][1])]
)
STORY = st.lists(SEVERAL | st.lists(DEED, max_size=5), min_size=1, max_size=8)
FREELY = settings(
    max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def test_books_stay_true(town: Town) -> None:
    village = books.make_village(town)

    @FREELY
    @given(STORY)
    def holds(story: list[list[tuple[Any, ...]]]) -> None:
        books.forget_bookings()
        for deed, *what in (deed for chapter in story for deed in chapter):
            getattr(books, deed)(village, *what)
            assert_books_are_true()
            assert_carts_ask_for_something()

    holds()
