"""The second « Valider »: checked again, recorded once, told line by line (section 5)."""

from collections.abc import Callable

import pytest

from tests.http.booking import (
    book_extra,
    click,
    fill,
    lines,
    movements,
    states,
    validate,
)
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_supplement, terms
from webapp.activities.models import CounterDay, OpenDay, Supplement
from webapp.booking.models import Booking, BookingSlot, CartLine, Movement

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines


def _taken(town: Town) -> int:
    return int(OpenDay.get_by_id(town.open_day(town.matin).id).taken)


def test_a_booking_holds_its_seat_at_once_and_is_not_transmitted(
    town: Town, clock: Clock, martin: Client
) -> None:
    click(martin, town, town.journee)
    page = validate(martin)
    assert page.h1 == "Demandes enregistrées" and "Léa, Journée" in page.text
    assert "1\u00a0demande enregistrée le 27 novembre 2026 à 9\u00a0h\u00a030." in page.text
    booking, movement = Booking.get(), Movement.get()
    assert (booking.state, booking.cents, booking.created_at) == ("booked", 1485, clock.now)
    assert (movement.kind, movement.state, movement.author, movement.account_id) == (
        "book", "pending", "Camille Martin", town.martin_account.id)  # fmt: skip
    assert (movement.from_state, movement.to_state, movement.cents) == ("", "booked", 1485)
    assert {slot.slot for slot in BookingSlot.select()} == {"morning", "noon", "afternoon"}
    assert OpenDay.get_by_id(town.open_day(town.journee).id).taken == 1
    assert CounterDay.get(CounterDay.day == town.days[0]).taken == 1
    assert lines() == set()


