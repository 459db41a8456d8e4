"""Closing a day of 200 children, whatever happens to the process and whoever books meanwhile."""

import os
import signal
from datetime import datetime
from pathlib import Path

import pytest

from tests.jobs.nights import assert_seats_are_true, other_children, pass_night
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from tests.world import a_booking
from webapp.activities.models import Closure, OpenDay
from webapp.audit.operations import Author
from webapp.booking.models import Booking, Movement
from webapp.mail.models import OutboxMail
from webapp.staff.operations import closing
from webapp.staff.operations.closing import ChangedError, Closing

pytestmark = pytest.mark.both_engines
BY = Author(9, "Claire Morel", "admin", "192.0.2.1")
CHILDREN = 200


def close(what: Closing, expected: int, now: datetime) -> bool:
    """In a process of its own; False if the day has changed since it was seen."""
    try:
        closing.close(what, BY, expected, int(now.timestamp()))
    except ChangedError:
        return False
    return True


def close_and_stop(what: Closing, expected: int, now: datetime) -> None:
    """Everything is written but the mails, then the process stands still for ever."""
    closing.outbox.queue = lambda *_, **__: os.kill(os.getpid(), signal.SIGSTOP)  # type: ignore[assignment]
    closing.close(what, BY, expected, int(now.timestamp()))


def stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def a_full_day(town: Town) -> tuple[OpenDay, Closing]:
    open_day = town.open_day(town.journee)
    OpenDay.update(capacity=None).execute()
    for child, family in other_children(town, open_day, CHILDREN):
        a_booking(child, family, open_day)
    day = open_day.day.isoformat()
    return open_day, Closing(town.structure.id, day, day, [town.journee.id], "neige")


def booked() -> int:
    return Booking.select().where(Booking.state == "booked").count()


def test_killed_in_the_middle_nothing_is_closed(town: Town, clock: Clock, spawn: Spawn) -> None:
    _, what = a_full_day(town)
    closer = spawn(close_and_stop, what, CHILDREN, clock.now)
    until(lambda: stopped(closer.pid), timeout=30, what="it stands in the middle")
    closer.kill()
    assert (booked(), Closure.select().count(), Movement.select().count()) == (CHILDREN, 0, 0)
    assert spawn(close, what, CHILDREN, clock.now).result()
    assert (booked(), OutboxMail.select().count()) == (0, CHILDREN)
    pass_night(town, clock.now)
    assert_seats_are_true()


def test_two_secretaries_close_the_same_day_once(town: Town, clock: Clock, spawn: Spawn) -> None:
    _, what = a_full_day(town)
    done = spawn.together(closed_or_not, 4 * [(what, CHILDREN, clock.now)])
    assert sorted(done) == [False, False, False, True]
    assert Movement.select().count() == CHILDREN


def closed_or_not(what: Closing, expected: int, now: datetime) -> bool:
    try:
        return close(what, expected, now)
    except closing.NothingToCloseError:
        return False
