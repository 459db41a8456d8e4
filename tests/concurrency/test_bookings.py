"""Families that book at the same moment: never a seat too many, never a booking twice."""

import pytest

from tests.concurrency.families import (
    ask,
    ask_and_record,
    neighbours,
    record,
    take_back,
    wish,
)
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from tests.truths import assert_books_are_true
from tests.world import a_booking, a_child, a_movement, a_supplement, enrol
from webapp.activities.models import CounterDay, OpenDay, Supplement
from webapp.booking.models import Booking, BookingSlot, Movement

pytestmark = pytest.mark.both_engines
FULL = "Complet\u00a0: 10 sur 10"


@pytest.fixture
def now(clock: Clock) -> int:
    return int(clock.now.timestamp())


def _seats(town: Town, count: int) -> None:
    OpenDay.update(capacity=count).where(OpenDay.id == town.open_day(town.matin).id).execute()


def test_forty_families_and_ten_seats(town: Town, now: int, spawn: Spawn) -> None:
    _seats(town, 10)
    calls = []
    for number, (family, child) in enumerate(neighbours(town, 40)):
        wishes = [wish(child, town.matin, town.days[0])]
        version = ask(family, f"cart-{number}", wishes, town.structure.id, now)
        calls.append((family, f"cart-{number}", version, town.structure.id, now))
    done = spawn.together(record_and_tell, calls)
    reasons = [reason for told in done for reason in told.values()]
    assert reasons.count("") == 10
    assert sum(reason.startswith(FULL) for reason in reasons) == 30
    assert Booking.select().where(Booking.state == "booked").count() == 10
    assert OpenDay.get_by_id(town.open_day(town.matin).id).taken == 10
    assert Movement.select().count() == 10
    assert_books_are_true()


def record_and_tell(
    family: int, key: str, version: int, structure: int, now: int
) -> dict[str, str]:
    from tests.concurrency.families import told

    return told(record(family, key, version, structure, now))


def test_forty_families_and_a_counter_that_two_activities_share(
    town: Town, now: int, spawn: Spawn
) -> None:
    CounterDay.update(capacity=10).execute()
    calls = []
    for number, (family, child) in enumerate(neighbours(town, 40)):
        activity = town.journee if number % 2 else town.repas
        wishes = [wish(child, activity, day) for day in town.days[:2]]
        calls.append((family, f"cart-{number}", wishes, town.structure.id, now))
    done = spawn.together(ask_and_say, calls)
    for day in town.days[:2]:
        held = Booking.select().where(Booking.day == day, Booking.state == "booked").count()
        assert held == CounterDay.get(CounterDay.day == day).taken == 10
        assert sum(answer.get(str(day)) is True for answer in done) == 10
    assert_books_are_true()


def ask_and_say(
    family: int, key: str, wishes: list[tuple[int, str, str, str]], structure: int, now: int
) -> dict[str, bool]:
    """Like `ask_and_record`, day by day; a day found full when clicking is refused there."""
    got = {}
    for one in wishes:
        try:
            found = ask_and_record(family, key, [one], structure, now)
        except AssertionError:
            got[one[1]] = False
        else:
            got[one[1]] = "" in found.values()
    return got


def test_the_same_cart_validated_eight_times_at_once(town: Town, now: int, spawn: Spawn) -> None:
    wishes = [wish(town.lea.id, town.matin, day) for day in town.days[:5]]
    version = ask(town.martin.id, "cart", wishes, town.structure.id, now)
    call = (town.martin.id, "cart", version, town.structure.id, now)
    done = spawn.together(record, 8 * [call])
    assert len(set(done)) == 1 and done[0] is not None, "all are shown the same result"
    assert Movement.select().count() == Booking.select().count() == 5
    assert_books_are_true()


def test_the_same_wish_from_eight_browsers_at_once(town: Town, now: int, spawn: Spawn) -> None:
    wishes = [wish(town.lea.id, town.matin, day) for day in town.days[:3]]
    calls = []
    for number in range(8):
        key = f"cart-{number}"
        version = ask(town.martin.id, key, wishes, town.structure.id, now)
        calls.append((town.martin.id, key, version, town.structure.id, now))
    spawn.together(record, calls)
    assert Movement.select().count() == Booking.select().count() == 3
    assert_books_are_true()


