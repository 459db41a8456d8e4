"""Staff answer requests ahead of the night, and give a seat to a child that waits.

Each is a run of the coming night of its own: its verbs, its rules, its mails; only the verdict
comes from somebody. One transaction: a process that dies has decided nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from peewee import IntegrityError, OperationalError

from webapp.activities.people import people
from webapp.activities.rules.terms import parse
from webapp.audit.operations import Author, Thing, record
from webapp.booking.rules.option import as_date
from webapp.database import execute, execute_many, marks, row, rows, write_transaction
from webapp.staff.operations import ending
from webapp.staff.operations.weighing import Answer, Taken, weigh
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import nights
from webapp.transmission.backoffice import BuiltIn
from webapp.transmission.rules import by_hand, waiting
from webapp.transmission.rules.decisions import WITHOUT_ACTIVITY, Request, Verdict
from webapp.transmission.steps import free, reports, seats
from webapp.transmission.steps import waiting as lists
from webapp.transmission.steps.fullness import Wait, places
from webapp.transmission.steps.night import ConflictError, Night, in_a_hurry, locked
from webapp.transmission.steps.requests import give_back, refuse
from webapp.transmission.steps.taking import explain
from webapp.transmission.steps.waiters import filled_on, waiting_on

ATTEMPTS = 10
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
OUTCOME = {by_hand.ACCEPT: "accepted", by_hand.REFUSE: "refused", by_hand.WAIT: "waiting"}
STRUCTURE = """
SELECT s.name, s.email, s.timezone, s.revision, s.night_at FROM structure s WHERE s.id = ?
"""
OPEN = """
INSERT INTO transmission (structure_id, night, run, state, step, cursor, cutoff, started_at,
  finished_at, counts, steps, author)
VALUES (?, ?, (SELECT COALESCE(MAX(run), 0) + 1 FROM transmission
  WHERE structure_id = ? AND night = ?), 'done', 'done', '', 0, ?, ?, '{}', '{}', ?) RETURNING id
"""
COUNT = "UPDATE transmission SET counts = ? WHERE id = ?"
TO_WAIT = """
UPDATE booking SET state = 'waiting', waiting_since = ?, priority = ?
WHERE id = ? AND state = 'booked'
"""
TERMS = """
SELECT b.id, b.family_id, b.child_id, b.day, a.id, a.terms FROM booking b
JOIN open_day o ON o.id = b.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE b.id IN ({marks})
"""
WAITS = """
SELECT b.day, b.family_id, b.open_day_id, b.supplement_id, d.first_name || ' ' || d.last_name,
  m.id, m.kind
