"""Serving the waiting list of a day: whom the free seats go to, and who can wait no longer."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

Seat = tuple[str, int]
Slot = tuple[int, str, str]

FULL = "full"
PROMOTED = "promoted"
LATE = "late"
ENROLMENT = "enrolment"
SLOTS = "slots"
ACTIVITY = "activity"
CLOSED = (LATE, ENROLMENT)


class Candidate(NamedTuple):
    """A booking that waits.

    `seats` are all that it needs, each `(table, id)`: the open day and the counters that it
    shares, or the supplement. `slots` are the parts of the day that it fills, each
    `(child, day, word)`. `limit` is the first instant too late to book.
    """

    booking_id: int
    seats: tuple[Seat, ...]
    slots: tuple[Slot, ...]
    limit: datetime
    enrolled: bool
    with_activity: bool


class Answer(NamedTuple):
    """`promoted`; or why not: `late` and `enrolment` end the wait, `full`, `slots` and `activity`
    let it go on. `rank` counts from 1 in the list of its own day or supplement."""

    booking_id: int
    outcome: str
    rank: int


def serve(
    candidates: Iterable[Candidate],
    free: dict[Seat, int | None],
    filled: set[Slot],
    now: datetime,
) -> list[Answer]:
    """Answer all candidates, first come first; they come ordered by day and by their turn.

    `free` (None: without limit) and `filled` are the facts of the moment, and are brought up to
    date as seats are given. A child passed over does not hold back those behind it.
    """
    answers, ranks = [], dict[Seat, int]()
    for candidate in candidates:
        own = candidate.seats[0]
        ranks[own] = ranks.get(own, 0) + 1
        outcome = _outcome(candidate, free, filled, now)
        if outcome == PROMOTED:
            _seat(candidate, free, filled)
        answers.append(Answer(candidate.booking_id, outcome, ranks[own]))
    return answers


def _outcome(
    candidate: Candidate, free: dict[Seat, int | None], filled: set[Slot], now: datetime
) -> str:
    if not candidate.enrolled:
        return ENROLMENT
    if now >= candidate.limit:
        return LATE
    if any(left is not None and left <= 0 for left in map(free.get, candidate.seats)):
        return FULL
    if not candidate.with_activity:
        return ACTIVITY
    return SLOTS if filled.intersection(candidate.slots) else PROMOTED


def _seat(candidate: Candidate, free: dict[Seat, int | None], filled: set[Slot]) -> None:
    for seat in candidate.seats:
        left = free.get(seat)
        if left is not None:
            free[seat] = left - 1
    filled.update(candidate.slots)


def promoted(rank: int) -> str:
    """Why a child gets a seat."""
    return f"Place libérée, rang {rank} de la liste d’attente."


def ended(outcome: str, limit: str) -> str:
    """Why a child can wait no longer; `limit` is the deadline in words."""
    if outcome == LATE:
        return f"Aucune place ne s’est libérée avant la limite de réservation, {limit}."
    return "L’inscription de l’enfant à cette activité ne couvre pas ce jour."


def is_full(taken: int, capacity: int | None) -> bool:
    """True if no seat is left."""
    return capacity is not None and taken >= capacity


def placed(rank: int, taken: int | None, capacity: int | None, where: str = "") -> str:
    """« Complet : 24 sur 24, rang 4. »; `where` names a shared counter that is what is full."""
    if capacity is None or taken is None or taken < capacity:
        return f"Rang {rank} de la liste d’attente."
    name = f" ({where})" if where else ""
    return f"Complet{name}\u00a0: {taken} sur {capacity}, rang {rank}."
