"""Taking back in « Suivi » what has not been transmitted."""

from datetime import date
from typing import Any

from tests.http.booking import book_extra, click, everything, lines, movements, states, validate
from tests.support.client import Client
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_movement, a_structure, a_supplement
from webapp.activities.models import OpenDay, Supplement
from webapp.booking.models import Booking, BookingSlot, Movement


def _rows(page: Page) -> list[str]:
    return [squeezed(line.text_content()) for line in page.all("//tr[@data-movement]")]


def take_back(client: Client, movement: Any) -> Page:
    form = client.page("/suivi").one(f"//form[.//button[@name='demande'][@value='{movement}']]")
    return client.submit(form, press=("demande", str(movement)))


def test_a_request_is_taken_back_before_the_night(town: Town, martin: Client) -> None:
    click(martin, town, town.journee)
    validate(martin)
    page = take_back(martin, Movement.get().id)
    assert "1\u00a0demande retirée." in page.text and "Retirée" in _rows(page)[0]
    assert states(town.lea) == [("Journée", town.days[0], "withdrawn")]
    assert OpenDay.get_by_id(town.open_day(town.journee).id).taken == 0
    assert BookingSlot.select().count() == 0
    assert not page.all("//button[@name='demande' or @name='toutes']")


def test_taking_back_twice_says_it_is_gone(town: Town, martin: Client) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    form = martin.page("/suivi").one("//form[.//button[@name='demande']]")
    press = ("demande", str(Movement.get().id))
    martin.submit(form, press=press)
    known = everything()
    page = martin.submit(form, press=press)
    assert "n’est plus à retirer" in page.text and everything() == known


def test_what_has_been_transmitted_stays(town: Town, martin: Client) -> None:
    movement = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    form = martin.page("/suivi").one("//form[.//button[@name='demande']]")
    Movement.update(state="accepted").execute()
    page = martin.submit(form, press=("demande", str(movement.id)))
    assert "a été transmise" in page.text and movements() == [("book", "accepted")]


def test_taking_back_by_clicking(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    validate(martin)
    click(martin, town, town.matin, "free")
    validate(martin)
    assert movements() == [("book", "withdrawn")]
    assert OpenDay.get_by_id(town.open_day(town.matin).id).taken == 0


def test_a_seat_taken_back_is_kept_for_whoever_waits(town: Town, martin: Client) -> None:
    open_day = town.open_day(town.matin)
    a_movement(a_booking(town.lea, town.martin, open_day))
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    a_booking(town.ines, town.benali, open_day, "waiting")
    take_back(martin, Movement.get().id)
    found = OpenDay.get_by_id(open_day.id)
    assert (found.taken, found.released) == (1, 1), "until the night"
    assert "complet" in click(martin, town, town.matin).text


def test_with_an_activity_go_its_supplements(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin), capacity=1)
    movement = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    a_movement(book_extra(town, extra))
    assert "2\u00a0demandes retirées." in take_back(martin, movement.id).text
    assert Supplement.get().taken == 0 and {m[1] for m in movements()} == {"withdrawn"}


def test_a_cancellation_is_taken_back(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.matin, "free")
    validate(martin)
    take_back(martin, Movement.get().id)
    assert movements() == [("cancel", "withdrawn")] and BookingSlot.select().count() == 1


def test_a_cancellation_whose_place_is_taken_cannot_be(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.journee)
    validate(martin)
    known = everything()
    page = take_back(martin, Movement.get(Movement.kind == "cancel").id)
    assert "Ne va pas avec «\u00a0Journée\u00a0»" in page.text and everything() == known


def test_a_supplement_is_not_kept_without_its_activity(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    pool = book_extra(town, extra)
    click(martin, town, town.matin, "free")
    validate(martin)
    page = take_back(martin, Movement.get(Movement.booking == pool).id)
    assert "va avec l’activité du même jour" in page.text
    assert movements() == [("cancel", "pending"), ("cancel", "pending")]


def test_all_at_once_finds_every_place_again(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    book_extra(town, extra)
    click(martin, town, town.journee)
    click(martin, town, town.matin, day=town.days[1])
    validate(martin)
    form = martin.page("/suivi").one("//form[.//button[@name='toutes']]")
    page = martin.submit(form, press=("toutes", "1"))
    assert "4\u00a0demandes retirées." in page.text
    assert {m[1] for m in movements()} == {"withdrawn"}
    assert {slot.slot for slot in BookingSlot.select()} == {"morning"}
    assert Booking.select().where(Booking.state == "booked").count() == 2


def test_all_at_once_leaves_the_other_structure_alone(town: Town, martin: Client) -> None:
    other = a_structure("autre", "Autre-Ville")
    for day in town.days[:2]:
        a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin, day)))
    Movement.update(structure=other).where(Movement.day == town.days[0]).execute()
    martin.send("/suivi/retirer", toutes="1")
    assert movements() == [("book", "pending"), ("book", "withdrawn")]


def test_a_wish_that_a_withdrawal_grants_leaves_the_cart(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    validate(martin)
    click(martin, town, town.matin, "free")
    assert len(lines()) == 1
    take_back(martin, Movement.get().id)
    assert lines() == set()


def test_taking_back_keeps_the_filters(town: Town, martin: Client) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    page = martin.page(f"/suivi?enfant={town.lea.id}&etat=non-transmis")
    form = page.one("//form[.//button[@name='demande']]")
    after = martin.submit(form, press=("demande", str(Movement.get().id)))
    assert f"enfant={town.lea.id}" in after.response.request.full_path
    assert date.fromisoformat(str(town.days[0])) and "Aucune demande" in after.text