def test_two_parents_of_a_child_and_activities_that_exclude_each_other(
    town: Town, now: int, spawn: Spawn
) -> None:
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin, town.journee, town.repas)
    calls = []
    for family, activities in (
        (town.martin, (town.matin, town.repas)),
        (town.benali, (town.journee,)),
    ):
        wishes = [wish(shared.id, a, day) for day in town.days for a in activities]
        version = ask(family.id, f"cart-{family.id}", wishes, town.structure.id, now)
        calls.append((family.id, f"cart-{family.id}", version, town.structure.id, now))
    spawn.together(record, calls)
    for day in town.days:
        slots = [slot.slot for slot in BookingSlot.select().where(BookingSlot.day == day)]
        assert len(slots) == len(set(slots)) and "morning" in slots
    assert_books_are_true()


def test_two_parents_and_the_very_same_day(town: Town, now: int, spawn: Spawn) -> None:
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin)
    calls = []
    for family in (town.martin, town.benali):
        wishes = [wish(shared.id, town.matin, day) for day in town.days]
        version = ask(family.id, f"cart-{family.id}", wishes, town.structure.id, now)
        calls.append((family.id, f"cart-{family.id}", version, town.structure.id, now))
    spawn.together(record, calls)
    assert Booking.select().count() == len(town.days)
    assert_books_are_true()


def test_a_request_withdrawn_eight_times_at_once(town: Town, now: int, spawn: Spawn) -> None:
    extra = a_supplement(town.open_day(town.matin), capacity=5)
    wishes = [wish(town.lea.id, town.matin, town.days[0]),
              (town.lea.id, town.days[0].isoformat(), f"s{extra.id}", "booked")]  # fmt: skip
    ask_and_record(town.martin.id, "cart", wishes, town.structure.id, now)
    movement = Movement.get(Movement.booking == Booking.get(Booking.supplement.is_null()))
    done = spawn.together(take_back, 8 * [(town.martin.id, movement.id, now)])
    assert sorted(done) == [0] * 7 + [2]
    assert OpenDay.get_by_id(town.open_day(town.matin).id).taken == 0
    assert Supplement.get().taken == 0
    assert_books_are_true()


def test_withdrawing_while_the_day_is_cancelled_by_clicking(
    town: Town, now: int, spawn: Spawn
) -> None:
    """Suivi in one window, the calendar in another: the request is withdrawn once."""
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    movement = a_movement(booking)
    wishes = [wish(town.lea.id, town.matin, town.days[0], "free")]
    version = ask(town.martin.id, "cart", wishes, town.structure.id, now)
    children = [spawn(record, town.martin.id, "cart", version, town.structure.id, now),
                spawn(take_back, town.martin.id, movement.id, now)]  # fmt: skip
    for child in children:
        child.result()
    assert Movement.get().state == "withdrawn" and Movement.select().count() == 1
    assert OpenDay.get_by_id(town.open_day(town.matin).id).taken == 0
    assert_books_are_true()


def test_seats_given_back_and_taken_at_the_same_time(town: Town, now: int, spawn: Spawn) -> None:
    """Families that exchange their days in opposite orders wait for one another and all finish."""
    OpenDay.update(capacity=12).execute()
    calls = []
    for number, (family, child) in enumerate(neighbours(town, 12)):
        days = town.days if number % 2 else list(reversed(town.days))
        key = f"cart-{number}"
        first = [wish(child, town.journee, day) for day in days[:5]]
        ask_and_record(family, key, first, town.structure.id, now)
        swap = [wish(child, town.journee, day, "free") for day in days[:5]]
        swap += [wish(child, town.journee, day) for day in days[5:]]
        version = ask(family, key, swap, town.structure.id, now)
        calls.append((family, key, version, town.structure.id, now))
    assert None not in spawn.together(record, calls)
    assert Booking.select().where(Booking.state == "booked").count() == 12 * 5
    assert_books_are_true()
