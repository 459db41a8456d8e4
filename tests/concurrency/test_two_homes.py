"""Two homes and one child at the same moment: one wins, the other is told why."""

import pytest

from tests.concurrency.parents import assert_seats_add_up, fill, told
from tests.jobs.nights import again, assert_seats_are_true, pass_night
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from tests.world import a_booking, a_child, enrol, terms
from webapp.activities.models import Activity
from webapp.booking.models import Booking, BookingSlot, CartLine, Movement
from webapp.booking.queries import Scope
from webapp.families.models import Child, Family
from webapp.transmission import operations as nights

pytestmark = pytest.mark.both_engines


@pytest.fixture
def noe(town: Town) -> Child:
    """Both homes may book each day."""
    child = a_child("Noé", town.martin, town.benali)
    enrol(child, town.matin, town.journee, town.repas)
    return child


def _scope(town: Town, family: Family, noe: Child) -> Scope:
    return Scope(family.id, f"{family.id}-cart", noe.id, town.structure.id)


@pytest.mark.parametrize("other", ["matin", "journee", "repas"])
def test_both_homes_validate_the_same_day_at_once(
    town: Town, noe: Child, clock: Clock, spawn: Spawn, other: str
) -> None:
    """The same activity, one that meets it, one that it excludes by name."""
    Activity.update(terms=terms(exclut=["Restauration"])).where(
        Activity.id == town.matin.id
    ).execute()
    now = int(clock.now.timestamp())
    calls = []
    for family, name in ((town.martin, "matin"), (town.benali, other)):
        activity = getattr(town, name)
        scope = _scope(town, family, noe)
        asked = [(str(day), activity.id, "booked") for day in town.days]
        calls.append((scope, fill(scope, asked, now), now))
    said = spawn.together(told, calls)
    winner, loser = sorted(said, key=lambda problems: sum(map(bool, problems)))
    assert winner == [""] * len(town.days)
    taken = "L’autre foyer a déjà réservé l’enfant à ce moment de la journée."
    assert set(loser) == {"Déjà réservé par l’autre foyer." if other == "matin" else taken}
    assert Booking.select().count() == Movement.select().count() == len(town.days)
    assert len({b.family_id for b in Booking.select()}) == 1
    assert {s.booking.family_id for s in BookingSlot.select()} == {Booking.get().family_id}
    assert {line.problem for line in CartLine.select()} == set(loser), "kept, with the reason"
    assert_seats_add_up()


def _night(transmission: int) -> None:
    from webapp import clock

    nights.run(transmission, clock.now())


def test_the_night_promotes_nobody_whom_the_other_home_has_booked_meanwhile(
    town: Town, noe: Child, clock: Clock
) -> None:
    """The Martins wait for the morning; the Benalis have the whole day before a seat is free."""
    waiting = a_booking(noe, town.martin, town.open_day(town.matin), "waiting")
    a_booking(noe, town.benali, town.open_day(town.journee))
    pass_night(town, clock.now)
    assert again(waiting).state == "waiting"
    [told] = Movement.select().where(Movement.kind == "promote")
    assert (told.to_state, told.reason_code) == ("waiting", "slots")
    assert told.family_id == town.martin.id
    assert BookingSlot.select().where(BookingSlot.booking == waiting).count() == 0
    assert_seats_are_true()


def test_the_night_and_the_other_home_at_the_same_moment(
    town: Town, noe: Child, clock: Clock, spawn: Spawn
) -> None:
    now = int(clock.now.timestamp())
    waiting = a_booking(noe, town.martin, town.open_day(town.matin), "waiting")
    scope = _scope(town, town.benali, noe)
    version = fill(scope, [(str(town.days[0]), town.journee.id, "booked")], now)
    transmission = nights.open_by_hand(town.structure.id, clock.now)
    night = spawn(_night, transmission)
    problems = spawn(told, scope, version, now).result()
    night.result()
    promoted = again(waiting).state == "booked"
    booked = Booking.select().where(Booking.family == town.benali, Booking.state == "booked")
    assert promoted != bool(booked.count()), "one of them, never both"
    assert bool(problems[0]) == promoted
    slots = {slot.booking.family_id for slot in BookingSlot.select()}
    assert slots == {town.martin.id if promoted else town.benali.id}
    assert_seats_add_up()
