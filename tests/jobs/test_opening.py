"""One transmission per structure and night; runs by hand beside it; what is left is finished."""

from datetime import date, datetime

import pytest

from tests.jobs.nights import again, pass_night, state_of
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import PARIS, a_booking, a_movement, a_structure
from webapp.structures.models import Structure
from webapp.transmission import operations
from webapp.transmission.backoffice import BuiltIn
from webapp.transmission.models import Transmission

pytestmark = pytest.mark.both_engines


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def run_due(town: Town, now: datetime) -> Transmission | None:
    """What the job does."""
    opened = operations.open_due(town.structure.id, now)
    if opened is None:
        return None
    operations.run(opened, now)
    return Transmission.get_by_id(opened)


def test_a_night_runs_once(town: Town) -> None:
    now = paris("2026-11-28 02:00")
    done = run_due(town, now)
    assert done is not None
    assert (done.night, done.run, done.state) == (date(2026, 11, 28), 0, "done")
    assert run_due(town, paris("2026-11-28 02:05")) is None
    assert run_due(town, paris("2026-11-29 01:59")) is None
    assert run_due(town, paris("2026-11-29 02:00")) is not None


def test_it_ends_with_the_date_of_last_update(town: Town) -> None:
    assert town.structure.last_update is None
    now = paris("2026-11-28 02:00")
    done = run_due(town, now)
    assert done is not None
    assert done.finished_at == now
    assert again(town.structure).last_update == now


def test_of_missed_nights_the_last_is_caught_up(town: Town) -> None:
    run_due(town, paris("2026-11-28 02:00"))
    late = run_due(town, paris("2026-12-03 11:00"))
    assert late is not None
    assert late.night == date(2026, 12, 3)
    assert Transmission.select().count() == 2


def test_by_hand_as_often_as_one_likes_and_the_night_still_comes(town: Town, clock: Clock) -> None:
    first = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    pass_night(town, clock.now)
    second = a_movement(a_booking(town.tom, town.martin, town.open_day(town.matin)))
    pass_night(town, clock.now)
    assert (state_of(first), state_of(second)) == ("accepted", "accepted")
    night = run_due(town, paris("2026-11-28 02:00"))
    assert night is not None
    assert [(t.night, t.run) for t in Transmission.select().order_by(Transmission.id)] == [
        (date(2026, 11, 28), 1), (date(2026, 11, 28), 2), (date(2026, 11, 28), 0),
    ]  # fmt: skip


def test_what_was_left_is_finished_before_anything_else_opens(town: Town, clock: Clock) -> None:
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    left = operations.open_by_hand(town.structure.id, clock.now)
    operations.advance(left, clock.now, BuiltIn())
    assert operations.open_by_hand(town.structure.id, clock.now) == left
    assert operations.open_due(town.structure.id, paris("2026-11-28 02:00")) == left
    operations.run(left, clock.now)
    assert state_of(asked) == "accepted"


def test_a_transmission_that_has_ended_does_nothing_more(town: Town, clock: Clock) -> None:
    done = operations.open_by_hand(town.structure.id, clock.now)
    operations.run(done, clock.now)
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    operations.run(done, clock.now)
    assert operations.advance(done, clock.now, BuiltIn()) is False
    assert state_of(asked) == "pending"


def test_due_are_structures_with_a_night_missing_or_unfinished(town: Town) -> None:
    other = a_structure("outremer", "Outre-Mer", timezone="America/Cayenne", night_at="03:00")
    now = paris("2026-11-28 02:00")
    assert operations.due(now) == [town.structure.id, other.id]
    for structure in (town.structure, other):
        operations.run(operations.open_due(structure.id, now) or 0, now)
    assert operations.due(now) == []
    left = operations.open_by_hand(other.id, now)
    assert operations.due(now) == [other.id]
    operations.run(left, now)
    assert operations.due(paris("2026-11-28 07:00")) == [other.id]  # 3:00 in Cayenne
    assert operations.due(paris("2026-11-29 02:00")) == [town.structure.id, other.id]


def test_the_hour_is_a_setting_of_the_structure(town: Town) -> None:
    Structure.update(night_at="23:30").execute()
    assert run_due(town, paris("2026-11-28 23:00")) is not None  # that of the 27th
    assert run_due(town, paris("2026-11-28 23:29")) is None
    done = run_due(town, paris("2026-11-28 23:30"))
    assert done is not None
    assert done.night == date(2026, 11, 28)
