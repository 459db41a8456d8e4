"""Requests answered by hand, one or many; a seat given to a child that waits."""

from datetime import timedelta

import pytest

from tests.jobs.nights import assert_seats_are_true, pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, a_supplement, money, terms
from webapp.activities.models import Activity, CounterDay, Enrolment, OpenDay
from webapp.audit.models import AuditEvent
from webapp.billing.models import Consumption
from webapp.booking.models import Booking, BookingSlot, Movement
from webapp.families.models import Family
from webapp.families.operations import index
from webapp.mail.models import OutboxMail
from webapp.transmission.models import Transmission

pytestmark = pytest.mark.both_engines


@pytest.fixture
def asked(town: Town) -> Movement:
    """Léa’s morning, asked and not transmitted."""
    return a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)), "book")


def answer(agent: Client, town: Town, answer: str, *movements: Movement, **fields: object) -> str:
    """Ticked on the list, confirmed on the next page; what is said at the end."""
    ids = [str(m.id) for m in movements]
    query = {"structure": town.structure.id, "reponse": answer, "coche": ids}
    page = agent.page("/admin/demandes/decider", query_string=query)
    form = page.form("/admin/demandes/decider")
    return agent.submit(form, **fields).all("//*[@role='status']")[0].text_content()


def ends() -> list[tuple[str, str, str]]:
    found = Movement.select().order_by(Movement.id)
    return [(m.kind, m.state, m.reason) for m in found]


def test_a_request_is_refused_with_a_reason(
    agent: Client, town: Town, asked: Movement, clock: Clock, martin: Client
) -> None:
    said = answer(agent, town, "refuser", asked, raison="Groupe complet")
    assert said == ("1\u00a0demande refusée, les familles sont prévenues par mail.")
    assert ends() == [("book", "refused", "Refusée par la structure\u00a0: Groupe complet")]
    booking = Booking.get()
    assert (booking.state, booking.slots.count()) == ("refused", 0)
    found = town.open_day(town.matin)
    assert (found.taken, found.released) == (0, 0)
    [mail] = OutboxMail.select()
    assert mail.template == "night_report" and "Groupe complet" in mail.context
    assert "Groupe complet" in martin.page("/suivi").text
    pass_night(town, clock.now)
    assert_seats_are_true()
    assert OutboxMail.select().count() == 1
    event = AuditEvent.get(AuditEvent.action == "requests.decided")
    assert event.family_id == town.martin.id


def test_many_are_accepted_at_once_and_what_is_decided_is_left(
    agent: Client, town: Town, asked: Movement, clock: Clock
) -> None:
    other = a_movement(a_booking(town.ines, town.benali, town.open_day(town.repas)), "book")
    gone = a_movement(a_booking(town.tom, town.martin, town.open_day(town.repas)), "book")
    query = {"reponse": "accepter", "coche": [m.id for m in (asked, other, gone)]}
    page = agent.page("/admin/demandes/decider", query_string=query)
    assert "3\u00a0demandes seront décidées" in page.text
    Movement.update(state="withdrawn").where(Movement.id == gone.id).execute()
    Booking.update(state="withdrawn").where(Booking.id == gone.booking_id).execute()
    fields = {**query, "structure": town.structure.id}
    assert [i.get("value") for i in page.all("//form//input[@name='coche']")] == [
        str(m.id) for m in (gone, other, asked)
    ]
    told = agent.page(agent.send("/admin/demandes/decider", **fields).location).text
    assert "2\u00a0demandes acceptées" in told and "Retirée par la famille" in told
    assert [state for _, state, _ in ends()] == ["accepted", "accepted", "withdrawn"]
    listed = agent.page(f"/admin/demandes?lot={Transmission.get().id}")
    assert len(listed.all("//tbody/tr")) == 2
    again = agent.page(agent.send("/admin/demandes/decider", **fields).location).text
    assert "Aucune demande n’a été modifiée" in again
    assert Transmission.select().count() == 1 and OutboxMail.select().count() == 2


