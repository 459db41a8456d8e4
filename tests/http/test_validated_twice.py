"""A cart validated twice, in two tabs, in two browsers, too late."""

from collections.abc import Callable

import pytest

from tests.http.booking import (
    click,
    everything,
    lines,
    movements,
    states,
    validate,
)
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_movement
from webapp.activities.models import OpenDay
from webapp.booking.models import Movement, Validation

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines


def _taken(town: Town) -> int:
    return int(OpenDay.get_by_id(town.open_day(town.matin).id).taken)


def test_what_became_too_late_meanwhile_is_refused(
    town: Town, clock: Clock, new_client: New
) -> None:
    clock.to(clock.now.replace(day=30, hour=23, minute=0))
    martin = new_client("martin")
    click(martin, town, town.matin)
    page = martin.page("/panier")
    clock.forward(hours=1)
    page = martin.submit(page.form("/panier/valider"))
    assert "Trop tard de 1\u00a0min" in page.text and states(town.lea) == []
    assert "Trop tard" in martin.page("/panier").text


def test_a_replay_shows_the_same_result(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    form = martin.page("/panier").form("/panier/valider")
    first = martin.submit(form)
    known = everything()
    click(martin, town, town.repas, day=town.days[1])
    for _ in range(2):
        again = martin.submit(form)
        assert again.html.split("<main")[1] == first.html.split("<main")[1]
    assert movements() == [("book", "pending")] and Validation.select().count() == 1
    assert len(lines()) == 1 and everything()[0] == known[0]


def test_a_cart_that_has_changed_is_read_again(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    form = martin.page("/panier").form("/panier/valider")
    click(martin, town, town.matin, day=town.days[1])  # in the other tab
    page = martin.submit(form)
    assert page.h1 == "Vos demandes" and "relisez-les, puis validez" in page.text
    assert movements() == [] and len(lines()) == 2
    assert martin.submit(page.form("/panier/valider")).h1 == "Demandes enregistrées"
    assert len(movements()) == 2


@pytest.mark.parametrize("version", ["", "0", "999"])
def test_a_version_that_never_was_records_nothing(town: Town, martin: Client, version: str) -> None:
    click(martin, town, town.matin)
    response = martin.send("/panier/valider", version=version)
    assert (response.status_code, response.location) == (303, "/panier")
    assert movements() == [] and len(lines()) == 1


def test_validating_after_abandoning_in_another_tab(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    form = martin.page("/panier").form("/panier/valider")
    martin.send("/panier/abandonner")
    martin.submit(form)
    assert movements() == [] and states(town.lea) == []


def test_the_same_wish_in_two_browsers_is_recorded_once(
    town: Town, martin: Client, new_client: New
) -> None:
    other = new_client("martin")
    for client in (martin, other):
        click(client, town, town.matin)
    page = other.page("/panier")
    validate(martin)
    assert lines() == set(), "the other cart has nothing left to ask"
    other.submit(page.form("/panier/valider"))
    assert movements() == [("book", "pending")] and _taken(town) == 1


def test_an_exclusion_met_at_the_last_moment_gives_the_seat_back(
    town: Town, martin: Client, new_client: New
) -> None:
    click(martin, town, town.matin)
    form = martin.page("/panier").form("/panier/valider")
    other = new_client("martin")
    click(other, town, town.journee)
    validate(other)
    page = martin.submit(form)
    assert "Ne va pas avec «\u00a0Journée\u00a0»" in page.text
    assert states(town.lea) == [("Journée", town.days[0], "booked")] and _taken(town) == 0


def test_what_the_night_is_deciding_is_not_taken_back(town: Town, martin: Client) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    movement = a_movement(booking)
    click(martin, town, town.matin, "free")
    Movement.update(state="accepted").where(Movement.id == movement.id).execute()
    validate(martin)
    assert movements() == [("book", "accepted"), ("cancel", "pending")]
    assert _taken(town) == 1


def test_another_s_result_is_not_found(town: Town, martin: Client, benali: Client) -> None:
    click(martin, town, town.matin)
    path = validate(martin).response.request.path
    assert martin.page(path).h1 == "Demandes enregistrées"
    for strange in (path, "/panier/enregistre/999999999", f"/panier/enregistre/{'9' * 30}"):
        assert benali.page(strange, 404).h1 == "Page introuvable"
