"""Third step: the waiting lists, day by day; afterwards the seats left over are free for all."""

import json
from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple

from webapp.activities.rules import decision, terms
from webapp.activities.rules.timetable import BOOK, SUPPLEMENT
from webapp.activities.rules.when import Context
from webapp.database import execute_many, marks, rows
from webapp.families.rules import of_age
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.transmission.rules import waiting
from webapp.transmission.rules.waiting import CLOSED, PROMOTED, Answer, Candidate, Seat, Slot
from webapp.transmission.steps import free
from webapp.transmission.steps.night import DAYS, ConflictError, Night, Progress, unclaimed
from webapp.transmission.steps.taking import end_bookings

NEXT_DAYS = """
SELECT day FROM booking WHERE structure_id = ? AND state = 'waiting' AND day > ?
UNION
SELECT o.day FROM open_day o JOIN activity a ON a.id = o.activity_id
WHERE a.structure_id = ? AND o.day > ? AND o.released > 0
UNION
SELECT o.day FROM supplement s JOIN open_day o ON o.id = s.open_day_id
JOIN activity a ON a.id = o.activity_id
WHERE a.structure_id = ? AND o.day > ? AND s.released > 0
UNION
SELECT d.day FROM counter_day d JOIN counter c ON c.id = d.counter_id
WHERE c.structure_id = ? AND d.day > ? AND d.released > 0
ORDER BY day LIMIT ?
"""

# A booking whose request came after the cut-off, or that is asked to be left, is the next night's.
WAITING = """
SELECT b.id, b.family_id, b.child_id, b.open_day_id, b.supplement_id, b.day, b.cents,
    a.id, a.slots, a.terms, h.birth_day,
    EXISTS (SELECT 1 FROM enrolment e WHERE e.child_id = b.child_id AND e.activity_id = a.id
            AND e.first_day <= b.day AND e.last_day >= b.day),
    CASE WHEN b.supplement_id IS NULL THEN 1 = 1 ELSE EXISTS (
        SELECT 1 FROM booking d WHERE d.child_id = b.child_id AND d.open_day_id = b.open_day_id
        AND d.supplement_id IS NULL AND d.state IN ('booked', 'waiting') AND d.state = 'booked')
    END
FROM booking b
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
JOIN child h ON h.id = b.child_id
WHERE b.structure_id = ? AND b.state = 'waiting' AND b.day IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.booking_id = b.id AND m.state = 'pending')
ORDER BY b.day, b.priority, b.waiting_since, b.id
"""

FILLED = """
SELECT DISTINCT t.child_id, t.day, t.slot FROM booking b
JOIN booking_slot t ON t.child_id = b.child_id AND t.day = b.day
WHERE b.structure_id = ? AND b.state = 'waiting' AND b.day IN ({marks})
"""

FILL = """
INSERT INTO booking_slot (booking_id, child_id, day, slot) VALUES (?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""

FILLED_BY = "SELECT COUNT(*) FROM booking_slot WHERE booking_id IN ({marks})"

TELL = """
INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state, author,
    requested_at, decided_at, transmission_id, from_state, to_state, cents, reason_code, reason,
    facts)