FROM booking b JOIN child d ON d.id = b.child_id
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending'
WHERE b.id = ? AND b.structure_id = ? AND b.state = 'waiting'
"""
SAY = """
UPDATE movement SET reason_code = 'staff', reason = ?, author = ?
WHERE transmission_id = ? AND kind = 'promote'
"""
LEAVES = "La famille a demandé à quitter la liste d’attente."


class Decided(NamedTuple):
    """The run that holds what was decided (0: nothing), how many requests, and why not others."""

    run: int
    done: int
    left: dict[int, str]


class NoReasonError(Exception):
    """Others come first: why they are passed over must be said."""


class NotGivenError(Exception):
    """A seat cannot be given; the message says why, in French."""


def _again(verb: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """As a night does its chunks: who meets a family's « Valider » gives way and begins anew."""

    @wraps(verb)
    def repeated(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        for _ in range(ATTEMPTS - 1):
            try:
                return verb(*args, **kwargs)
            except (OperationalError, IntegrityError, ConflictError):
                continue
        return verb(*args, **kwargs)

    return repeated


@_again
def decide(asked: Answer, by: Author, now: datetime) -> Decided:
    """Answer those that are still to be answered; the others are left, with the reason why."""
    with write_transaction():
        in_a_hurry()
        fit, left = weigh(asked, hold=True)
        if not fit:
            return Decided(0, 0, left)
        night = _open(asked.structure, by, now)
        _answer(night, asked, [t for t in fit.values() if t.request.kind not in by_hand.ENDING])
        _end(night, asked, [t for t in fit.values() if t.request.kind in by_hand.ENDING])
        seats.free_idle(night.structure_id, [t.request.open_day_id for t in fit.values()])
        _tell(night, _counts(asked, fit.values()))
        for family in sorted({each.family for each in fit.values()}):
            of = [number for number, each in fit.items() if each.family == family]
            said = {
                "réponse": by_hand.ANSWERS[asked.answer],
                "raison": asked.reason,
                "demandes": of,
            }
            thing = Thing("transmission", night.id, f"{len(of)} demandes décidées")
            record(by, night.seconds, "requests.decided", thing, family=family, after=said)
        return Decided(night.id, len(fit), left)


def _open(structure: int, by: Author, now: datetime) -> Night:
    """A run of the coming night, for what is decided here and now."""
    found: Any = row(locked(STRUCTURE, "s"), structure)
    name, email, timezone, revision, night_at = found
    seconds = int(now.timestamp())
    night = nights.coming(night_at, timezone, now).isoformat()
    opened: Any = row(OPEN, structure, night, structure, night, seconds, seconds, by.name[:160])
    return Night(now, BuiltIn(), opened[0], 0, structure, name, email, timezone, revision)


def _answer(night: Night, asked: Answer, taken: list[Taken]) -> None:
    said = by_hand.told(by_hand.TOLD[asked.answer], asked.reason)
    requests = [each.request for each in taken]
    fallen = [r for r in requests if asked.answer == by_hand.WAIT and r.supplement_id is not None]
    if asked.answer == by_hand.REFUSE:
        refuse(night, [(r, Verdict(False, "staff", said)) for r in requests])
    refuse(night, [(r, Verdict(False, "activity", WITHOUT_ACTIVITY)) for r in fallen])
    if asked.answer == by_hand.WAIT:
        _to_wait(night, [r for r in requests if r.kind == "book" and r not in fallen])
    stands = [t for t in taken if asked.answer == by_hand.ACCEPT and t.request.kind == "book"]
    explain(night, [_accepted(each, said) for each in stands])
    accepted = [each.request for each in stands]
    if asked.answer != by_hand.REFUSE:
        _place(night, [r for r in requests if r not in accepted and r not in fallen], said)


def _end(night: Night, asked: Answer, taken: list[Taken]) -> None:
    """Cancellations, departures from a list."""
    said = by_hand.told(by_hand.TOLD[asked.answer], asked.reason)
    requests = [each.request for each in taken]
    if asked.answer == by_hand.ACCEPT:
        ends = {"cancel": "cancelled", "leave": "left"}
        explain(night, [_accepted(each, said, ends[each.request.kind]) for each in taken])
        ending.accept(night, requests)
    else:
        told = ("refused", "staff", said, "", "booked")
        explain(night, [(request.movement_id, *told) for request in requests])
        ending.refuse(night, requests)


def _counts(asked: Answer, fit: Iterable[Taken]) -> dict[str, int]:
    """As a night counts them."""
    counts = Counter[str]()
    for kind in (each.request.kind for each in fit):
        done = {"cancel": "cancelled", "leave": "left"}.get(kind, OUTCOME[asked.answer])
        counts[kind] += 1
        counts["refused" if asked.answer == by_hand.REFUSE else done] += 1
    return dict(counts)


def _accepted(
    taken: Taken, said: str, after: str = "booked"
) -> tuple[int, str, str, str, str, str]:
    """What the request says already stands: why it came after the limit, what is due for it."""
    code, reason, facts = taken.said
    told = f"{reason} {said}".strip()
    return taken.request.movement_id, "accepted", code or "staff", told, facts, after


def _to_wait(night: Night, held: list[Request]) -> None:
    """Behind those who wait already with the same priority; the seats are kept for the list."""
    if not held:
        return
    ids = [request.booking_id for request in held]
    ranked = []
    for booking, family, child, day, activity, terms in rows(TERMS.format(marks=marks(ids)), *ids):
        rules = parse(terms)
        person = people(family).get(child) if rules.places.priority else None
        facts = person.facts(as_date(day), activity, rules) if person else None
        rank = rules.places.rank(facts.all_categories) if facts else 0
        ranked.append((night.seconds, rank, booking))
    execute_many(TO_WAIT, ranked)
    give_back(night, held)


def _place(night: Night, waiting_now: list[Request], said: str) -> None:
    """Told at which rank."""
    place = places(Wait(r.booking_id, r.open_day_id, r.supplement_id) for r in waiting_now)
    told = []
    for request in waiting_now:
        rank, taken, capacity, words = place[request.booking_id]
        facts = json.dumps({"rank": rank, "taken": taken, "capacity": capacity})
        reason = f"{said.rstrip('.')}. {words}"
        told.append((request.movement_id, "waiting", "staff", reason, facts, "waiting"))
    explain(night, told)


def _tell(night: Night, counts: dict[str, int]) -> None:
    """The mails of the families concerned, and the counts of the run."""
    cursor: str | None = ""
    while cursor is not None:
        progress = reports.chunk(night, cursor)
        cursor = progress.cursor
        counts |= {key: counts.get(key, 0) + value for key, value in progress.counts.items()}
    execute(COUNT, json.dumps(counts), night.id)


@_again
def give(structure: int, booking: int, reason: str, by: Author, now: datetime) -> int:
    """Give a seat to a child that waits, whatever its rank, after the limit too, where seats are
    kept for others (`by_hand.derogating`); the run. Raises LookupError if it does not wait any
    more, NotGivenError, NoReasonError."""
    with write_transaction():
        in_a_hurry()
        found = row(WAITS, booking, structure)
        if found is None:
            raise LookupError(booking)
        day, family, open_day, supplement, child, pending, kind = found
        if kind == "leave":
            raise NotGivenError(LEAVES)
        night = _open(structure, by, now)
        if pending is not None:
            place = places([Wait(booking, open_day, supplement)])[booking]
            explain(night, [(pending, "waiting", "full", place.told, "", "waiting")])
        rank = _seat(night, booking, day)
        if not (reason or by_hand.goes_first(rank)):
            raise NoReasonError
        execute(SAY, by_hand.told(by_hand.GIVEN, reason), by.name[:160], night.id)
        _tell(night, {"promoted": 1})
        thing = Thing("booking", booking, f"{child}, {day}")
        said = {"raison": reason, "rang": rank}
        record(by, night.seconds, "seat.given", thing, family=family, after=said)
        return night.id


def _seat(night: Night, booking: int, day: str) -> int:
    """Its rank, from 1."""
    stock = free.stock(night, [day])
    waiter = next((w for w in waiting_on(night, [day]) if w.booking_id == booking), None)
    if waiter is None:
        raise LookupError(booking)
    calendar = calendar_of(night.structure_id, night.revision, night.timezone)
    asked = lists.candidate(night, waiter, free.shared(night, [day]), calendar)
    [candidate], left = lists.counted([waiter], [by_hand.derogating(asked)], calendar)
    [answer] = waiting.serve(
        [candidate], free.free(stock) | left, filled_on(night, [day]), night.now
    )
    if answer.outcome != waiting.PROMOTED:
        raise NotGivenError(by_hand.NOT_GIVEN[answer.outcome])
    place = places([Wait(booking, waiter.open_day_id, waiter.supplement_id)])[booking]
    lists.promote(night, [(waiter, candidate, answer._replace(rank=place.rank))], stock)
    free.give(stock, candidate.seats)
    return place.rank
