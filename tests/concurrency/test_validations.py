"""The same request several times at once, and requests that exclude each other."""

import pytest

from tests.concurrency.parents import assert_seats_add_up, fill, take_back, told, validate
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from webapp.booking.models import Booking, BookingSlot, CartLine, Movement, Validation
from webapp.booking.queries import Scope

pytestmark = pytest.mark.both_engines


def lea(town: Town, cart: str = "cart") -> Scope:
    return Scope(town.martin.id, f"{town.martin.id}-{cart}", town.lea.id, town.structure.id)


def test_one_cart_validated_eight_times_at_once(town: Town, clock: Clock, spawn: Spawn) -> None:
    now = int(clock.now.timestamp())
    days = [(str(day), town.matin.id, "booked") for day in town.days]
    version = fill(lea(town), days, now)
    done = spawn.together(validate, 8 * [(lea(town), version, now)])
    assert len(set(done)) == 1
    assert done[0] is not None
    assert Validation.select().count() == 1
    assert Movement.select().count() == Booking.select().count() == len(days)
    assert CartLine.select().count() == 0
    assert_seats_add_up()


def test_two_carts_ask_for_the_same_day(town: Town, clock: Clock, spawn: Spawn) -> None:
    """Two parents, two phones, one child: one booking."""
    now = int(clock.now.timestamp())
    asked = [(str(town.days[0]), town.matin.id, "booked")]
    carts = [lea(town, f"cart{n}") for n in range(6)]
    spawn.together(told, [(cart, fill(cart, asked, now), now) for cart in carts])
    assert Booking.select().count() == Movement.select().count() == 1
    assert_seats_add_up()


def test_two_parents_ask_for_activities_that_meet(town: Town, clock: Clock, spawn: Spawn) -> None:
    now = int(clock.now.timestamp())
    day = str(town.days[0])
    calls = []
    for number in range(6):
        activity = town.matin if number % 2 else town.journee
        cart = lea(town, f"cart{number}")
        calls.append((cart, fill(cart, [(day, activity.id, "booked")], now), now))
    said = spawn.together(told, calls)
    assert Booking.select().where(Booking.state == "booked").count() == 1
    kept = Booking.get(Booking.state == "booked")
    assert BookingSlot.select().where(BookingSlot.booking != kept).count() == 0
    problems = [problem for lines in said for problem in lines]
    assert any(problem.startswith("Ne va pas avec") for problem in problems)
    assert_seats_add_up()


def test_a_request_taken_back_eight_times_at_once(town: Town, clock: Clock, spawn: Spawn) -> None:
    now = int(clock.now.timestamp())
    asked = [(str(town.days[0]), town.journee.id, "booked")]
    validate(lea(town), fill(lea(town), asked, now), now)
    movement = Movement.get()
    done = spawn.together(take_back, 8 * [(town.martin.id, movement.id, now)])
    assert sorted(done) == [0] * 7 + [1]
    assert town.open_day(town.journee).taken == 0
    assert BookingSlot.select().count() == 0
    assert_seats_add_up()