VALUES (?, ?, ?, ?, ?, 'promote', ?, '', ?, ?, ?, 'waiting', ?, ?, ?, ?, ?)
"""


class Waiter(NamedTuple):
    """A row of `WAITING`."""

    booking_id: int
    family_id: int
    child_id: int
    open_day_id: int
    supplement_id: int | None
    day: str
    cents: int
    activity_id: int
    slots: str
    terms: str
    birth_day: str
    enrolled: bool
    with_activity: bool

    @property
    def own_seat(self) -> Seat:
        """The seat that is its own, beside the counters that it may share."""
        if self.supplement_id is not None:
            return "supplement", self.supplement_id
        return "open_day", self.open_day_id

    def limit(self, calendar: TownCalendar) -> datetime:
        """The instant after which the day, or the supplement, can no longer be booked."""
        action = BOOK if self.supplement_id is None else SUPPLEMENT
        day = date.fromisoformat(self.day)
        return terms.parse(self.terms).times(day, calendar).limits[action].final


def chunk(night: Night, cursor: str) -> Progress:
    """Serve the next days that have a waiting list or seats given back."""
    start = (night.structure_id, cursor)
    days = [day for (day,) in rows(NEXT_DAYS, *start, *start, *start, *start, DAYS)]
    if not days:
        return Progress(None, {})
    listed = marks(days)
    waiters = [
        Waiter(*found)
        for found in rows(unclaimed(WAITING.format(marks=listed), "b"), night.structure_id, *days)
    ]
    seats = free.stock(night, days)
    counts = _serve(night, days, waiters, seats)
    return Progress(days[-1] if len(days) == DAYS else None, counts)


def _serve(
    night: Night, days: list[str], waiters: list[Waiter], seats: free.Stock
) -> dict[str, int]:
    calendar = calendar_of(night.structure_id, night.revision, night.timezone)
    counters = free.shared(night, days)
    candidates = [_candidate(waiter, counters, calendar) for waiter in waiters]
    filled = set[Slot](rows(FILLED.format(marks=marks(days)), night.structure_id, *days))
    answers = waiting.serve(candidates, free.free(seats), filled, night.now)
    served = list(zip(waiters, candidates, answers, strict=True))
    promoted = [(w, c, a) for w, c, a in served if a.outcome == PROMOTED]
    closed = [(w, c, a) for w, c, a in served if a.outcome in CLOSED]
    _promote(night, promoted, seats)
    _close(night, closed, calendar)
    free.settle(seats, Counter(seat for _, candidate, _ in promoted for seat in candidate.seats))
    return {"promoted": len(promoted), "closed": len(closed)}


Served = list[tuple[Waiter, Candidate, Answer]]


def _candidate(
    waiter: Waiter, counters: dict[tuple[int, str], list[free.Shared]], calendar: TownCalendar
) -> Candidate:
    alone = waiter.supplement_id is not None
    counted = [] if alone else counters.get((waiter.activity_id, waiter.day), [])
    shared = [c.seat for c in counted if of_age(waiter.birth_day, waiter.day, c.least, c.most)]
    words = () if alone else waiter.slots.split()
    return Candidate(
        waiter.booking_id,
        (waiter.own_seat, *shared),
        tuple((waiter.child_id, waiter.day, word) for word in words),
        waiter.limit(calendar),
        bool(waiter.enrolled),
        bool(waiter.with_activity),
    )


def _promote(night: Night, promoted: Served, seats: free.Stock) -> None:
    """Raises ConflictError when a family has just filled a part of the day: to be served again."""
    ids = [waiter.booking_id for waiter, _, _ in promoted]
    end_bookings(ids, "waiting", "booked")
    slots = [
        (candidate.booking_id, *slot) for _, candidate, _ in promoted for slot in candidate.slots
    ]
    execute_many(FILL, slots)
    if slots and rows(FILLED_BY.format(marks=marks(ids)), *ids)[0][0] != len(slots):
        raise ConflictError
    told = []
    for waiter, _, answer in promoted:
        facts = {"rank": answer.rank, "capacity": seats[waiter.own_seat][0]}
        reason = waiting.promoted(answer.rank)
        told.append(_told(night, waiter, ("accepted", "booked", "seat", reason), facts))
    execute_many(TELL, told)


def _close(night: Night, closed: Served, calendar: TownCalendar) -> None:
    end_bookings([waiter.booking_id for waiter, _, _ in closed], "waiting", "refused")
    told = []
    for waiter, candidate, answer in closed:
        until = decision.until(candidate.limit, Context(calendar))
        reason = waiting.ended(answer.outcome, until)
        facts = {"rank": answer.rank, "limit": candidate.limit.isoformat()}
        outcome = ("refused", "refused", answer.outcome, reason)
        told.append(_told(night, waiter, outcome, facts))
    execute_many(TELL, told)


def _told(
    night: Night, waiter: Waiter, outcome: tuple[str, str, str, str], facts: dict[str, Any]
) -> tuple[Any, ...]:
    state, booking_state, code, reason = outcome
    return (
        night.structure_id, waiter.family_id, waiter.child_id, waiter.booking_id, waiter.day,
        state, night.seconds, night.seconds, night.id, booking_state, waiter.cents, code, reason,
        json.dumps(facts),
    )  # fmt: skip