def test_a_supplement_falls_with_its_day(agent: Client, town: Town, asked: Movement) -> None:
    day = town.open_day(town.matin)
    booked = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=day, day=day.day,
        supplement=a_supplement(day), state="booked", cents=500, created_at=NOW,
    )  # fmt: skip
    a_movement(booked, "book")
    answer(agent, town, "refuser", asked, raison="Complet")
    assert {state for _, state, _ in ends()} == {"refused"}


def test_a_supplement_is_refused_when_its_day_must_wait(
    agent: Client, town: Town, asked: Movement
) -> None:
    day = town.open_day(town.matin)
    extra = a_supplement(day, capacity=5)
    extra.taken = 1
    extra.save()
    booked = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=day, day=day.day,
        supplement=extra, state="booked", cents=500, created_at=NOW,
    )  # fmt: skip
    ticked = a_movement(booked, "book")
    query = {"reponse": "attente", "coche": [asked.id, ticked.id]}
    assert (
        "2\u00a0demandes seront décidées"
        in agent.page("/admin/demandes/decider", query_string=query).text
    )
    answer(agent, town, "attente", asked, ticked, raison="Fratries d’abord")
    [(_, state, _), (_, fallen, reason)] = ends()
    assert (state, fallen) == ("waiting", "refused") and "demande que l’activité" in reason


def test_nobody_accepts_what_the_night_would_refuse(
    agent: Client, town: Town, asked: Movement
) -> None:
    Enrolment.delete().execute()
    query = {"reponse": "accepter", "coche": asked.id}
    page = agent.page("/admin/demandes/decider", query_string=query)
    assert "ne couvre pas ce jour" in page.text and not page.all("//input[@name='coche']")
    agent.send("/admin/demandes/decider", **query, raison="Oui")
    assert ends() == [("book", "pending", "")]
    answer(agent, town, "refuser", asked, raison="Plus inscrite")
    assert ends()[0][1] == "refused"


def test_what_a_request_says_of_itself_stays(agent: Client, town: Town, asked: Movement) -> None:
    Movement.update(
        reason_code="staff", reason="À la demande de la structure\u00a0: panne."
    ).execute()
    answer(agent, town, "accepter", asked)
    assert ends()[0][2].startswith("À la demande de la structure\u00a0: panne. Acceptée")


def test_seats_stay_for_the_list_where_somebody_waits(
    agent: Client, town: Town, asked: Movement
) -> None:
    a_booking(town.ines, town.benali, town.open_day(town.repas), "waiting")
    lunch = a_movement(a_booking(town.tom, town.martin, town.open_day(town.repas, town.days[1])))
    answer(agent, town, "refuser", asked, lunch, raison="Grève")
    kept = town.open_day(town.matin)
    assert (kept.taken, kept.released) == (1, 1)
    counter = CounterDay.get(CounterDay.day == town.days[1])
    assert (counter.taken, counter.released) == (0, 0)


def test_cancellations_are_accepted_or_refused(agent: Client, town: Town) -> None:
    """Accepted, what a late one leaves due is charged; refused, the day stands as before."""
    day = town.open_day(town.matin)
    gone, kept = a_booking(town.lea, town.martin, day), a_booking(town.ines, town.benali, day)
    going = a_movement(gone, "cancel", reason_code="charged", reason="5\u00a0€ restent dus.",
                       facts='{"due": 500}')  # fmt: skip
    staying = a_movement(kept, "cancel")
    BookingSlot.delete().execute()
    page = agent.page(f"/admin/demandes/decider?reponse=attente&coche={going.id}")
    assert "s’accepte ou se refuse" in page.text
    answer(agent, town, "accepter", going)
    answer(agent, town, "refuser", staying, raison="Le repas est commandé")
    assert (Booking.get_by_id(gone.id).state, Booking.get_by_id(kept.id).state) == (
        "cancelled", "booked",
    )  # fmt: skip
    assert (Consumption.get().cents, BookingSlot.get().booking_id) == (500, kept.id)
    found = town.open_day(town.matin)
    assert (found.taken, found.released) == (1, 0)


