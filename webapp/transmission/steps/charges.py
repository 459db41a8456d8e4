"""Fourth step: the days that are over are charged at the price frozen, and what late cancellations
leave due; then the books are verified."""

import json
import logging
from datetime import date, timedelta
from typing import Any

from webapp import words
from webapp.billing.operations import Charge, charge
from webapp.billing.verification import differences
from webapp.database import execute, row, rows
from webapp.transmission.steps.night import BOOKINGS, Night, Progress
from webapp.words import localise

# A booking that came late for a day already charged is still found for a month.
LOOK_BACK = 31
UNTIL = "SELECT COALESCE(charged_until, '') FROM structure WHERE id = ?"
CHARGED = "UPDATE structure SET charged_until = ? WHERE id = ?"

CANCELLED = """
SELECT m.id, m.facts, b.id, b.family_id, b.child_id, a.id, a.wallet_id, b.day,
    CASE WHEN x.id IS NULL THEN a.name ELSE a.name || ', ' || x.name END
FROM movement m
JOIN booking b ON b.id = m.booking_id
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.transmission_id = ? AND m.kind = 'cancel' AND m.state = 'accepted'
  AND m.reason_code = 'charged' AND m.id > ?
ORDER BY m.id LIMIT ?
"""

NEXT_DAY = """
SELECT MIN(o.day) FROM activity a JOIN open_day o ON o.activity_id = a.id
WHERE a.structure_id = ? AND o.day > ? AND o.day < ?
"""
# One day at a time, so that a chunk reads no other than those it charges. An imported consumption
# stands for whatever its child had booked of the activity that day.
OVER = """
SELECT b.id, b.family_id, b.child_id, a.id, a.wallet_id, b.day, b.cents,
    CASE WHEN x.id IS NULL THEN a.name ELSE a.name || ', ' || x.name END
FROM activity a
JOIN open_day o ON o.activity_id = a.id AND o.day = ?
JOIN booking b ON b.open_day_id = o.id AND b.state = 'booked'
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE a.structure_id = ? AND b.id > ?
  AND NOT EXISTS (SELECT 1 FROM consumption c
    WHERE c.family_id = b.family_id AND c.day = b.day AND c.child_id = b.child_id
      AND c.activity_id = a.id AND (c.booking_id = b.id OR c.kind = 'import'))
ORDER BY b.id LIMIT ?
"""

# A fee is charged with the first day that it is for.
FEES = """
SELECT f.id, f.family_id, f.child_id, a.id, a.wallet_id, f.due_on, f.cents, f.name
FROM fee_due f JOIN activity a ON a.id = f.activity_id
WHERE f.structure_id = ? AND f.state = 'due' AND f.due_on >= ? AND f.due_on < ? AND f.id > ?
ORDER BY f.id LIMIT ?
"""

log = logging.getLogger(__name__)


def chunk(night: Night, cursor: str) -> Progress:
    """Charge the next late cancellations, then the next bookings whose day is over."""
    part, _, last = cursor.partition(":")
    if part == "days":
        # A night begun before days were charged one by one has only a number there: none is lost
        # by starting with the first again.
        day, _, booking = last.partition(":")
        return _days(night, day if booking else _before(night), int(booking or 0))
    if part == "fees":
        return _fees(night, int(last))
    return late_cancellations(night, int(last or 0))


def late_cancellations(night: Night, last: int = 0) -> Progress:
    """Charge what is due for the next cancellations after the limit that the run has accepted."""
    found = rows(CANCELLED, night.id, last, BOOKINGS)
    charges = [
        Charge(
            family, child, activity, wallet, day, json.loads(facts)["due"], "cancellation", booking,
            f"{name}, annulation hors délai", booking,
        )
        for _, facts, booking, family, child, activity, wallet, day, name in found
    ]  # fmt: skip
    following = f"cancellations:{found[-1][0]}" if len(found) == BOOKINGS else "fees:0"
    return Progress(following, {"charged": charge(charges, night.seconds)})


def _fees(night: Night, last: int) -> Progress:
    today = localise(night.now, night.timezone).date().isoformat()
    found = rows(FEES, night.structure_id, _since(night), today, last, BOOKINGS)
    charges = [
        Charge(family, child, activity, wallet, day, cents, "fee", fee, words.capitalised(name))
        for fee, family, child, activity, wallet, day, cents, name in found
    ]
    following = f"fees:{found[-1][0]}" if len(found) == BOOKINGS else f"days:{_before(night)}:0"
    return Progress(following, {"charged": charge(charges, night.seconds)})


def _days(night: Night, day: str, last: int) -> Progress:
    today = localise(night.now, night.timezone).date()
    found = rows(OVER, day, night.structure_id, last, BOOKINGS)
    charges = [
        Charge(family, child, activity, wallet, when, cents, "booking", booking, name, booking)
        for booking, family, child, activity, wallet, when, cents, name in found
    ]
    counts = {"charged": charge(charges, night.seconds)}
    if len(found) == BOOKINGS:
        return Progress(f"days:{day}:{found[-1][0]}", counts)
    following: Any = row(NEXT_DAY, night.structure_id, day, today.isoformat())
    if following[0]:
        return Progress(f"days:{following[0]}:0", counts)
    execute(CHARGED, (today - timedelta(1)).isoformat(), night.structure_id)
    return Progress(None, {**counts, "differences": _verified(night)})


def _before(night: Night) -> str:
    """The day before the first one to look at, ISO; '' for all."""
    since = _since(night)
    return (date.fromisoformat(since) - timedelta(1)).isoformat() if since else ""


def _since(night: Night) -> str:
    """The first day to look at, ISO."""
    found: Any = row(UNTIL, night.structure_id)
    until = found[0]
    return (date.fromisoformat(until) - timedelta(LOOK_BACK)).isoformat() if until else ""


def _verified(night: Night) -> int:
    """How many sums of the books do not agree; each is in the log."""
    found = differences(night.structure_id)
    for difference in found:
        log.error("%s", difference.told)
    return len(found)
