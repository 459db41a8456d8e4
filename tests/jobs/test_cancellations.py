"""First step of the night: what families give up."""

import pytest

from tests.jobs.nights import again, assert_seats_are_true, pass_night, state_of
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, a_supplement
from webapp.booking.models import Booking, BookingSlot
from webapp.transmission.models import Transmission

pytestmark = pytest.mark.both_engines


def test_a_cancellation_is_accepted_and_its_seat_is_free(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    BookingSlot.delete().execute()  # as a cancellation leaves them
    asked = a_movement(booking, "cancel", from_state="booked", to_state="cancelled")
    line = pass_night(town, clock.now)
    assert (state_of(booking), state_of(asked)) == ("cancelled", "accepted")
    movement = again(asked)
    assert movement.decided_at == clock.now
    assert movement.transmission_id == Transmission.get().id
    assert "1\u00a0mouvement reçu, dont 0\u00a0réservation et 1\u00a0annulation" in line
    assert_seats_are_true()


def test_a_supplement_gives_back_its_own_seat_only(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.journee)
    pool = a_supplement(open_day, capacity=8)
    a_booking(town.lea, town.martin, open_day)
    extra = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=open_day,
        supplement=pool, day=open_day.day, state="booked", cents=350, created_at=NOW,
    )  # fmt: skip
    type(pool).update(taken=1).execute()
    a_movement(extra, "cancel")
    pass_night(town, clock.now)
    assert state_of(extra) == "cancelled"
    assert again(open_day).taken == 1
    assert again(pool).taken == 0
    assert_seats_are_true()


def test_who_leaves_the_waiting_list_is_not_served(town: Town, clock: Clock) -> None:
    waiting = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    asked = a_movement(waiting, "leave")
    pass_night(town, clock.now)
    assert (state_of(waiting), state_of(asked)) == ("left", "accepted")
    assert_seats_are_true()


def test_a_cancellation_of_nothing_is_refused_and_frees_no_seat(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    Booking.update(state="cancelled").execute()
    type(town.open_day(town.matin)).update(taken=0).execute()
    BookingSlot.delete().execute()
    asked = a_movement(booking, "cancel")
    pass_night(town, clock.now)
    assert (state_of(asked), again(asked).reason_code) == ("refused", "gone")
    assert_seats_are_true()


def test_what_comes_after_the_cut_off_is_the_next_nights(town: Town, clock: Clock) -> None:
    from webapp.transmission import operations

    first = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)), "cancel")
    BookingSlot.delete().execute()
    opened = operations.open_by_hand(town.structure.id, clock.now)
    second = a_movement(a_booking(town.tom, town.martin, town.open_day(town.matin)), "cancel")
    BookingSlot.delete().execute()
    operations.run(opened, clock.now)
    assert (state_of(first), state_of(second)) == ("accepted", "pending")
    pass_night(town, clock.now)
    assert state_of(second) == "accepted"
    assert_seats_are_true()


def test_another_structures_movements_are_left_alone(town: Town, clock: Clock) -> None:
    from tests.world import a_structure
    from webapp.transmission import operations

    other = a_structure("autre", "Autre-Ville")
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)), "cancel")
    operations.run(operations.open_by_hand(other.id, clock.now), clock.now)
    assert state_of(asked) == "pending"