def test_a_cancellation_is_refused_only_if_the_day_is_still_free(agent: Client, town: Town) -> None:
    day = town.open_day(town.matin)
    asked = a_movement(a_booking(town.lea, town.martin, day), "cancel")
    BookingSlot.delete().execute()
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    page = agent.page(f"/admin/demandes/decider?reponse=refuser&coche={asked.id}")
    assert "ne va pas avec celle-ci" in page.text and not page.all("//input[@name='coche']")


def test_who_leaves_the_list_is_let_go(agent: Client, town: Town) -> None:
    waits = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    asked = a_movement(waits, "leave")
    page = agent.page(f"/admin/demandes/decider?reponse=refuser&coche={asked.id}")
    assert "s’accepte seulement" in page.text
    answer(agent, town, "accepter", asked)
    assert (Booking.get().state, Movement.get().state) == ("left", "accepted")


def test_the_supplements_of_a_cancelled_day_go_with_it(agent: Client, town: Town) -> None:
    day = town.open_day(town.matin)
    asked = a_movement(a_booking(town.lea, town.martin, day), "cancel")
    BookingSlot.delete().execute()
    extra = a_supplement(day, capacity=5)
    extra.taken = 1
    extra.save()
    booked = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=day, day=day.day,
        supplement=extra, state="booked", cents=500, created_at=NOW,
    )  # fmt: skip
    a_movement(booked, "cancel")
    answer(agent, town, "accepter", asked)
    assert {b.state for b in Booking.select()} == {"cancelled"}
    assert type(extra).get().taken == 0


def test_the_waiting_list_takes_one_in_behind_the_others(
    agent: Client, town: Town, asked: Movement, clock: Clock
) -> None:
    day = town.open_day(town.matin)
    OpenDay.update(capacity=1).where(OpenDay.id == day.id).execute()
    a_booking(town.ines, town.benali, day, "waiting")
    clock.forward(minutes=5)
    answer(agent, town, "attente", asked, raison="Fratries d’abord")
    [(_, state, reason)] = ends()
    assert state == "waiting"
    assert "Mise en liste d’attente par la structure\u00a0: Fratries d’abord. Complet" in reason
    assert "rang 2" in reason
    pass_night(town, clock.now)
    assert {b.child_id: b.state for b in Booking.select()} == {
        town.ines.id: "booked",
        town.lea.id: "waiting",
    }
    assert_seats_are_true()


def test_without_a_waiting_list_nobody_is_put_on_it(
    agent: Client, town: Town, asked: Movement
) -> None:
    Activity.update(waiting_list=False).where(Activity.id == town.matin.id).execute()
    query = {"reponse": "attente", "coche": asked.id}
    page = agent.page("/admin/demandes/decider", query_string=query)
    assert "pas de liste d’attente" in page.text and not page.all("//input[@name='coche']")
    agent.send("/admin/demandes/decider", **query, raison="x")
    assert ends() == [("book", "pending", "")]


def test_what_is_not_said_is_asked_for(agent: Client, town: Town, asked: Movement) -> None:
    fields = {"structure": town.structure.id, "reponse": "refuser", "coche": asked.id}
    page = agent._expect(agent.send("/admin/demandes/decider", **fields), 422)
    assert "Dites pourquoi" in page.text
    long = agent._expect(agent.send("/admin/demandes/decider", **fields, raison="x" * 201), 422)
    assert long.id("raison").get("value") == "x" * 201
    assert agent.send("/admin/demandes/decider", **fields | {"reponse": "x"}).status_code == 400
    assert agent.send("/admin/demandes/decider", **fields | {"structure": 99}).status_code == 404
    assert "Cochez" in agent.page("/admin/demandes/decider?reponse=refuser").text
    assert ends() == [("book", "pending", "")]


def give(agent: Client, town: Town, booking: Booking, status: int = 200, **fields: object) -> str:
    query = {"structure": town.structure.id, "reservation": booking.id}
    page = agent.page("/admin/attente/donner", query_string=query)
    return agent.submit(page.form("/admin/attente/donner"), status, **fields).text


