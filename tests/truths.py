"""What must hold of the books at any moment, whoever books, cancels or takes back at once."""

from tests.jobs.nights import TRUE_COUNTERS, TRUE_DAYS, TRUE_SUPPLEMENTS
from webapp.database import rows

TWICE = """
SELECT child_id, open_day_id, COALESCE(supplement_id, 0) FROM booking
WHERE state IN ('booked', 'waiting')
GROUP BY child_id, open_day_id, COALESCE(supplement_id, 0) HAVING COUNT(*) > 1
"""
SLOTS = """
SELECT b.id, b.child_id, b.day, a.slots FROM booking b
JOIN open_day o ON o.id = b.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE b.state = 'booked' AND b.supplement_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM movement m
  WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
"""
ORPHANS = """
SELECT x.id FROM booking x WHERE x.state = 'booked' AND x.supplement_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.child_id = x.child_id
    AND b.open_day_id = x.open_day_id AND b.supplement_id IS NULL AND b.state = 'booked')
"""
STRAY_MOVEMENTS = """
SELECT m.id, m.kind, b.state FROM movement m JOIN booking b ON b.id = m.booking_id
WHERE m.state = 'pending' AND b.state <>
  CASE WHEN m.kind IN ('book', 'cancel') THEN 'booked' ELSE 'waiting' END
"""
IDLE_LINES = """
SELECT l.id, l.wish, b.state, m.kind FROM cart_line l JOIN cart c ON c.id = l.cart_id
LEFT JOIN booking b ON b.child_id = l.child_id AND b.family_id = c.family_id
  AND b.open_day_id = l.open_day_id
  AND COALESCE(b.supplement_id, 0) = l.supplement_id AND b.state IN ('booked', 'waiting')
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending'
"""


def assert_books_are_true() -> None:
    """Seats, bookings, slots and requests agree."""
    for sql in (TRUE_DAYS, TRUE_COUNTERS, TRUE_SUPPLEMENTS):
        for seat, taken, released, capacity, held in rows(sql):
            assert taken == held + released, f"seat {seat}: {taken} ≠ {held} + {released}"
            assert capacity is None or taken <= capacity, f"seat {seat}: {taken} of {capacity}"
    assert rows(TWICE) == [], "two live bookings of a child for the same thing"
    assert rows(STRAY_MOVEMENTS) == [], "requests for bookings that are not there"
    assert rows(ORPHANS) == [], "supplements without their activity"
    wanted = {
        (booking, child, day, slot)
        for booking, child, day, slots in rows(SLOTS)
        for slot in slots.split()
    }
    known = rows("SELECT booking_id, child_id, day, slot FROM booking_slot")
    assert set(known) == wanted and len(known) == len(wanted), "parts of the day"


def assert_carts_ask_for_something() -> None:
    """No line of a cart wishes for what is already so."""
    for line, wish, state, pending in rows(IDLE_LINES):
        holds = "" if pending in ("cancel", "leave") else (state or "")
        idle = {"book": holds == "booked", "wait": holds == "waiting", "cancel": not holds}
        assert not idle[wish], f"line {line}: {wish}, and the child has {holds or 'nothing'}"
