"""A day of a family for staff: what it sees and why, booked in its place, what it was before."""

from typing import Any

import pytest

from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, an_account
from webapp.activities.models import Activity, OpenDay
from webapp.booking.models import Booking, Movement
from webapp.database import row

pytestmark = pytest.mark.both_engines


def address(town: Town) -> str:
    return f"/admin/familles/{town.martin.id}/jour"


def asked(town: Town, activity: Activity, day: Any) -> dict[str, Any]:
    return {"enfant": town.lea.id, "activite": activity.id, "jour": day.isoformat()}


def look(agent: Client, town: Town, activity: Activity, day: Any, **more: Any) -> Page:
    return agent.page(address(town), query_string=asked(town, activity, day) | more)


def act(agent: Client, town: Town, activity: Activity, day: Any, want: str, status: int = 303,
        **more: Any) -> str:  # fmt: skip
    target = f"{day.isoformat()}:{activity.id}"
    answer = agent.send(
        address(town), **asked(town, activity, day), quoi=target, voulu=want, **more
    )
    assert answer.status_code == status, answer.get_data(as_text=True)[-3000:]
    return answer.get_data(as_text=True)


def test_what_the_family_sees_and_why(agent: Client, town: Town) -> None:
    page = look(agent, town, town.matin, town.days[0])
    assert "État\u00a0: libre" in page.text and "Délai pour annuler" in page.text
    assert row("SELECT action, family_id FROM audit_event ORDER BY id DESC LIMIT 1") == (
        "family.seen",
        town.martin.id,
    )


def test_booked_in_its_place_within_the_limit(agent: Client, town: Town, martin: Client) -> None:
    act(agent, town, town.matin, town.days[0], "booked")
    act(agent, town, town.matin, town.days[0], "booked")  # twice is once
    booking = Booking.get()
    assert (booking.state, booking.family_id) == ("booked", town.martin.id)
    assert Movement.get().author == f"{town.agent.first_name} {town.agent.last_name}, CarteVille"
    assert Movement.select().count() == 1
    assert OpenDay.get(OpenDay.id == booking.open_day_id).taken == 1
    assert town.agent.last_name in martin.page("/suivi").text


def test_past_the_limit_a_reason_is_asked_and_told(
    agent: Client, town: Town, martin: Client, clock: Clock
) -> None:
    assert "Trop tard" in look(agent, town, town.matin, town.late).text
    told = act(agent, town, town.matin, town.late, "booked", 422)
    assert "dites pourquoi" in told and not Booking.select().count()
    act(agent, town, town.matin, town.late, "booked", raison="Panne du portail hier soir")
    assert Booking.get().state == "booked"
    pass_night(town, clock.now)
    assert Movement.get().state == "accepted"
    assert "Panne du portail hier soir" in martin.page("/suivi").text
    assert row("SELECT action FROM audit_event WHERE family_id > 0 ORDER BY id DESC LIMIT 1") == (
        "booking.acted",
    )


def test_cancelled_past_the_limit_with_its_supplements(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin, town.late))
    act(agent, town, town.matin, town.late, "free", 422)
    act(agent, town, town.matin, town.late, "free", raison="Enfant malade")
    assert Movement.get(Movement.kind == "cancel").reason.endswith("Enfant malade")


def test_what_is_not_a_matter_of_time_stays_refused(agent: Client, town: Town) -> None:
    OpenDay.update(capacity=0).where(OpenDay.activity == town.matin).execute()
    told = act(agent, town, town.matin, town.late, "booked", 422, raison="Urgence")
    assert "Complet" in told and not Booking.select().count()
    act(agent, town, town.matin, town.late, "booked", 422, raison="x" * 201)
    assert not Booking.select().count()


def test_the_past_can_be_asked(agent: Client, town: Town, clock: Clock) -> None:
    act(agent, town, town.matin, town.days[0], "booked")
    first = clock.now.date()
    clock.forward(days=1)
    agent.log_in("agent")
    act(agent, town, town.matin, town.days[0], "free")
    page = look(agent, town, town.matin, town.days[0], vu=first.isoformat())
    assert "réservé, pas encore transmis" in page.text
    before = look(agent, town, town.matin, town.days[0], vu="2026-01-02")
    assert "rien n’était demandé" in before.text
    assert len(page.all("//tbody/tr")) == 1


def test_nothing_foreign_nothing_made_up(agent: Client, town: Town) -> None:
    foreign = asked(town, town.matin, town.days[0]) | {"enfant": town.ines.id}
    assert agent.get(address(town), query_string=foreign).status_code == 404
    strange = asked(town, town.matin, town.days[0]) | {"jour": "2026-02-31"}
    page = agent.page(address(town), 422, query_string=strange)
    assert "Écrivez un jour qui existe" in page.text
    assert agent.get("/admin/familles/999999/jour").status_code == 404
    act(agent, town, town.matin, town.days[0], "anything", 404)


def test_only_who_may_book_books(agent: Client, town: Town, new_client: Any) -> None:
    an_account("caisse", role="cashier")
    cashier = new_client("caisse")
    page = look(cashier, town, town.matin, town.days[0])
    assert not page.all("//button[@name='voulu']")
    act(cashier, town, town.matin, town.days[0], "booked", 403)


def test_ten_statements(agent: Client, town: Town) -> None:
    act(agent, town, town.matin, town.days[0], "booked")
    with statements() as seen:
        look(agent, town, town.matin, town.days[0])
    assert len(seen) <= 10, seen
