"""Third step: the waiting lists, day by day; afterwards the seats left over are free for all."""

import json
from collections import Counter
from typing import Any

from webapp.activities.rules import decision
from webapp.activities.rules.reading import word
from webapp.activities.rules.when import Context
from webapp.booking.operations import fees, packages
from webapp.booking.queries import takers_of
from webapp.database import execute_many, marks, rows
from webapp.families.rules import of_age
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.transmission.rules import waiting
from webapp.transmission.rules.waiting import (
    CLOSED,
    DEBIT,
    PROMOTED,
    WHY,
    Answer,
    Candidate,
    Seat,
    Taken,
)
from webapp.transmission.steps import free, quotas
from webapp.transmission.steps.night import DAYS, ConflictError, Night, Progress
from webapp.transmission.steps.taking import end_bookings
from webapp.transmission.steps.waiters import Waiter, filled_on, leaves, waiting_on

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


PASSED = """
SELECT booking_id, reason_code FROM movement
WHERE booking_id IN ({marks}) AND kind = 'promote' AND to_state = 'waiting'
"""


def chunk(night: Night, cursor: str) -> Progress:
    """Serve the next days that have a waiting list or seats given back."""
    start = (night.structure_id, cursor)
    days = [day for (day,) in rows(NEXT_DAYS, *start, *start, *start, *start, DAYS)]
    if not days:
        return Progress(None, {})
    waiters = waiting_on(night, days)
    seats = free.stock(night, days)
    counts = _serve(night, days, waiters, seats)
    return Progress(days[-1] if len(days) == DAYS else None, counts)


def _serve(
    night: Night, days: list[str], waiters: list[Waiter], seats: free.Stock
) -> dict[str, int]:
    calendar = calendar_of(night.structure_id, night.revision, night.timezone)
    counters = free.shared(night, days)
    candidates = [candidate(night, waiter, counters, calendar) for waiter in waiters]
    candidates, left = counted(waiters, candidates, calendar)
    open_seats, filled = free.free(seats) | left, filled_on(night, days)
    answers = waiting.serve(candidates, open_seats, filled, night.now, _taken(candidates))
    served = list(zip(waiters, candidates, answers, strict=True))
    promoted = [(w, c, a) for w, c, a in served if a.outcome == PROMOTED]
    closed = [(w, c, a) for w, c, a in served if a.outcome in CLOSED]
    promote(night, promoted, seats)
    _close(night, closed, calendar)
    _pass_over(night, [(w, c, a) for w, c, a in served if a.outcome in (DEBIT, *WHY)])
    free.settle(seats, Counter(seat for _, asked, _ in promoted for seat in asked.seats))
    return {"promoted": len(promoted), "closed": len(closed)}


Served = list[tuple[Waiter, Candidate, Answer]]


def _taken(candidates: list[Candidate]) -> Taken:
    """Who has the seats of the days that are kept for others than those who wait."""
    days = {each.seats[0][1] for each in candidates if each.reserved}
    return {("open_day", day): found for day, found in takers_of(sorted(days)).items()}


def candidate(
    night: Night,
    waiter: Waiter,
    counters: dict[tuple[int, str], list[free.Shared]],
    calendar: TownCalendar,
) -> Candidate:
    """All that a child who waits needs to have its seat."""
    alone = waiter.supplement_id is not None
    counted = [] if alone else counters.get((waiter.activity_id, waiter.day), [])
    shared = [c.seat for c in counted if of_age(waiter.birth_day, waiter.day, c.least, c.most)]
    words = () if alone else waiter.slots.split()
    own = (waiter.child_id, waiter.day)
    rules = waiter.rules
    facts = None if alone else waiter.facts
    categories = facts.all_categories if facts else frozenset[str]()
    local = night.now.astimezone(calendar.zone).replace(tzinfo=None)
    met = waiting.named(*own, rules.excludes) | waiting.unwanted(*own, [word(waiter.name)])
    return Candidate(
        waiter.booking_id,
        (waiter.own_seat, *shared),
        tuple((*own, part) for part in words),
        waiter.limit(calendar),
        bool(waiter.enrolled),
        bool(waiter.with_activity),
        bool(waiter.debt),
        against=frozenset() if alone else met,
        needs=frozenset() if alone else waiting.named(*own, rules.needs),
        leaves=frozenset() if alone else leaves(*own, waiter.name, waiter.terms),
        categories=categories,
        reserved=() if alone else rules.places.against(categories, local),
        refused=rules.public.refuses(facts) if facts else "",
    )


def counted(
    waiters: list[Waiter], candidates: list[Candidate], calendar: TownCalendar
) -> tuple[list[Candidate], dict[Seat, int | None]]:
    """The candidates with the days that their rules still allow, and how many these are."""
    asked = (
        (w.booking_id, w.family_id, w.child_id, w.activity_id, w.day, w.rules)
        for w in waiters
        if w.supplement_id is None
    )
    counts, left = quotas.room(asked, calendar)
    return [c._replace(counts=counts.get(c.booking_id, ())) for c in candidates], left


def promote(night: Night, promoted: Served, seats: free.Stock) -> None:
    """Raises ConflictError when a family has just filled a part of the day: to be served again."""
    ids = [waiter.booking_id for waiter, _, _ in promoted]
    end_bookings(ids, "waiting", "booked")
    slots = [(asked.booking_id, *slot) for _, asked, _ in promoted for slot in asked.slots]
    execute_many(FILL, slots)
    if slots and rows(FILLED_BY.format(marks=marks(ids)), *ids)[0][0] != len(slots):
        raise ConflictError
    counted = [w.booking_id for w, _, _ in promoted if w.rules.package]
    shares = packages.settle_bookings(counted, night.seconds)
    owing = [w.booking_id for w, _, _ in promoted if w.rules.fees]
    fees.settle_bookings(owing, night.seconds)
    told = []
    for seated, _, answer in promoted:
        waiter = seated._replace(cents=shares.get(seated.booking_id, seated.cents))
        facts = {"rank": answer.rank, "capacity": seats[waiter.own_seat][0]}
        reason = waiting.promoted(answer.rank)
        told.append(_told(night, waiter, ("accepted", "booked", "seat", reason), facts))
    execute_many(TELL, told)


def _close(night: Night, closed: Served, calendar: TownCalendar) -> None:
    end_bookings([waiter.booking_id for waiter, _, _ in closed], "waiting", "refused")
    told = []
    for waiter, asked, answer in closed:
        until = decision.until(asked.limit, Context(calendar))
        reason = waiting.ended(answer.outcome, until)
        facts = {"rank": answer.rank, "limit": asked.limit.isoformat()}
        outcome = ("refused", "refused", answer.outcome, reason)
        told.append(_told(night, waiter, outcome, facts))
    execute_many(TELL, told)


def _pass_over(night: Night, passed: Served) -> None:
    """Tell once who could have had a seat, and why it went to those behind: the wait goes on."""
    if not passed:
        return
    ids = [waiter.booking_id for waiter, _, _ in passed]
    known = set(rows(PASSED.format(marks=marks(ids)), *ids))
    told = []
    for waiter, _, answer in passed:
        reason = waiting.passed_over(answer.outcome, answer.rank, waiter.debt)
        facts = {"rank": answer.rank, "debt": waiter.debt}
        if (waiter.booking_id, answer.outcome) not in known:
            outcome = ("refused", "waiting", answer.outcome, reason)
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
