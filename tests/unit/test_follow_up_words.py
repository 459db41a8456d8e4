"""The state of a request, as « Suivi » says it."""

import itertools

import pytest

from webapp.booking.follow_up import ASKED, STATES, _state

KINDS = ("book", "wait", "cancel", "leave", "promote")
MOVEMENT_STATES = ("pending", "accepted", "refused", "waiting", "withdrawn")
BOOKING_STATES = ("booked", "waiting", "cancelled", "refused", "withdrawn", "left")


@pytest.mark.parametrize(
    ("kind", "state", "booking", "rank", "word"),
    [
        ("book", "pending", "booked", None, "Non transmis"),
        ("wait", "pending", "waiting", 1, "Non transmis"),
        ("cancel", "pending", "booked", None, "Non transmis"),
        ("leave", "pending", "waiting", 3, "Non transmis"),
        ("book", "accepted", "booked", None, "Acceptée"),
        ("promote", "accepted", "booked", None, "Acceptée"),
        ("cancel", "accepted", "cancelled", None, "Annulée"),
        ("leave", "accepted", "left", None, "Annulée"),
        ("book", "refused", "refused", None, "Refusée"),
        ("cancel", "refused", "booked", None, "Refusée"),
        ("wait", "waiting", "waiting", 4, "En liste d’attente (rang\u00a04)"),
        ("wait", "waiting", "booked", None, "Place attribuée"),
        ("wait", "waiting", "cancelled", None, "Place attribuée"),
        ("wait", "waiting", "left", None, "Liste d’attente quittée"),
        ("wait", "waiting", "refused", None, "Liste d’attente quittée"),
        ("book", "withdrawn", "withdrawn", None, "Retirée"),
        ("cancel", "withdrawn", "booked", None, "Retirée"),
    ],
)
def test_each_state_has_its_word(
    kind: str, state: str, booking: str, rank: int | None, word: str
) -> None:
    assert _state(kind, state, booking, rank)[0] == word


def test_no_combination_is_without_words_and_pictogram() -> None:
    for kind, state, booking in itertools.product(KINDS, MOVEMENT_STATES, BOOKING_STATES):
        if (kind, state) != ("promote", "pending"):  # the night decides what it gives
            assert all(_state(kind, state, booking, 1)), (kind, state, booking)
        assert ASKED[kind]


def test_what_is_not_transmitted_looks_like_what_it_will_be() -> None:
    assert _state("book", "pending", "booked", None)[1] == "mine cart"
    assert _state("cancel", "pending", "booked", None)[1] == "open cart"


def test_the_filter_offers_every_state_that_is_shown() -> None:
    offered = {label for label, *_ in STATES.values()}
    assert offered == {
        "Non transmis", "Acceptée", "Annulée", "En liste d’attente", "Refusée", "Retirée"
    }  # fmt: skip
