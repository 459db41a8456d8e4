"""Closing days at short notice, with all that was booked on them (P12).

One transaction: a process that dies in the middle has closed nothing. The mails wait a quarter of
an hour, and until the first has left the closure can be undone, to the last seat.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from webapp.audit.operations import Author, Thing, record
from webapp.booking.operations import fees
from webapp.booking.rules.option import as_date
from webapp.booking.rules.wishes import closed_for
from webapp.database import (
    execute,
    execute_many,
    is_sqlite,
    marks,
    retried,
    row,
    rows,
    write_transaction,
)
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.staff.rules import BEFORE_MAILS
from webapp.transmission.steps import seats
from webapp.words import long_day

DAYS = """
SELECT od.id FROM open_day od JOIN activity a ON a.id = od.activity_id
WHERE a.structure_id = ? AND od.day BETWEEN ? AND ? AND od.closure_id IS NULL
  AND a.id IN ({marks}) ORDER BY od.id
"""
OPEN = """
INSERT INTO closure (structure_id, reason, first_day, last_day, author, made_at)
VALUES (?, ?, ?, ?, ?, ?) RETURNING id
"""
SHUT = "UPDATE open_day SET closure_id = ? WHERE id IN ({marks})"
BOOKINGS = """
SELECT b.id FROM booking b JOIN open_day od ON od.id = b.open_day_id
WHERE od.closure_id = ? AND b.state IN ('booked', 'waiting') ORDER BY b.id
"""
NOTE = """
INSERT INTO closed_booking (closure_id, booking_id, state, pending)
SELECT od.closure_id, b.id, b.state, COALESCE(m.kind, '')
FROM booking b JOIN open_day od ON od.id = b.open_day_id
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending'
WHERE od.closure_id = ? AND b.state IN ('booked', 'waiting')
"""
SUPERSEDE = """
UPDATE movement SET state = 'closed', decided_at = ?
WHERE state = 'pending'
  AND booking_id IN (SELECT booking_id FROM closed_booking WHERE closure_id = ?)
"""
TELL = """
INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state, author,
    requested_at, decided_at, from_state, to_state, cents, reason_code, reason, facts)
SELECT b.structure_id, b.family_id, b.child_id, b.id, b.day, 'closure', 'accepted', '', ?, ?,
    h.state, CASE WHEN h.state = 'booked' THEN 'cancelled' ELSE 'left' END,
    CASE WHEN h.state = 'booked' THEN -b.cents ELSE 0 END, 'closure', ?, ?
FROM closed_booking h JOIN booking b ON b.id = h.booking_id WHERE h.closure_id = ?
"""
END = """
UPDATE booking SET state = CASE WHEN state = 'booked' THEN 'cancelled' ELSE 'left' END
WHERE id IN (SELECT booking_id FROM closed_booking WHERE closure_id = ?)
"""
DROP_SLOTS = """
DELETE FROM booking_slot
WHERE booking_id IN (SELECT booking_id FROM closed_booking WHERE closure_id = ?)
"""
NOTED = "SELECT booking_id FROM closed_booking WHERE closure_id = ? ORDER BY booking_id"
HELD = """
SELECT b.open_day_id, b.supplement_id, b.child_id FROM closed_booking h
JOIN booking b ON b.id = h.booking_id WHERE h.closure_id = ? AND h.state = 'booked'
"""
HIT = """
SELECT b.family_id, b.day, d.first_name, COALESCE(x.name, a.name), h.state
FROM closed_booking h JOIN booking b ON b.id = h.booking_id JOIN child d ON d.id = b.child_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE h.closure_id = ? ORDER BY b.family_id, b.day, d.first_name, h.booking_id
"""
READERS = """
SELECT DISTINCT b.family_id, a.id, a.email, a.title, a.first_name, a.last_name
FROM closed_booking h JOIN booking b ON b.id = h.booking_id
JOIN account_family af ON af.family_id = b.family_id
JOIN account a ON a.id = af.account_id AND a.active AND a.email <> ''
WHERE h.closure_id = ? ORDER BY b.family_id, a.id DESC
"""
SENDER = "SELECT name, email FROM structure WHERE id = ?"

UNDO = """
UPDATE closure SET undone_at = ? WHERE id = ? AND structure_id = ? AND undone_at IS NULL
RETURNING made_at, reason
"""
NIGHT_SINCE = """
SELECT 1 FROM transmission WHERE structure_id = ? AND started_at >= ? AND author = '' LIMIT 1
"""
REOPEN = "UPDATE open_day SET closure_id = NULL WHERE closure_id = ?"
SLOTS = """
SELECT b.id, b.child_id, b.day, a.slots
FROM closed_booking h JOIN booking b ON b.id = h.booking_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE h.closure_id = ? AND h.state = 'booked' AND h.pending <> 'cancel' AND b.supplement_id IS NULL
"""
FILLED = """
SELECT DISTINCT t.child_id, t.day, t.slot FROM closed_booking h
JOIN booking b ON b.id = h.booking_id
JOIN booking_slot t ON t.child_id = b.child_id AND t.day = b.day WHERE h.closure_id = ?
"""
FILL = "INSERT INTO booking_slot (booking_id, child_id, day, slot) VALUES (?, ?, ?, ?)"
# A day whose place in the child's timetable is taken goes, and its supplements with it.
LOSE = """
DELETE FROM closed_booking WHERE closure_id = ? AND booking_id IN (
    SELECT b.id FROM booking b JOIN booking g ON g.open_day_id = b.open_day_id
      AND g.child_id = b.child_id WHERE g.id IN ({marks}))
