"""Closing days at short notice: nothing half-done, and undone to the last seat (P12)."""

import pytest

from tests.jobs.nights import again, assert_seats_are_true, pass_night, state_of
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_movement, a_supplement
from webapp.activities.models import Closure, CounterDay, OpenDay
from webapp.audit.operations import Author
from webapp.booking.models import Booking, BookingSlot, ClosedBooking, Movement
from webapp.mail.models import OutboxMail
from webapp.staff.operations import closing
from webapp.staff.operations.closing import Closing
from webapp.staff.rules import BEFORE_MAILS

pytestmark = pytest.mark.both_engines
BY = Author(9, "Claire Morel", "admin", "192.0.2.1")


def a_closing(town: Town, *open_days: OpenDay) -> Closing:
    days = sorted(open_day.day.isoformat() for open_day in open_days)
    activities = sorted({open_day.activity_id for open_day in open_days})
    return Closing(town.structure.id, days[0], days[-1], activities, "chauffage en panne.")


def close(town: Town, clock: Clock, expected: int, *open_days: OpenDay) -> closing.Hit:
    seconds = int(clock.now.timestamp())
    return closing.close(a_closing(town, *open_days), BY, expected, seconds)


def undo(town: Town, clock: Clock, hit: closing.Hit) -> int:
    return closing.undo(town.structure.id, hit.closure, BY, int(clock.now.timestamp()))


def everything() -> list[object]:
    """What closing and undoing must leave as it was; movements are only ever added."""
    return [
        sorted(Booking.select(Booking.id, Booking.state, Booking.cents).tuples()),
        sorted(BookingSlot.select(BookingSlot.booking, BookingSlot.slot).tuples()),
        sorted(OpenDay.select(OpenDay.id, OpenDay.taken, OpenDay.released).tuples()),
        sorted(CounterDay.select(CounterDay.id, CounterDay.taken, CounterDay.released).tuples()),
        sorted(Movement.select(Movement.id, Movement.state)
               .where(Movement.kind.not_in(("closure", "reopen"))).tuples()),
    ]  # fmt: skip


def test_bookings_end_and_nothing_is_owed(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.journee)
    booking = a_booking(town.lea, town.martin, open_day)
    waiting = a_booking(town.tom, town.martin, open_day, "waiting")
    asked = a_movement(booking, "cancel", reason_code="charged")
    hit = close(town, clock, 2, open_day)
    assert hit[1:] == (1, 2, 1)
    assert (state_of(booking), state_of(waiting), state_of(asked)) == (
        "cancelled",
        "left",
        "closed",
    )
    told = Movement.get(Movement.kind == "closure", Movement.booking == booking)
    assert (told.state, told.cents, told.author) == ("accepted", -booking.cents, "")
    assert told.reason == "Fermeture exceptionnelle\u00a0: chauffage en panne."
    pass_night(town, clock.now)
    assert_seats_are_true()
    assert BookingSlot.select().count() == 0


def test_the_mails_wait_and_then_leave(town: Town, clock: Clock) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    close(town, clock, 1, town.open_day(town.journee))
    mail = OutboxMail.get()
    assert (mail.template, mail.state) == ("closure", "pending")
    assert (mail.next_attempt_at - clock.now).seconds == BEFORE_MAILS


def test_what_is_undone_was_never_done(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.journee)
    a_supplement(open_day, capacity=8)
    booking = a_booking(town.lea, town.martin, open_day)
    a_movement(booking, "book")
    given_up = a_booking(town.tom, town.martin, open_day)
    a_movement(given_up, "cancel")
    BookingSlot.delete().where(BookingSlot.booking == given_up).execute()
    a_booking(town.ines, town.benali, open_day, "waiting")
    before = everything()
    hit = close(town, clock, 3, open_day)
    assert everything() != before
    assert undo(town, clock, hit) == 0
    assert everything() == before
    assert again(open_day).closure_id is None
    assert {mail.state for mail in OutboxMail.select()} == {"recalled"}
    assert Movement.select().where(Movement.kind == "reopen").count() == 3


def test_a_child_who_goes_elsewhere_meanwhile_stays_there(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    hit = close(town, clock, 1, town.open_day(town.journee))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    assert undo(town, clock, hit) == 1
    assert state_of(booking) == "cancelled"
    pass_night(town, clock.now)
    assert_seats_are_true()


def test_once_a_mail_has_left_or_a_night_has_passed_it_stands(town: Town, clock: Clock) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    hit = close(town, clock, 1, town.open_day(town.journee))
    OutboxMail.update(state="sent").execute()
    with pytest.raises(closing.MailsLeftError):
        undo(town, clock, hit)
    OutboxMail.update(state="pending").execute()
    pass_night(town, clock.now)
    with pytest.raises(closing.MailsLeftError):
        undo(town, clock, hit)
    assert Closure.get().undone_at is None


def test_it_is_undone_once(town: Town, clock: Clock) -> None:
    hit = close(town, clock, 0, town.open_day(town.journee))
    undo(town, clock, hit)
    with pytest.raises(LookupError):
        undo(town, clock, hit)


def test_what_was_not_seen_is_not_closed(town: Town, clock: Clock) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.journee))
    with pytest.raises(closing.ChangedError):
        close(town, clock, 0, town.open_day(town.journee))
    assert (state_of(booking), ClosedBooking.select().count()) == ("booked", 0)
    assert again(town.open_day(town.journee)).closure_id is None


def test_a_closed_day_is_not_closed_again(town: Town, clock: Clock) -> None:
    close(town, clock, 0, town.open_day(town.journee))
    with pytest.raises(closing.NothingToCloseError):
        close(town, clock, 0, town.open_day(town.journee))
