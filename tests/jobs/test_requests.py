"""Second step of the night: requests to book and to wait."""

import json
from collections.abc import Sequence

import pytest

from tests.jobs.nights import again, assert_seats_are_true, other_children, pass_night, state_of
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, a_supplement
from webapp.activities.models import CounterDay, Enrolment, OpenDay
from webapp.booking.models import Booking, BookingSlot, Movement
from webapp.transmission import operations
from webapp.transmission.rules.decisions import Request, Verdict

pytestmark = pytest.mark.both_engines


def test_a_request_is_accepted_and_keeps_its_seat(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    asked = a_movement(booking)
    pass_night(town, clock.now)
    assert (state_of(booking), state_of(asked)) == ("booked", "accepted")
    assert again(asked).decided_at == clock.now
    assert BookingSlot.select().count() == 3
    assert_seats_are_true()


def test_a_request_whose_enrolment_has_ended_is_refused(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    asked = a_movement(booking)
    Enrolment.update(last_day="2026-11-30").where(Enrolment.child == town.lea).execute()
    pass_night(town, clock.now)
    assert (state_of(booking), state_of(asked)) == ("refused", "refused")
    told = again(asked)
    assert (told.reason_code, told.to_state) == ("enrolment", "refused")
    assert told.reason == "L’inscription de l’enfant à cette activité ne couvre pas ce jour."
    assert json.loads(told.facts)["enrolled"] is False
    assert_seats_are_true()


def test_the_seat_of_a_refused_request_goes_to_the_waiting_list(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    a_movement(a_booking(town.lea, town.martin, open_day))
    waiting = a_booking(town.ines, town.benali, open_day, "waiting")
    Enrolment.delete().where(Enrolment.child == town.lea).execute()
    pass_night(town, clock.now)
    assert state_of(waiting) == "booked"
    assert_seats_are_true()


def test_a_supplement_falls_with_its_day(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.journee)
    pool = a_supplement(open_day)
    day = a_movement(a_booking(town.lea, town.martin, open_day))
    extra = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=open_day,
        supplement=pool, day=open_day.day, state="booked", cents=350, created_at=NOW,
    )  # fmt: skip
    type(pool).update(taken=1).execute()
    asked = a_movement(extra)

    class Office:
        """A back office that refuses days, not supplements."""

        def decide(self, requests: Sequence[Request]) -> list[Verdict]:
            return [Verdict(r.supplement_id is not None, "no", "Non.") for r in requests]

    opened = operations.open_by_hand(town.structure.id, clock.now)
    operations.run(opened, clock.now, Office())
    assert (again(day).reason, again(asked).reason_code) == ("Non.", "activity")
    assert state_of(extra) == "refused"
    assert_seats_are_true()


def test_a_wait_is_told_its_rank_and_how_full_the_day_is(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    a_booking(town.ines, town.benali, open_day)
    asked = [
        a_movement(a_booking(child, family, open_day, "waiting"), "wait", to_state="waiting")
        for child, family in other_children(town, open_day, 3)
    ]
    pass_night(town, clock.now)
    assert [again(movement).state for movement in asked] == 3 * ["waiting"]
    assert [again(movement).reason for movement in asked] == [
        f"Complet\u00a0: 1 sur 1, rang {rank}." for rank in (1, 2, 3)
    ]
    assert json.loads(again(asked[2]).facts) == {"rank": 3, "taken": 1, "capacity": 1}
    assert [state_of(movement.booking) for movement in asked] == 3 * ["waiting"]


def test_a_wait_for_a_shared_counter_is_told_which(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.repas)
    CounterDay.update(capacity=1).where(CounterDay.day == open_day.day).execute()
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    waiting = a_movement(a_booking(town.ines, town.benali, open_day, "waiting"), "wait")
    pass_night(town, clock.now)
    assert again(waiting).reason == "Complet (Repas de la cantine)\u00a0: 1 sur 1, rang 1."
    assert_seats_are_true()


def test_a_wait_without_enrolment_is_refused(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    asked = a_movement(booking, "wait")
    Enrolment.delete().execute()
    pass_night(town, clock.now)
    assert (state_of(asked), state_of(booking)) == ("refused", "refused")


def test_what_is_withdrawn_before_the_night_stays_so(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    asked = a_movement(booking, state="withdrawn")
    pass_night(town, clock.now)
    assert state_of(asked) == "withdrawn"
    assert again(asked).transmission_id is None


def test_many_chunks_decide_each_movement_once(
    town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.transmission.steps import taking

    monkeypatch.setattr(taking, "MOVEMENTS", 3)
    children = other_children(town, town.open_day(town.matin), 10)
    for child, family in children:
        a_movement(a_booking(child, family, town.open_day(town.matin)))
    line = pass_night(town, clock.now)
    assert "10\u00a0mouvements reçus" in line
    assert "10\u00a0acceptées" in line
    assert Movement.select().where(Movement.state == "accepted").count() == 10
    assert_seats_are_true()
