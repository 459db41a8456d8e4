"""The `terms` of an activity: read strictly, refused with the place and what was expected."""

import json
from typing import Any

import pytest

from webapp.activities.rules import terms
from webapp.activities.rules.deadlines import Deadline
from webapp.activities.rules.prices import quote

BOOK = {"days": 2, "unit": "calendar", "at": "23:59"}
CANCEL = {"days": 1, "unit": "working", "at": "09:00"}


def _terms(**changes: Any) -> str:
    whole = {"book": BOOK, "cancel": CANCEL, "price": {"flat": 1485}} | changes
    return json.dumps({key: value for key, value in whole.items() if value is not None})


def test_booking_and_cancelling_have_their_own_limits() -> None:
    read = terms.parse(_terms())
    assert (read.book, read.cancel) == (
        Deadline(2, "calendar", "23:59"),
        Deadline(1, "working", "09:00"),
    )
    assert quote(read.price).cents == 1485


def test_a_supplement_follows_booking_unless_it_has_its_own_limit() -> None:
    assert terms.parse(_terms()).supplement == Deadline(2, "calendar", "23:59")
    own = {"days": 8, "unit": "calendar", "at": "12:00"}
    assert terms.parse(_terms(supplement=own)).supplement == Deadline(8, "calendar", "12:00")


@pytest.mark.parametrize("days", [0, 400])
@pytest.mark.parametrize("at", ["00:00", "23:59", "24:00"])
def test_the_ends_of_what_is_allowed(days: int, at: str) -> None:
    read = terms.parse(_terms(book={"days": days, "unit": "working", "at": at}))
    assert read.book == Deadline(days, "working", at)


def test_free_of_charge_is_a_price() -> None:
    assert terms.parse(_terms(price={"flat": 0})).price.cents == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "terms"),
        ("{", "terms"),
        ("[]", "terms"),
        ("null", "terms"),
        ("{}", "book"),
        (_terms(book=None), "book"),
        (_terms(book=[]), "book"),
        (_terms(cancel=None), "cancel"),
        (_terms(book=BOOK | {"days": -1}), "book.days"),
        (_terms(book=BOOK | {"days": 401}), "book.days"),
        (_terms(book=BOOK | {"days": 1.5}), "book.days"),
        (_terms(book=BOOK | {"days": True}), "book.days"),
        (_terms(book=BOOK | {"days": "2"}), "book.days"),
        (_terms(cancel=CANCEL | {"unit": "weeks"}), "cancel.unit"),
        (_terms(cancel={"days": 1, "at": "09:00"}), "cancel.unit"),
        (_terms(book=BOOK | {"at": "9:00"}), "book.at"),
        (_terms(book=BOOK | {"at": "24:01"}), "book.at"),
        (_terms(book=BOOK | {"at": "23:60"}), "book.at"),
        (_terms(book=BOOK | {"at": "09:00:00"}), "book.at"),
        (_terms(book=BOOK | {"at": 9}), "book.at"),
        (_terms(supplement=BOOK | {"at": "soir"}), "supplement.at"),
        (_terms(supplement=5), "supplement"),
        (_terms(price=None), "price.flat"),
        (_terms(price={"flat": -1}), "price.flat"),
        (_terms(price={"flat": 14.85}), "price.flat"),
        (_terms(price=1485), "price.flat"),
    ],
)
def test_what_is_malformed_is_refused_by_its_place(text: str, place: str) -> None:
    with pytest.raises(terms.TermsError) as refused:
        terms.parse(text)
    assert str(refused.value).startswith(f"{place}\u00a0:") and "attendu" in str(refused.value)
