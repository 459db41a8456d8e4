"""The night, whatever happens to those who run it and whoever else is awake."""

import random
from datetime import datetime

import pytest

from tests.concurrency.crowd import (
    DAYS,
    FAMILIES,
    MOVEMENTS,
    REQUESTS,
    assert_whole,
    decided,
    make_crowd,
)
from tests.jobs.nights import assert_seats_are_true
from tests.support.clocks import Clock
from tests.support.engines import Database
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from webapp.audit.operations import Author
from webapp.booking.models import Booking, Movement
from webapp.booking.operations import withdrawal
from webapp.mail.models import OutboxMail
from webapp.staff.operations import deciding
from webapp.staff.operations.weighing import Answer
from webapp.transmission import operations
from webapp.transmission.models import Transmission
from webapp.transmission.steps import reports, taking, waiting

pytestmark = pytest.mark.both_engines


def pass_night(structure_id: int, now: datetime, chunk: int = 100) -> int | None:
    """In a process of its own: what the job does, in small chunks."""
    taking.MOVEMENTS = chunk
    waiting.DAYS = reports.FAMILIES = 7
    opened = operations.open_due(structure_id, now)
    if opened is not None:
        operations.run(opened, now)
    return opened


def withdraw_all_one_by_one(family_id: int, movements: list[int], now: int) -> int:
    """A family that changes its mind during the night."""
    return sum(withdrawal.withdraw(family_id, movement, now) == 1 for movement in movements)


def test_four_workers_at_once_decide_each_movement_once(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    make_crowd(town, clock.now)
    opened = spawn.together(pass_night, 4 * [(town.structure.id, clock.now)])
    transmission = Transmission.get()
    assert set(opened) <= {transmission.id, None}
    assert_whole(transmission.id)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_moment_the_next_finishes(
    town: Town, clock: Clock, spawn: Spawn, seed: int
) -> None:
    """Three workers killed one after the other, each at a random point; the fourth finishes."""
    make_crowd(town, clock.now)
    points = sorted(random.Random(seed).sample(range(1, MOVEMENTS), 3))
    in_the_middle = 0
    for point in points:
        worker = spawn(pass_night, town.structure.id, clock.now)
        until(lambda limit=point: decided() >= limit, timeout=60, what=f"{point} movements")
        in_the_middle += worker.running()
        worker.kill()
    transmission_id = spawn(pass_night, town.structure.id, clock.now).result()
    if transmission_id is None:  # the last one killed had just finished
        transmission_id = Transmission.get().id
    assert_whole(transmission_id)
    assert Transmission.select().count() == 1
    assert in_the_middle > 0


def test_killed_while_it_serves_the_lists_and_writes_the_mails(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    make_crowd(town, clock.now)
    for reached in (
        lambda: Movement.select().where(Movement.kind == "promote").count() > 100,
        lambda: OutboxMail.select().count() > 30,
    ):
        worker = spawn(pass_night, town.structure.id, clock.now)
        until(reached, timeout=60, what="the step")
        worker.kill()
    spawn(pass_night, town.structure.id, clock.now).result()
    assert_whole(Transmission.get().id)


def test_families_that_withdraw_during_the_night(
    town: Town, clock: Clock, spawn: Spawn, db: Database
) -> None:
    """Each movement is either withdrawn or decided; no seat is lost, none given twice."""
    make_crowd(town, clock.now)
    now = int(clock.now.timestamp())
    families = [
        spawn(withdraw_all_one_by_one, 1000 + n, _asked(1000 + n), now)
        for n in range(0, FAMILIES, 9)
    ]
    nights = [spawn(pass_night, town.structure.id, clock.now, 20) for _ in range(2)]
    withdrawn = sum(family.result() for family in families)
    for night in nights:
        night.result()
    spawn(pass_night, town.structure.id, clock.now).result()
    states = {
        state: Movement.select().where(Movement.state == state).count()
        for state in ("pending", "withdrawn")
    }
    # What was being withdrawn at that very moment and was not is the next night's.
    assert states["withdrawn"] == withdrawn
    assert 0 < withdrawn < MOVEMENTS
    later = operations.open_by_hand(town.structure.id, clock.now)
    operations.run(later, clock.now)
    assert Movement.select().where(Movement.state == "pending").count() == 0
    assert Booking.select().where(Booking.state == "withdrawn").count() <= withdrawn
    assert_seats_are_true()


def test_two_structures_pass_their_nights_side_by_side(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    from tests.world import a_structure

    other = a_structure("autre", "Autre-Ville")
    make_crowd(town, clock.now)
    first, second = spawn.together(
        pass_night, [(town.structure.id, clock.now), (other.id, clock.now)]
    )
    assert_whole(first)
    assert Transmission.get_by_id(second).state == "done"


def _asked(family_id: int) -> list[int]:
    found = Movement.select(Movement.id).where(Movement.family == family_id)
    return [movement.id for movement in found.order_by(Movement.id.desc())]


def test_the_crowd_is_what_it_says(town: Town, clock: Clock) -> None:
    make_crowd(town, clock.now)
    assert Movement.select().where(Movement.state == "pending").count() == MOVEMENTS
    assert Booking.select().where(Booking.state == "booked").count() == DAYS * (REQUESTS + 10)


def by_staff() -> int:
    return Movement.select().where(Movement.reason_code == "staff").count()


def decide_one_by_one(structure_id: int, answer: str, movements: list[int], now: datetime) -> int:
    """A secretary at work during the night."""
    by = Author(1, "Mme Agent", "secretary", "")
    return sum(
        deciding.decide(Answer(structure_id, (movement,), answer, "essai"), by, now).done
        for movement in movements
    )


def test_secretaries_who_decide_during_the_night(
    town: Town, clock: Clock, spawn: Spawn, db: Database
) -> None:
    """Each request is decided once, by the night or by one of two who answer otherwise."""
    make_crowd(town, clock.now, days=5)
    kinds = Movement.kind.in_(("book", "wait"))
    found = Movement.select(Movement.id).where(kinds).order_by(Movement.id)
    asked = [movement.id for movement in found][::7]
    agents = [
        spawn(decide_one_by_one, town.structure.id, answer, asked, clock.now)
        for answer in ("refuser", "accepter")
    ]
    until(lambda: by_staff() > 0, timeout=60, what="a first answer by hand")
    night = spawn(pass_night, town.structure.id, clock.now, 20)
    decided_by_hand = sum(agent.result() for agent in agents)
    night.result()
    later = operations.open_by_hand(town.structure.id, clock.now)
    operations.run(later, clock.now)
    assert 0 < decided_by_hand == by_staff() <= len(asked)
    assert Movement.select().where(Movement.state == "pending").count() == 0
    refused = Movement.select().where(kinds, Movement.state == "refused").count()
    assert Booking.select().where(Booking.state == "refused").count() == refused
    assert_seats_are_true()