def test_a_seat_is_given_to_who_waits(agent: Client, town: Town, clock: Clock) -> None:
    day = town.open_day(town.matin)
    OpenDay.update(capacity=2).where(OpenDay.id == day.id).execute()
    a_booking(town.tom, town.martin, day)
    first = a_booking(town.ines, town.benali, day, "waiting")
    second = a_booking(town.lea, town.martin, day, "waiting")
    assert "Dites pourquoi" in give(agent, town, second, 422)
    assert "La place est donnée" in give(agent, town, second, raison="Besoin de garde")
    assert Booking.get_by_id(second.id).state == "booked"
    [(kind, state, reason)] = ends()
    assert (kind, state) == ("promote", "accepted")
    assert reason == "Place attribuée par la structure\u00a0: Besoin de garde"
    assert "Plus aucune place" in give(agent, town, first, 409)
    pass_night(town, clock.now)
    assert Booking.get_by_id(first.id).state == "waiting"
    assert_seats_are_true()
    assert "n’attend plus" in agent.page(f"/admin/attente/donner?reservation={second.id}").text


def test_a_seat_kept_for_the_list_is_one_of_its_seats(
    agent: Client, town: Town, clock: Clock
) -> None:
    """Given back two, given one by hand: the night gives the other."""
    day = town.open_day(town.matin)
    OpenDay.update(capacity=2, taken=2, released=2).where(OpenDay.id == day.id).execute()
    waits = [a_booking(child, town.martin, day, "waiting") for child in (town.lea, town.tom)]
    a_booking(town.ines, town.benali, day, "waiting")
    give(agent, town, waits[1], raison="Fratrie")
    found = OpenDay.get_by_id(day.id)
    assert (found.taken, found.released) == (2, 1)
    pass_night(town, clock.now)
    assert [b.state for b in Booking.select().order_by(Booking.id)] == [
        "booked", "booked", "waiting",
    ]  # fmt: skip
    assert_seats_are_true()


def test_no_seat_of_a_day_that_is_over_nor_without_a_reason_far_ahead(
    agent: Client, town: Town
) -> None:
    day = town.open_day(town.matin)
    far = OpenDay.create(activity=town.matin, day=NOW.date() + timedelta(200))
    a_booking(town.ines, town.benali, far, "waiting")
    behind = a_booking(town.lea, town.martin, far, "waiting")
    assert "Dites pourquoi" in give(agent, town, behind, 422)
    over = a_booking(town.tom, town.martin, day, "waiting")
    yesterday = NOW.date() - timedelta(1)
    OpenDay.update(day=yesterday).where(OpenDay.id == day.id).execute()
    Booking.update(day=yesterday).where(Booking.id == over.id).execute()
    agent.send("/admin/attente/donner", reservation=over.id, raison="x")
    assert {b.state for b in Booking.select()} == {"waiting"}


def test_what_an_activity_excludes_stays_excluded(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    waits = a_booking(town.lea, town.martin, town.open_day(town.repas), "waiting")
    Activity.update(terms=terms(exclut=["Matin"])).where(Activity.id == town.repas.id).execute()
    assert "ne va pas avec" in give(agent, town, waits, 409)
    assert Booking.get_by_id(waits.id).state == "waiting"


def test_who_owes_has_no_seat(agent: Client, town: Town) -> None:
    waits = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    money(town.martin, town.matin.wallet, -5000)
    assert "débiteur" in give(agent, town, waits, 409)
    assert not Transmission.select().count()


def test_requests_of_a_family_by_its_name(agent: Client, town: Town, asked: Movement) -> None:
    a_movement(a_booking(town.ines, town.benali, town.open_day(town.repas)), "book")
    index()
    assert Family.select().count() == 2
    for words, count in (("mart", 1), ("lea martin", 1), ("ines", 1), ("zorro", 0)):
        page = agent.page("/admin/demandes", query_string={"famille": words})
        assert len(page.all("//tbody/tr")) == count, words
    assert len(agent.page("/admin/demandes?tout=1").all("//input[@checked]")) == 2
