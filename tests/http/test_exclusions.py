"""Activities that exclude or need each other by name, on every way that leads to a booking."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.http.booking import click, states, validate
from tests.support.client import Client
from tests.town import Town
from tests.world import a_booking, a_movement, terms
from webapp.activities.models import Activity
from webapp.booking.models import BookingSlot, CartLine, Movement

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines


def rule(activity: Activity, **stated: Any) -> None:
    Activity.update(terms=terms(**stated)).where(Activity.id == activity.id).execute()


def booked(town: Town) -> list[str]:
    return [name for name, _, state in states(town.lea) if state == "booked"]


@pytest.mark.parametrize("says", ["matin", "repas"])
def test_two_browsers_cannot_book_what_excludes_the_other(
    says: str, town: Town, new_client: New
) -> None:
    """Whichever of the two activities says so."""
    names = {"matin": "Restauration", "repas": "Matin"}
    rule(getattr(town, says), exclut=[names[says]])
    here, there = new_client("martin"), new_client("martin")
    click(here, town, town.matin)
    click(there, town, town.repas)
    recaps = [each.page("/panier").form("/panier/valider") for each in (here, there)]
    here.submit(recaps[0])
    page = there.submit(recaps[1])
    assert booked(town) == ["Matin"]
    assert "ne va pas avec «\u00a0matin\u00a0»" in str(page.text).lower()


@pytest.mark.parametrize("says", ["matin", "repas"])
def test_what_excludes_takes_the_place_of_what_is_cancelled(
    says: str, town: Town, martin: Client
) -> None:
    names = {"matin": "Restauration", "repas": "Matin"}
    rule(getattr(town, says), exclut=[names[says]])
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.repas)
    assert {line.wish for line in CartLine.select()} == {"book", "cancel"}
    validate(martin)
    assert booked(town) == ["Matin", "Restauration"]
    assert [m.kind for m in Movement.select().order_by(Movement.id)] == ["cancel", "book"]


def test_a_cancellation_is_not_taken_back_beside_what_it_excludes(
    town: Town, martin: Client
) -> None:
    rule(town.repas, exclut=["Matin"])
    first = a_booking(town.lea, town.martin, town.open_day(town.matin))
    asked = a_movement(first, "cancel")
    BookingSlot.delete().where(BookingSlot.booking == first.id).execute()
    a_booking(town.lea, town.martin, town.open_day(town.repas))
    martin.send("/suivi/retirer", demande=asked.id)
    assert Movement.get_by_id(asked.id).state == "pending"


def test_what_goes_with_another_is_booked_after_it(town: Town, martin: Client) -> None:
    """Whatever the order in which the town lists its activities."""
    rule(town.matin, avec=["Restauration"])
    click(martin, town, town.repas)
    click(martin, town, town.matin)
    validate(martin)
    assert sorted(booked(town)) == ["Matin", "Restauration"]