def test_the_price_is_frozen(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    validate(martin)
    town.matin.terms = terms(cents=2000)
    town.matin.save()
    click(martin, town, town.matin, "free")
    assert [line.cents for line in CartLine.select()] == [-1485]
    assert Booking.get().cents == 1485


def test_a_cancellation_keeps_its_seat_until_the_night(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.matin, "free")
    page = validate(martin)
    assert "−\u00a014,85\u00a0€" in page.text, "a cancellation does not cost"
    assert states(town.lea) == [("Matin", town.days[0], "booked")]
    assert movements() == [("cancel", "pending")]
    assert _taken(town) == 1 and BookingSlot.select().count() == 0


def test_the_list_and_leaving_it(town: Town, martin: Client) -> None:
    fill(town.open_day(town.matin))
    click(martin, town, town.matin, "waiting")
    validate(martin)
    booking = Booking.get()
    assert booking.state == "waiting" and booking.waiting_since is not None
    assert movements() == [("wait", "pending")] and _taken(town) == 1
    Movement.update(state="waiting").execute()
    click(martin, town, town.matin, "free")
    validate(martin)
    assert movements() == [("wait", "waiting"), ("leave", "pending")]
    click(martin, town, town.matin, "waiting")
    assert validate(martin).h1 == "Demandes enregistrées"
    assert movements() == [("wait", "waiting"), ("leave", "withdrawn")]
    assert states(town.lea)[0][2] == "waiting" and lines() == set()


def test_what_can_be_recorded_is_and_the_rest_is_kept_with_its_reason(
    town: Town, martin: Client
) -> None:
    click(martin, town, town.matin)
    click(martin, town, town.repas, day=town.days[1])
    page = martin.page("/panier")
    fill(town.open_day(town.matin))
    page = martin.submit(page.form("/panier/valider"))
    assert page.h1 == "Demandes enregistrées"
    assert "Non enregistré (1)" in page.text and "Complet\u00a0: 1 sur 1" in page.text
    assert states(town.lea) == [("Restauration", town.days[1], "booked")]
    line = CartLine.get()
    assert line.open_day.day == town.days[0] and line.problem.startswith("Complet\u00a0:")
    page = martin.page("/panier")
    assert "Ce qui n’est plus possible (1)" in page.text
    assert "Demander la liste d’attente" in page.text


def test_nothing_recorded_is_said_plainly(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    page = martin.page("/panier")
    fill(town.open_day(town.matin))
    before = [states(town.lea), movements(), _taken(town)]
    assert martin.submit(page.form("/panier/valider")).h1 == "Rien n’a été enregistré"
    assert [states(town.lea), movements(), _taken(town)] == before


def test_two_children_and_one_seat(town: Town, martin: Client) -> None:
    OpenDay.update(capacity=1).execute()
    click(martin, town, town.matin)
    click(martin, town, town.matin, child=town.tom)
    validate(martin)
    assert len(states(town.lea)) + len(states(town.tom)) == 1 and _taken(town) == 1
    assert len(lines()) == 1


def test_a_counter_that_is_full_gives_the_day_s_own_seat_back(town: Town, martin: Client) -> None:
    CounterDay.update(capacity=1).execute()
    click(martin, town, town.journee)
    click(martin, town, town.repas, child=town.tom)
    validate(martin)
    assert Booking.select().count() == 1
    assert sum(day.taken for day in OpenDay.select()) == 1
    assert CounterDay.get(CounterDay.day == town.days[0]).taken == 1


def test_a_replacement_is_one_validation(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.journee)
    assert "2\u00a0demandes enregistrées" in validate(martin).text
    assert movements() == [("cancel", "pending"), ("book", "pending")]
    assert {slot.slot for slot in BookingSlot.select()} == {"morning", "noon", "afternoon"}


def test_a_cancellation_taken_back_finds_its_place_again(town: Town, martin: Client) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.matin, "free")
    validate(martin)
    click(martin, town, town.matin, "booked")
    validate(martin)
    assert movements() == [("cancel", "withdrawn")]
    assert [slot.booking_id for slot in BookingSlot.select()] == [booking.id]
    assert _taken(town) == 1


def test_a_cancellation_whose_place_is_taken_stays_one(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.journee)
    validate(martin)
    answer = click(martin, town, town.matin, "booked")
    assert {wish for *_, wish in lines()} == {"book", "cancel"}, "Journée gives way in turn"
    assert "Journée\u00a0: annulation ajoutée" in answer.text
    validate(martin)
    assert movements() == [("cancel", "withdrawn"), ("book", "withdrawn")]
    assert [(n, s) for n, _, s in states(town.lea)] == [
        ("Matin", "booked"), ("Journée", "withdrawn")]  # fmt: skip


def test_supplements_are_recorded_with_and_without_their_activity(
    town: Town, martin: Client
) -> None:
    extra = a_supplement(town.open_day(town.matin), capacity=1)
    click(martin, town, town.matin)
    click(martin, town, f"s{extra.id}", page=str(town.matin.id))
    validate(martin)
    assert sorted(b.cents for b in Booking.select()) == [350, 1485]
    assert Supplement.get().taken == 1 and BookingSlot.select().count() == 1
    click(martin, town, town.matin, child=town.tom)
    refused = click(martin, town, f"s{extra.id}", page=str(town.matin.id), child=town.tom)
    assert "complet\u00a0: 1 sur 1." in refused.text
    validate(martin)
    assert Supplement.get().taken == 1 and len(states(town.tom)) == 1


def test_a_supplement_whose_activity_fails_fails_with_it(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin), capacity=5)
    click(martin, town, town.matin)
    click(martin, town, f"s{extra.id}", page=str(town.matin.id))
    form = martin.page("/panier").form("/panier/valider")
    fill(town.open_day(town.matin))
    page = martin.submit(form)
    assert "va avec l’activité du même jour" in page.text
    assert Booking.select().count() == 0 and Supplement.get().taken == 0


def test_cancelling_an_activity_cancels_its_supplements(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    book_extra(town, extra)
    click(martin, town, town.matin, "free")
    validate(martin)
    assert movements() == [("cancel", "pending"), ("cancel", "pending")]
