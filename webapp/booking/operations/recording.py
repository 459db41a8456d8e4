"""Writing one wish into the books: booking, slots, movement. Callers hold the transaction."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from webapp.activities.rules.pricing import Quote
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Kept
from webapp.database import execute, is_sqlite, marks, row, rows
from webapp.words import euros

NEW_BOOKING = """
INSERT INTO booking (structure_id, family_id, child_id, open_day_id, supplement_id, day, state,
                     cents, price_rule, priority, waiting_since, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
"""
NEW_SLOT = """
INSERT INTO booking_slot (booking_id, child_id, day, slot) VALUES (?, ?, ?, ?)
ON CONFLICT (child_id, day, slot) DO NOTHING
"""
NEW_MOVEMENT = """
INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state, account_id,
                      author, requested_at, from_state, to_state, cents, reason_code, reason, facts)
VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""
DROP_SLOTS = "DELETE FROM booking_slot WHERE booking_id = ?"
UNDO_BOOKING = "DELETE FROM booking WHERE id = ? AND family_id = ?"
SLOT_OWNER = """
SELECT CASE WHEN b.family_id = ? THEN a.name ELSE '' END
FROM booking_slot t JOIN booking b ON b.id = t.booking_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE t.child_id = ? AND t.day = ? AND t.booking_id <> ? LIMIT 1
"""
WITHDRAW = """
UPDATE movement SET state = 'withdrawn', decided_at = ?
WHERE booking_id = ? AND family_id = ? AND kind = ? AND state = 'pending'
"""
FORGET = """
DELETE FROM cart_line
WHERE child_id = ? AND open_day_id = ? AND supplement_id = ? AND wish = ?
  AND cart_id IN (SELECT id FROM cart WHERE family_id = ?)
"""
# What a cart may have asked that is so once a request is withdrawn.
UNDONE = {"book": "cancel", "wait": "cancel", "cancel": "book", "leave": "wait"}
# What children have on some days and keep: not asked to be cancelled. The wider list of states is
# that of the index of live bookings, which SQLite uses only where it is told in these words.
BESIDE = """
SELECT b.child_id, b.day, b.open_day_id, a.name, a.slots, b.family_id = ?, a.terms
FROM booking b JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE b.child_id IN ({children}) AND b.day IN ({days}) AND b.supplement_id IS NULL
  AND b.state IN ('booked', 'waiting') AND b.state = 'booked'
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
"""
HOLD = "SELECT id FROM child WHERE id IN ({marks}) ORDER BY id FOR NO KEY UPDATE"
CHARGED = "Annulé après la limite\u00a0: {} restent dus."
LOCK = "UPDATE booking SET state = state WHERE id = ? AND family_id = ? AND state = ?"
END_BOOKING = "UPDATE booking SET state = ? WHERE id = ? AND family_id = ? AND state = ?"


class Author(NamedTuple):
    """Who asks, for which family."""

    family: int
    account: int
    name: str


class SlotTakenError(Exception):
    """A slot of the day is filled by `other`, an activity's name; '' if the child's other
    household has booked it."""

    def __init__(self, other: str) -> None:
        super().__init__(other)
        self.other = other


def book(option: Option, author: Author, now: int, quote: Quote) -> bool:
    """A booking that has its seat, at the price of `quote`; False if the child already has it.
    Raises SlotTakenError and leaves nothing behind: by hand, because a savepoint for each day
    costs more than the day."""
    booking = _new_booking(option, author, "booked", quote, now)
    if booking is None:
        return False
    try:
        fill_slots(option, booking, author.family)
    except SlotTakenError:
        execute(DROP_SLOTS, booking)
        execute(UNDO_BOOKING, booking, author.family)
        raise
    _move(option, author, booking, "book", ("", "booked"), quote.cents, now)
    return True


