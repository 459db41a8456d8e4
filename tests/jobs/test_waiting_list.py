"""Third step of the night: who gets the seats that come free."""

import json
from datetime import timedelta

import pytest

from tests.jobs.nights import (
    again,
    assert_seats_are_true,
    other_children,
    pass_night,
    promotion_of,
    state_of,
)
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, a_supplement, terms
from webapp.activities.models import (
    Activity,
    ActivityCounter,
    Counter,
    CounterDay,
    Enrolment,
    OpenDay,
)
from webapp.booking.models import Booking, BookingSlot
from webapp.families.models import Child
from webapp.transmission.steps import fullness

pytestmark = pytest.mark.both_engines


def full_day(town: Town, activity: Activity, seats: int = 1) -> OpenDay:
    """A day of `seats` seats, all held by other families."""
    open_day = town.open_day(activity)
    OpenDay.update(capacity=seats).where(OpenDay.id == open_day.id).execute()
    for child, family in other_children(town, open_day, seats):
        a_booking(child, family, open_day)
    return again(open_day)


def give_up(booking: Booking) -> None:
    """A cancellation asked before the night."""
    BookingSlot.delete().where(BookingSlot.booking == booking).execute()
    a_movement(booking, "cancel", from_state="booked", to_state="cancelled")


def test_the_seat_given_back_goes_to_the_first_who_waits(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    second = a_booking(town.lea, town.martin, open_day, "waiting")
    first = a_booking(town.ines, town.benali, open_day, "waiting")
    Booking.update(waiting_since=NOW - timedelta(1)).where(Booking.id == first.id).execute()
    give_up(Booking.get(Booking.state == "booked"))
    line = pass_night(town, clock.now)
    assert (state_of(first), state_of(second)) == ("booked", "waiting")
    assert "1\u00a0place attribuée" in line
    told = promotion_of(first)
    assert told is not None
    assert (told.state, told.from_state, told.to_state) == ("accepted", "waiting", "booked")
    assert told.reason == "Place libérée, rang 1 de la liste d’attente."
    assert json.loads(told.facts) == {"rank": 1, "capacity": 1}
    assert told.cents == first.cents
    assert [slot.slot for slot in first.slots] == ["morning"]
    assert_seats_are_true()


def test_priority_comes_before_the_date(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    a_booking(town.lea, town.martin, open_day, "waiting", priority=1)
    ahead = a_booking(town.ines, town.benali, open_day, "waiting", priority=0)
    give_up(Booking.get(Booking.state == "booked"))
    pass_night(town, clock.now)
    assert state_of(ahead) == "booked"
    assert_seats_are_true()


def test_what_the_list_leaves_is_free_for_all(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin, seats=3)
    a_booking(town.lea, town.martin, open_day, "waiting")
    for booking in Booking.select().where(Booking.state == "booked"):
        give_up(booking)
    pass_night(town, clock.now)
    assert (again(open_day).taken, again(open_day).released) == (1, 0)
    assert_seats_are_true()


def test_a_seat_never_taken_serves_the_list_too(town: Town, clock: Clock) -> None:
    """The town has raised the capacity since."""
    open_day = full_day(town, town.matin)
    waiting = a_booking(town.lea, town.martin, open_day, "waiting")
    OpenDay.update(capacity=2).where(OpenDay.id == open_day.id).execute()
    pass_night(town, clock.now)
    assert state_of(waiting) == "booked"
    assert_seats_are_true()


def test_without_a_free_seat_nothing_is_written(town: Town, clock: Clock) -> None:
    waiting = a_booking(town.lea, town.martin, full_day(town, town.matin), "waiting")
    pass_night(town, clock.now)
    assert state_of(waiting) == "waiting"
    assert promotion_of(waiting) is None


def test_a_shared_counter_without_room_keeps_the_child_waiting(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.journee)
    CounterDay.update(capacity=1).where(CounterDay.day == open_day.day).execute()
    OpenDay.update(capacity=2).where(OpenDay.id == open_day.id).execute()
    waiting = a_booking(town.lea, town.martin, open_day, "waiting")
    pass_night(town, clock.now)
    assert state_of(waiting) == "waiting"
    give_up(Booking.get(Booking.state == "booked"))
    pass_night(town, clock.now)
    assert state_of(waiting) == "booked"
    assert_seats_are_true()


def test_a_child_whose_day_is_filled_keeps_its_place(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    ahead = a_booking(town.lea, town.martin, open_day, "waiting")
    behind = a_booking(town.ines, town.benali, open_day, "waiting")
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    give_up(Booking.get(Booking.open_day == open_day, Booking.state == "booked"))
    pass_night(town, clock.now)
    assert (state_of(ahead), state_of(behind)) == ("waiting", "booked")
    assert_seats_are_true()


def test_activities_that_exclude_each_other_by_name(town: Town, clock: Clock) -> None:
    """Whichever of the two says so; and who needs another activity waits for it."""
    lunch = Activity.update(terms=terms(exclut=["Matin"])).where(Activity.id == town.repas.id)
    lunch.execute()
    day, other = town.days[:2]
    a_booking(town.lea, town.martin, town.open_day(town.matin, day))
    excluding = a_booking(town.lea, town.martin, town.open_day(town.repas, day), "waiting")
    a_booking(town.tom, town.martin, town.open_day(town.repas, day))
    excluded = a_booking(town.tom, town.martin, town.open_day(town.matin, day), "waiting")
    free = a_booking(town.ines, town.benali, town.open_day(town.repas, day), "waiting")
    both = [
        a_booking(town.ines, town.benali, town.open_day(activity, other), "waiting")
        for activity in (town.matin, town.repas)
    ]
    pass_night(town, clock.now)
    assert [state_of(each) for each in (excluding, excluded, free, *both)] == [
        "waiting", "waiting", "booked", "booked", "waiting",
    ]  # fmt: skip
    Activity.update(terms=terms(avec=["Matin"])).where(Activity.id == town.repas.id).execute()
    alone = a_booking(town.lea, town.martin, town.open_day(town.repas, town.days[2]), "waiting")
    pass_night(town, clock.now)
    assert [state_of(each) for each in (excluding, both[1], alone)] == [
        "booked", "booked", "waiting",
    ]  # fmt: skip


def test_after_the_limit_the_wait_ends_with_its_reason(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    waiting = a_booking(town.lea, town.martin, open_day, "waiting")
    Activity.update(terms=terms(days=30, at="10:00")).execute()
    line = pass_night(town, clock.now)
    assert state_of(waiting) == "refused"
    told = promotion_of(waiting)
    assert told is not None
    assert (told.state, told.reason_code) == ("refused", "late")
    assert told.reason == (
        "Aucune place ne s’est libérée avant la limite de réservation, "
        "mercredi 4 novembre à 10\u00a0h."
    )
    assert "1\u00a0attente close" in line


def test_without_enrolment_the_wait_ends(town: Town, clock: Clock) -> None:
    waiting = a_booking(town.lea, town.martin, full_day(town, town.matin), "waiting")
    Enrolment.delete().where(Enrolment.child == town.lea).execute()
    pass_night(town, clock.now)
    told = promotion_of(waiting)
    assert told is not None
    assert (state_of(waiting), told.reason_code) == ("refused", "enrolment")


def test_who_has_asked_to_leave_is_not_promoted_meanwhile(town: Town, clock: Clock) -> None:
    """The request to leave came after the cut-off: the next night's, but heard already."""
    from webapp.transmission import operations

    waiting = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    opened = operations.open_by_hand(town.structure.id, clock.now)
    a_movement(waiting, "leave")
    operations.run(opened, clock.now)
    assert state_of(waiting) == "waiting"


def test_a_supplement_is_served_from_its_own_seats(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.journee)
    pool = a_supplement(open_day, capacity=1)
    for child in (town.lea, town.tom):
        a_booking(child, town.martin, open_day)
    without_day, served = (
        Booking.create(
            structure=town.structure, family=town.martin, child=child, open_day=open_day,
            supplement=pool, day=open_day.day, state="waiting", cents=350, created_at=NOW,
            waiting_since=NOW,
        )
        for child in (town.ines, town.tom)
    )  # fmt: skip
    pass_night(town, clock.now)
    assert (state_of(without_day), state_of(served)) == ("waiting", "booked")
    assert served.slots.count() == 0
    assert_seats_are_true()


def test_many_days_are_served_in_chunks(
    town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.transmission.steps import waiting

    monkeypatch.setattr(waiting, "DAYS", 2)
    bookings = [
        a_booking(town.lea, town.martin, town.open_day(town.matin, day), "waiting")
        for day in town.days
    ]
    pass_night(town, clock.now)
    assert {state_of(booking) for booking in bookings} == {"booked"}
    assert_seats_are_true()


def test_a_seat_of_an_age_group_goes_to_a_child_of_that_age(town: Town, clock: Clock) -> None:
    """« 3-5 ans » and « 6-10 ans » share the day, not their places."""
    open_day = town.open_day(town.matin)
    for least, most, taken in ((3, 5, 1), (6, 10, 1)):
        counter = Counter.create(structure=town.structure, code=f"g{least}", name=f"{least} ans")
        ActivityCounter.create(activity=town.matin, counter=counter, least_age=least, most_age=most)
        CounterDay.create(counter=counter, day=open_day.day, capacity=1, taken=taken)
    OpenDay.update(taken=2).where(OpenDay.id == open_day.id).execute()
    held = a_booking(town.tom, town.martin, open_day)
    OpenDay.update(taken=2).where(OpenDay.id == open_day.id).execute()
    CounterDay.update(taken=1).where(CounterDay.day == open_day.day).execute()
    small = a_booking(town.lea, town.martin, open_day, "waiting")
    Child.update(birth_day="2022-01-01").where(Child.id == town.lea.id).execute()
    big = a_booking(town.ines, town.benali, open_day, "waiting")
    give_up(held)
    pass_night(town, clock.now)
    assert (state_of(small), state_of(big)) == ("waiting", "booked")


def test_who_waits_is_told_how_full_its_own_age_group_is(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.matin)
    for least, most, capacity in ((3, 5, 1), (6, 10, 2)):
        name = f"{least}-{most} ans"
        counter = Counter.create(structure=town.structure, code=f"g{least}", name=name)
        ActivityCounter.create(activity=town.matin, counter=counter, least_age=least, most_age=most)
        CounterDay.create(counter=counter, day=open_day.day, capacity=capacity, taken=capacity)
    told = {}
    for child, birth_day in ((town.lea, "2022-01-01"), (town.tom, "2017-01-01")):
        Child.update(birth_day=birth_day).where(Child.id == child.id).execute()
        waits = a_booking(child, town.martin, open_day, "waiting")
        place = fullness.places([fullness.Wait(waits.id, open_day.id, None)])[waits.id]
        told[birth_day] = place.told
    assert told == {
        "2022-01-01": "Complet (3-5 ans)\u00a0: 1 sur 1, rang 1.",
        "2017-01-01": "Complet (6-10 ans)\u00a0: 2 sur 2, rang 2.",
    }