"""
RESTORE = """
UPDATE booking SET state = (SELECT h.state FROM closed_booking h
    WHERE h.booking_id = booking.id AND h.closure_id = ?)
WHERE id IN (SELECT booking_id FROM closed_booking WHERE closure_id = ?)
"""
RESUME = """
UPDATE movement SET state = 'pending', decided_at = NULL
WHERE state = 'closed'
  AND booking_id IN (SELECT booking_id FROM closed_booking WHERE closure_id = ?)
"""
TELL_AGAIN = """
INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state, author,
    requested_at, decided_at, from_state, to_state, cents, reason_code, reason, facts)
SELECT b.structure_id, b.family_id, b.child_id, b.id, b.day, 'reopen', 'accepted', '', ?, ?,
    CASE WHEN h.state = 'booked' THEN 'cancelled' ELSE 'left' END, h.state,
    CASE WHEN h.state = 'booked' THEN b.cents ELSE 0 END, '', '', ?
FROM closed_booking h JOIN booking b ON b.id = h.booking_id WHERE h.closure_id = ?
"""


class Hit(NamedTuple):
    """What a closure did: ids, and how many open days, bookings and families it met."""

    closure: int
    days: int
    bookings: int
    families: int


class NothingToCloseError(Exception):
    """No such day is open, or all are closed already."""


class MailsLeftError(Exception):
    """The first mail has left, or a night has passed: the closure stands."""


class ChangedError(Exception):
    """More or fewer bookings than was told: somebody booked or cancelled meanwhile."""

    def __init__(self, bookings: int) -> None:
        super().__init__(bookings)
        self.bookings = bookings


class Closing(NamedTuple):
    """What to close: the days of some activities of a structure, both ends included."""

    structure: int
    first: str
    last: str
    activities: Sequence[int]
    reason: str


@retried
def close(what: Closing, by: Author, expected: int, now: int) -> Hit:
    """Close the days, end their bookings and waiting requests, and queue the mails.

    Nothing is owed for them, whatever the hour. Raises NothingToCloseError, or ChangedError if the
    number of bookings is not `expected`, the one that the person saw.
    """
    with write_transaction():
        days = _lock_days(what)
        if not days:
            raise NothingToCloseError
        span = (what.first, what.last)
        [(closure,)] = rows(OPEN, what.structure, what.reason, *span, by.name, now)
        execute(SHUT.format(marks=marks(days)), closure, *days)
        _lock("SELECT id FROM booking WHERE id IN ({marks}) ORDER BY id",
              [booking for (booking,) in rows(BOOKINGS, closure)])  # fmt: skip
        bookings = execute(NOTE, closure)
        if bookings != expected:
            raise ChangedError(bookings)
        _end(closure, what.reason, now)
        hit = rows(HIT, closure)
        outbox.queue(_letters(closure, what, hit), now, leave_at=now + BEFORE_MAILS)
        found = Hit(closure, len(days), bookings, len({line[0] for line in hit}))
        after = {"du": what.first, "au": what.last, "réservations annulées": bookings}
        record(by, now, "closure.made", Thing("closure", closure, what.reason), after=after)
        return found


def _lock_days(what: Closing) -> list[int]:
    found = rows(
        DAYS.format(marks=marks(what.activities)) + _for_update(" OF od"),
        what.structure, what.first, what.last, *what.activities,
    )  # fmt: skip
    return [day for (day,) in found]


def _lock(sql: str, ids: list[int]) -> None:
    if ids and not is_sqlite():
        rows(sql.format(marks=marks(ids)) + _for_update(), *ids)


def _for_update(of: str = "") -> str:
    return "" if is_sqlite() else f" FOR NO KEY UPDATE{of}"


def _end(closure: int, reason: str, now: int) -> None:
    """Bookings end, seats are set aside until the night, requests under way have no object."""
    facts = json.dumps({"closure": closure})
    execute(SUPERSEDE, now, closure)
    execute(TELL, now, now, closed_for(reason), facts, closure)
    execute(END, closure)
    execute(DROP_SLOTS, closure)
    fees.settle_bookings(_noted(closure), now)
    seats.release(_held(closure))


def _noted(closure: int) -> list[int]:
    return [booking for (booking,) in rows(NOTED, closure)]


def _held(closure: int) -> Iterable[seats.Held]:
    return [(day, supplement, child) for day, supplement, child in rows(HELD, closure)]


def _letters(closure: int, what: Closing, hit: list[tuple[object, ...]]) -> Iterable[Letter]:
    lines = {
        family: [_line(*line[1:]) for line in group]  # type: ignore[arg-type]
        for family, group in groupby(hit, key=itemgetter(0))
    }
    [(sender, reply_to)] = rows(SENDER, what.structure)
    once = {(reader[0], reader[2].lower()): reader for reader in rows(READERS, closure)}
    for family, account, email, *name in once.values():
        greeted = " ".join(part for part in name if part)
        yield Letter(
            dedup_key=f"closure:{closure}:{family}:{account}",
            structure_id=what.structure,
            family_id=family,
            to_address=email,
            to_name=greeted,
            template="closure",
            context={
                "sender": sender,
                "reply_to": reply_to,
                "name": greeted,
                "reason": what.reason.rstrip(" ."),
                "lines": lines[family],
            },
        )


def _line(day: str, child: str, activity: str, state: str) -> str:
    waiting = " (liste d’attente)" if state == "waiting" else ""
    return f"{long_day(as_date(day))}\u00a0: {child}, {activity}{waiting}"


@retried
def undo(structure: int, closure: int, by: Author, now: int) -> int:
    """Open the days again and give back every booking, request and seat; how many bookings could
    not be given back, because the child has something else by now.

    Raises LookupError if the structure has no such closure that stands, MailsLeftError if a mail
    has left or a night has begun since.
    """
    with write_transaction():
        undone = row(UNDO, now, closure, structure)
        if undone is None:
            raise LookupError(closure)
        if row(NIGHT_SINCE, structure, undone[0]) or not outbox.recall(f"closure:{closure}:"):
            raise MailsLeftError
        execute(REOPEN, closure)
        record(by, now, "closure.undone", Thing("closure", closure, undone[1]))
        return _restore(closure, now)


def _restore(closure: int, now: int) -> int:
    """Bookings, slots, requests and seats as they were; how many could not be."""
    filled = set(rows(FILLED, closure))
    wanted = [
        (booking, [(booking, child, day, slot) for slot in slots.split()])
        for booking, child, day, slots in rows(SLOTS, closure)
    ]
    lost = [booking for booking, slots in wanted if filled & {slot[1:] for slot in slots}]
    before = len(rows(HIT, closure))
    if lost:
        execute(LOSE.format(marks=marks(lost)), closure, *lost)
    execute(RESTORE, closure, closure)
    execute(RESUME, closure)
    execute(TELL_AGAIN, now, now, json.dumps({"closure": closure}), closure)
    execute_many(FILL, [slot for booking, slots in wanted if booking not in lost for slot in slots])
    fees.settle_bookings(_noted(closure), now)
    seats.release(_held(closure), -1)
    return before - len(rows(HIT, closure))
