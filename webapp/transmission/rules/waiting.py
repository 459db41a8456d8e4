"""Serving the waiting list of a day: whom the free seats go to, and who can wait no longer."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from webapp.activities.rules.places import Reserve, kept
from webapp.words import euros

Seat = tuple[str, int]
Slot = tuple[int, str, str]

Taken = dict[Seat, list[tuple[frozenset[str], int]]]
"""Who has the seats of a day: categories, and how many."""

FULL = "full"
RESERVED = "reserved"
PROMOTED = "promoted"
LATE = "late"
ENROLMENT = "enrolment"
SLOTS = "slots"
NEEDS = "needs"
QUOTA = "quota"
ACTIVITY = "activity"
DEBIT = "debit"
CLOSED = (LATE, ENROLMENT)
WHY = {
    SLOTS: "l’enfant a déjà ce jour-là une activité qui ne va pas avec celle-ci",
    NEEDS: "cette activité va avec une autre du même jour, que l’enfant n’a pas",
    QUOTA: "l’enfant a déjà tous les jours que les règles de l’activité permettent",
    "category": "cette activité est ouverte à d’autres familles",
    "age": "cette activité n’est pas de l’âge de l’enfant",
    "class": "cette activité n’est pas ouverte à la classe de l’enfant",
    "school": "cette activité n’est pas ouverte à l’école de l’enfant",
}
"""Why a seat that is free goes to those behind, beside `debit`."""


class Candidate(NamedTuple):
    """A booking that waits.

    `seats` are all that it needs, each `(table, id)`: the open day and the counters that it
    shares, or the supplement. `slots` are the parts of the day that it fills, each
    `(child, day, word)`. `limit` is the first instant too late to book. `in_debit`: the family owes
    what keeps it from booking. The rules of activities name each other: `against` must not be
    filled, one of `needs` must be (if there are any), `leaves` is filled once it has its seat.
    `counts` are the days that it may have in a week, a month…: one must be left of each.
    `reserved` are the seats of the day kept at this moment for others than its `categories`;
    `refused`: which condition of the activity the child does not meet, '' if it meets them all.
    """

    booking_id: int
    seats: tuple[Seat, ...]
    slots: tuple[Slot, ...]
    limit: datetime
    enrolled: bool
    with_activity: bool
    in_debit: bool = False
    against: frozenset[Slot] = frozenset()
    needs: frozenset[Slot] = frozenset()
    leaves: frozenset[Slot] = frozenset()
    counts: tuple[Seat, ...] = ()
    categories: frozenset[str] = frozenset()
    reserved: tuple[Reserve, ...] = ()
    refused: str = ""


class Answer(NamedTuple):
    """`promoted`; or why not: `late` and `enrolment` end the wait; it goes on with `full`,
    `reserved`, `activity`, `debit` and the codes of `WHY`. `rank` counts from 1 in the list of its
    own day or supplement."""

    booking_id: int
    outcome: str
    rank: int


def serve(
    candidates: Iterable[Candidate],
    free: dict[Seat, int | None],
    filled: set[Slot],
    now: datetime,
    taken: Taken | None = None,
) -> list[Answer]:
    """Answer all candidates, first come first; they come ordered by day and by their turn.

    `free` (None: without limit), `filled` and `taken` (of the days that keep seats for some) are
    the facts of the moment, and are brought up to date as seats are given. A child passed over
    does not hold back those behind it.
    """
    taken = {} if taken is None else taken
    answers, ranks = [], dict[Seat, int]()
    for candidate in candidates:
        own = candidate.seats[0]
        ranks[own] = ranks.get(own, 0) + 1
        outcome = _ends(candidate, now) or _without_seat(candidate, free, taken)
        outcome = outcome or _against(candidate, free, filled)
        if outcome == PROMOTED:
            _seat(candidate, free, filled)
            taken.setdefault(own, []).append((candidate.categories, 1))
        answers.append(Answer(candidate.booking_id, outcome, ranks[own]))
    return answers


def _without_seat(candidate: Candidate, free: dict[Seat, int | None], taken: Taken) -> str:
    """Why no seat is free for it; '' if one is."""
    if _used_up(candidate.seats, free):
        return FULL
    left = [n for n in map(free.get, candidate.seats) if n is not None]
    for_others = kept(candidate.reserved, taken.get(candidate.seats[0], ()))
    return RESERVED if left and min(left) <= for_others else ""


def _against(candidate: Candidate, free: dict[Seat, int | None], filled: set[Slot]) -> str:
    """Why a seat that is free cannot be its own; `promoted` if it can."""
    if not candidate.with_activity:
        return ACTIVITY
    if candidate.refused:
        return candidate.refused
    if filled.intersection(candidate.slots) or filled & candidate.against:
        return SLOTS
    if candidate.needs and not filled & candidate.needs:
        return NEEDS
    if _used_up(candidate.counts, free):
        return QUOTA
    return DEBIT if candidate.in_debit else PROMOTED


def _ends(candidate: Candidate, now: datetime) -> str:
    """Why the wait ends; '' if it goes on."""
    if not candidate.enrolled:
        return ENROLMENT
    return LATE if now >= candidate.limit else ""


def _used_up(seats: Iterable[Seat], free: dict[Seat, int | None]) -> bool:
    return any(left is not None and left <= 0 for left in map(free.get, seats))


def _seat(candidate: Candidate, free: dict[Seat, int | None], filled: set[Slot]) -> None:
    for seat in (*candidate.seats, *candidate.counts):
        left = free.get(seat)
        if left is not None:
            free[seat] = left - 1
    filled.update(candidate.slots, candidate.leaves)


def named(child: int, day: str, names: Iterable[str]) -> frozenset[Slot]:
    """These activities, by plain names, stand on the child's day."""
    return frozenset((child, day, f"={name}") for name in names)


def unwanted(child: int, day: str, names: Iterable[str]) -> frozenset[Slot]:
    """These activities are excluded by one that stands on the child's day."""
    return frozenset((child, day, f"!{name}") for name in names)


def promoted(rank: int) -> str:
    """Why a child gets a seat."""
    return f"Place libérée, rang {rank} de la liste d’attente."


def passed_over(outcome: str, rank: int, debt: int) -> str:
    """Why a seat goes to those behind; `debt` in cents."""
    why = WHY.get(outcome) or f"votre compte est débiteur de {euros(debt)}"
    return (
        f"Une place s’est libérée au rang {rank}, mais {why}\u00a0: elle n’a pas pu vous être "
        "attribuée. Vous restez en attente."
    )


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
