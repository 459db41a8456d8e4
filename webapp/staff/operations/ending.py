"""Cancellations, and departures from a waiting list, answered by hand. Callers hold the
transaction and the requests."""

from webapp.booking.operations import fees, packages
from webapp.database import execute_many, marks, rows
from webapp.transmission.rules.decisions import Request
from webapp.transmission.steps import charges, seats
from webapp.transmission.steps.night import ConflictError, Night
from webapp.transmission.steps.taking import end_bookings
from webapp.transmission.steps.waiting import FILL, FILLED_BY

# A cancellation frees its part of the day at once: something else may stand there by now.
TAKEN = """
SELECT m.id, a.slots, t.slot FROM movement m JOIN booking b ON b.id = m.booking_id
JOIN open_day o ON o.id = b.open_day_id JOIN activity a ON a.id = o.activity_id
JOIN booking_slot t ON t.child_id = b.child_id AND t.day = b.day
JOIN booking w ON w.id = t.booking_id AND w.open_day_id <> b.open_day_id
WHERE m.structure_id = ? AND m.id IN ({marks}) AND m.kind = 'cancel' AND m.state = 'pending'
"""
SLOTS = """
SELECT b.id, b.child_id, b.day, a.slots FROM booking b
JOIN open_day o ON o.id = b.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE b.id IN ({marks}) AND b.supplement_id IS NULL
"""


def filled(structure: int, movements: list[int]) -> set[int]:
    """The cancellations whose part of the day something else fills."""
    found = rows(TAKEN.format(marks=marks(movements)), structure, *movements)
    return {number for number, slots, slot in found if slot in slots.split()}


def accept(night: Night, requests: list[Request]) -> None:
    """Bookings end, what is due for late ones is charged, seats go to the waiting list."""
    cancelled = [request for request in requests if request.kind == "cancel"]
    end_bookings([r.booking_id for r in cancelled], "booked", "cancelled")
    left = [request.booking_id for request in requests if request.kind == "leave"]
    end_bookings(left, "waiting", "left")
    if cancelled:
        seats.release((r.open_day_id, r.supplement_id, r.child_id) for r in cancelled)
        charges.late_cancellations(night)


def refuse(night: Night, requests: list[Request]) -> None:
    """Bookings stand as before they were to be cancelled. Raises ConflictError if something else
    has just filled their part of the day."""
    ids = [request.booking_id for request in requests]
    if not ids:
        return
    slots = [
        (booking, child, day, slot)
        for booking, child, day, words in rows(SLOTS.format(marks=marks(ids)), *ids)
        for slot in words.split()
    ]
    execute_many(FILL, slots)
    if slots and rows(FILLED_BY.format(marks=marks(ids)), *ids)[0][0] != len(slots):
        raise ConflictError
    packages.settle_bookings(ids, night.seconds)
    fees.settle_bookings(ids, night.seconds)
