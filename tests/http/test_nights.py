"""Staff and the nights: what happened, what would happen, again."""

from datetime import timedelta

import pytest

from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.support.valkey import Valkey
from tests.town import Town
from tests.world import a_booking, a_movement
from webapp.audit.models import AuditEvent
from webapp.booking.models import Booking, Movement
from webapp.mail.models import OutboxMail
from webapp.staff import nights
from webapp.transmission import operations
from webapp.transmission.models import Transmission
from webapp.transmission.operations import ORDER


def test_every_step_of_the_night_is_told() -> None:
    assert set(ORDER) - {"done"} <= set(nights.STEPS)


def test_a_night_shows_its_steps(agent: Client, town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    a_movement(booking, "book")
    pass_night(town, clock.now)
    page = agent.page(f"/admin/nuits/{Transmission.get().id}")
    steps = [str(found.text_content()) for found in page.all("//ol/li")]
    assert any("Demandes1" in step and "1\u00a0acceptée" in step for step in steps), steps
    assert agent.get("/admin/nuits/999").status_code == 404


def _rehearsed(agent: Client, town: Town) -> Page:
    form = agent.page("/admin/nuits").form("/admin/nuits/prochaine")
    return agent.submit(form, press=("structure", str(town.structure.id)))


def test_the_coming_night_is_shown_and_nothing_done(
    agent: Client, town: Town, clock: Clock
) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    asked = a_movement(booking, "cancel")
    for _ in range(2):  # a reload sends it again
        page = _rehearsed(agent, town)
        assert page.h1 == "Ce que ferait la prochaine nuit"
        assert "1\u00a0annulation" in page.text
        assert "Annulée" in page.text
    assert Movement.get_by_id(asked.id).state == "pending"
    assert Booking.get_by_id(booking.id).state == "booked"
    assert (Transmission.select().count(), OutboxMail.select().count()) == (0, 0)


def test_a_night_under_way_is_waited_for(agent: Client, town: Town, clock: Clock) -> None:
    Transmission.create(
        structure=town.structure, night=clock.now.date(), cutoff=0, started_at=clock.now
    )
    assert "Une nuit est en cours" in _rehearsed(agent, town).text


def test_an_address_alone_rehearses_nothing(agent: Client, town: Town) -> None:
    """A link that is followed ahead, a page that is restored: nobody's writes wait for them."""
    with statements() as seen:
        response = agent.get("/admin/nuits/prochaine", query_string={"structure": "1"})
    assert (response.status_code, response.location) == (303, "/admin/nuits")
    assert not [sql for sql in seen if "transmission" in sql.lower()]


def test_a_rehearsal_that_takes_too_long_is_given_up(
    agent: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.journee)), "cancel")
    monkeypatch.setattr(operations, "REHEARSED_WITHIN", timedelta(seconds=-1))
    assert "trop de demandes" in _rehearsed(agent, town).text
    assert Movement.get_by_id(asked.id).state == "pending"
    assert Transmission.select().count() == 0


def test_it_is_launched_by_hand(agent: Client, town: Town, valkey: Valkey) -> None:
    form = agent.page("/admin/nuits").form("/admin/nuits/lancer")
    page = agent.submit(form, press=("structure", str(town.structure.id)))
    assert "La nuit est lancée" in page.text
    assert AuditEvent.select().where(AuditEvent.action == "night.run").count() == 1


def test_without_valkey_it_is_said(agent: Client, town: Town) -> None:
    form = agent.page("/admin/nuits").form("/admin/nuits/lancer")
    page = agent.submit(form, press=("structure", str(town.structure.id)))
    assert "Le service de fond ne répond pas" in page.text


@pytest.mark.parametrize(("state", "after"), [("failed", "pending"), ("sent", "sent")])
def test_failed_mails_are_tried_again(
    agent: Client, town: Town, clock: Clock, state: str, after: str
) -> None:
    mail = OutboxMail.create(
        dedup_key="x", to_address="a@b.fr", template="closure", context="{}", state=state,
        attempts=8, next_attempt_at=clock.now, created_at=clock.now, last_error="550 inconnu",
    )  # fmt: skip
    agent.page("/admin/nuits")
    agent.send("/admin/nuits/mails", mail=str(mail.id))
    found = OutboxMail.get_by_id(mail.id)
    assert found.state == after
    assert found.attempts == (0 if state == "failed" else 8)
