"""Everybody wants the same seats at the same moment."""

import pytest

from tests.concurrency.parents import Asked, assert_seats_add_up, fill, told
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from tests.world import a_child, a_family, enrol
from webapp.activities.models import CounterDay, OpenDay
from webapp.booking.models import Booking, BookingSlot, CartLine, Movement
from webapp.booking.queries import Scope

pytestmark = pytest.mark.both_engines

FAMILIES, SEATS = 40, 10


def scopes(town: Town) -> list[Scope]:
    """Forty families with a child each, enrolled in everything."""
    found = []
    for number in range(FAMILIES):
        family = a_family(f"Foule{number}", town.structure)
        child = a_child("Zoé", family)
        enrol(child, town.matin, town.journee, town.repas)
        found.append(Scope(family.id, f"{family.id}-cart", child.id, town.structure.id))
    return found


def race(spawn: Spawn, calls: list[tuple[Scope, Asked]], now: int) -> list[list[str]]:
    """All carts are full before the first « Valider »; then all validate at once."""
    ready = [(scope, fill(scope, asked, now), now) for scope, asked in calls]
    said: list[list[str]] = spawn.together(told, ready)
    return said


def test_forty_families_ask_for_ten_seats(town: Town, clock: Clock, spawn: Spawn) -> None:
    day = town.open_day(town.matin)
    OpenDay.update(capacity=SEATS).where(OpenDay.id == day.id).execute()
    asked = [(str(day.day), town.matin.id, "booked")]
    now = int(clock.now.timestamp())
    said = race(spawn, [(scope, asked) for scope in scopes(town)], now)
    problems = [lines[0] for lines in said if lines[0]]
    assert len(problems) == FAMILIES - SEATS
    assert all(problem.startswith("Complet\u00a0: 10 sur 10") for problem in problems)
    assert Booking.select().where(Booking.state == "booked").count() == SEATS
    assert Movement.select().count() == BookingSlot.select().count() == SEATS
    assert CartLine.select().count() == FAMILIES - SEATS
    assert_seats_add_up()


def test_two_activities_share_the_last_meals(town: Town, clock: Clock, spawn: Spawn) -> None:
    """Half ask for the day, which has a meal, half for the meal alone: ten meals are cooked."""
    day = str(town.days[0])
    CounterDay.update(capacity=SEATS).where(CounterDay.day == day).execute()
    now = int(clock.now.timestamp())
    calls = [
        (scope, [(day, (town.journee if number % 2 else town.repas).id, "booked")])
        for number, scope in enumerate(scopes(town))
    ]
    said = race(spawn, calls, now)
    assert sum(not lines[0] for lines in said) == SEATS
    assert Booking.select().where(Booking.state == "booked").count() == SEATS
    assert_seats_add_up()


def test_ten_days_asked_in_every_order(town: Town, clock: Clock, spawn: Spawn) -> None:
    """Carts that take the same rows in other orders neither wait for one another nor oversell."""
    OpenDay.update(capacity=5).where(OpenDay.activity == town.matin).execute()
    now = int(clock.now.timestamp())
    days = [(str(day), town.matin.id, "booked") for day in town.days]
    calls = [
        (scope, days if number % 2 else days[::-1])
        for number, scope in enumerate(scopes(town)[:12])
    ]
    said = race(spawn, calls, now)
    assert sum(not problem for lines in said for problem in lines) == 5 * len(days)
    assert_seats_add_up()
