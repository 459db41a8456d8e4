"""Exceptional closures: seen before they are made, read by families, undone for a while."""

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking
from webapp.accounts.models import Account
from webapp.activities.models import Closure
from webapp.booking.models import Booking

PATH = "/admin/fermetures"


def asked(town: Town, **changes: str) -> dict[str, str]:
    day = town.open_day(town.journee).day.isoformat()
    activity = str(town.journee.id)
    return {"du": day, "au": "", "motif": "Grève", "activite": activity, **changes}


def test_it_is_seen_then_made_then_undone(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    page = agent.page(PATH, query_string=asked(town))
    assert "1 réservation pour 1 famille" in page.text.replace("\u00a0", " ")
    assert Closure.select().count() == 0
    done = agent.submit(page.form(PATH))
    assert "Fermé\u00a0: 1\u00a0réservation annulée" in done.text
    assert Booking.get().state == "cancelled"
    undone = agent.submit(done.form(f"{PATH}/{Closure.get().id}/annuler?structure=1"))
    assert "tout est comme avant" in undone.text
    assert Booking.get().state == "booked"


def test_who_has_no_mail_is_to_be_called(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    Account.update(email="").execute()
    page = agent.page(PATH, query_string=asked(town))
    assert f"sans adresse mail : {town.martin.name}" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize("spelt", ["20261204", "2026-W49-5", " ٢٠٢٦-12-04", "2026-12-4"])
def test_a_day_has_one_spelling(agent: Client, town: Town, spelt: str) -> None:
    """What is kept, compared and put into links is the day’s own."""
    page = agent.page(PATH, query_string=asked(town, du=spelt), status=422)
    assert "Une date est attendue" in page.text
    assert agent.send(PATH, **asked(town, du=spelt), vu="0").status_code == 422
    assert Closure.select().count() == 0


def test_sent_twice_it_is_made_once(agent: Client, town: Town) -> None:
    form = agent.page(PATH, query_string=asked(town)).form(PATH)
    agent.submit(form)
    again = agent.send(PATH, **asked(town), vu="0")
    assert again.status_code == 422
    assert Closure.select().count() == 1


def test_a_booking_made_meanwhile_is_shown_first(agent: Client, town: Town) -> None:
    form = agent.page(PATH, query_string=asked(town)).form(PATH)
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    page = agent.submit(form, status=422)
    assert "ont changé entre-temps" in page.text
    assert Booking.get().state == "booked"
    agent.submit(page.form(PATH))
    assert Booking.get().state == "cancelled"


def test_families_read_why(agent: Client, martin: Client, town: Town) -> None:
    day = town.open_day(town.journee).day
    path = f"/reservations?enfant={town.lea.id}&activite={town.journee.id}&jour={day}"
    martin.submit(martin.page(path).form("/reservations"), press=("want", f"{day}:2:booked"))
    agent.submit(agent.page(PATH, query_string=asked(town)).form(PATH))
    square = martin.page(path).id(f"j-{day}")
    assert square.get("data-state") == "closed"
    several = martin.page(f"/reservations?enfant={town.lea.id}&activite=toutes&jour={day}")
    assert "Fermeture exceptionnelle\u00a0: Grève." in several.text
    assert "Fermeture exceptionnelle\u00a0: Grève." in martin.page("/panier").text


def test_what_is_wrong_is_said_in_its_place(agent: Client, town: Town) -> None:
    for field, value, told in (
        ("du", "demain", "Une date est attendue."),
        ("du", "2020-01-01", "Ce jour est passé"),
        ("au", "2020-01-01", "avant le premier"),
        ("au", "2029-01-01", "92\u00a0jours au plus"),
        ("motif", " ", "les familles le liront"),
        ("motif", "x" * 201, "200\u00a0caractères au plus"),
    ):
        page = agent.page(PATH, query_string=asked(town, **{field: value}), status=422)
        assert told in str(page.id(f"{field}-err").text_content())
        refused = agent.send(PATH, **asked(town, **{field: value}), vu="0")
        assert refused.status_code == 422
    assert agent.send(PATH, **asked(town, activite="999"), vu="0").status_code == 404
    assert Closure.select().count() == 0


def test_the_day_after_it_is_no_longer_to_be_undone(
    agent: Client, town: Town, clock: Clock
) -> None:
    agent.submit(agent.page(PATH, query_string=asked(town)).form(PATH))
    clock.forward(minutes=16)
    assert "Annuler cette fermeture" not in agent.page(PATH).text