def wait(option: Option, author: Author, now: int, quote: Quote) -> bool:
    """A place on the waiting list; False if the child already has one."""
    booking = _new_booking(option, author, "waiting", quote, now)
    if booking is None:
        return False
    _move(option, author, booking, "wait", ("", "waiting"), 0, now)
    return True


def cancel(option: Option, author: Author, now: int, due: int = 0) -> bool:
    """Ask to cancel a booking or to leave the waiting list; what is not transmitted is
    withdrawn at once (see `withdraw`). The seat of another booking is kept until the night.
    `due`: cents that remain to be paid, the limit being passed."""
    if not execute(LOCK, option.booking, author.family, option.booking_state):
        return False
    if option.pending in ("book", "wait"):
        return withdraw(option, author.family, now)
    if option.booking_state == "waiting":
        states, kind, cents = ("waiting", "left"), "leave", 0
    else:
        states, kind, cents = ("booked", "cancelled"), "cancel", due - (option.booking_cents or 0)
        execute(DROP_SLOTS, option.booking)
    return _move(option, author, option.booking or 0, kind, states, cents, now, due)


def withdraw(option: Option, family: int, now: int) -> bool:
    """Take back the request not yet transmitted on the option's booking; False if it has been
    transmitted meanwhile. Raises SlotTakenError when a slot has been filled since.

    The caller gives the seat back (`frees`).
    """
    pending = option.pending or ""
    if not execute(WITHDRAW, now, option.booking, family, pending):
        return False
    place = (option.child, option.open_day, option.supplement)
    execute(FORGET, *place, UNDONE[pending], family)
    if option.pending == "book":
        execute(END_BOOKING, "withdrawn", option.booking, family, "booked")
        execute(DROP_SLOTS, option.booking)
    elif option.pending == "wait":
        execute(END_BOOKING, "withdrawn", option.booking, family, "waiting")
    elif option.pending == "cancel" and option.booking is not None:
        fill_slots(option, option.booking, family)
    return True


def frees(option: Option) -> bool:
    """True if withdrawing the request on the option's booking frees a seat."""
    return option.pending == "book"


def fill_slots(option: Option, booking: int, family: int) -> None:
    """Fill the parts of the day; raises SlotTakenError (invariant 2)."""
    for slot in option.slots.split():
        if not execute(NEW_SLOT, booking, option.child, option.day, slot):
            found = row(SLOT_OWNER, family, option.child, option.day, booking)
            raise SlotTakenError(found[0] if found else option.name)


def beside(options: Sequence[Option], family: int) -> list[Kept]:
    """What the children of these options have on their days and keep. Held until the transaction
    ends: no other browser, and no other household, books meanwhile what excludes it."""
    children = sorted({option.child for option in options})
    days = sorted({option.day for option in options})
    if not children:
        return []
    if not is_sqlite():  # which has one writer anyway
        rows(HOLD.format(marks=marks(children)), *children)
    sql = BESIDE.format(children=marks(children), days=marks(days))
    return [Kept._make(found) for found in rows(sql, family, *children, *days)]


def _new_booking(option: Option, author: Author, state: str, quote: Quote, now: int) -> int | None:
    since = now if state == "waiting" else None
    rank = option.rules.places.rank(option.facts.all_categories) if since else 0
    found = rows(
        NEW_BOOKING, option.structure, author.family, option.child, option.open_day,
        option.supplement or None, option.day, state, quote.cents, quote.rule[:400], rank, since,
        now,
    )  # fmt: skip
    return found[0][0] if found else None


def _move(
    option: Option, author: Author, booking: int, kind: str, states: tuple[str, str],
    cents: int, now: int, due: int = 0,
) -> bool:  # fmt: skip
    who = (option.structure, author.family, option.child, booking, option.day, kind)
    why = ("charged", CHARGED.format(euros(due)), json.dumps({"due": due})) if due else ("", "", "")
    return bool(
        execute(NEW_MOVEMENT, *who, author.account, author.name, now, *states, cents, *why),
    )
