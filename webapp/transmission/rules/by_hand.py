"""What staff may decide of a request ahead of the night, and how it is told."""

from datetime import UTC, datetime

from webapp.transmission.rules.decisions import (
    EXPECTED,
    GONE,
    NOT_WAITING,
    WITHOUT_ACTIVITY,
    Request,
    decide,
)
from webapp.transmission.rules.waiting import (
    ACTIVITY,
    DEBIT,
    ENROLMENT,
    FULL,
    SLOTS,
    WHY,
    Candidate,
)

ACCEPT, REFUSE, WAIT = "accepter", "refuser", "attente"
ANSWERS = {ACCEPT: "accepter", REFUSE: "refuser", WAIT: "mettre en liste d’attente"}
NO_LIST = "Cette activité n’a pas de liste d’attente."
ENDING = {"cancel": "booked", "leave": "waiting"}
"""Requests that end a booking, and what they find."""
ONLY = "Une annulation s’accepte ou se refuse."
LEAVES = "Un départ de la liste d’attente s’accepte seulement."
TOLD = {
    ACCEPT: "Acceptée par la structure",
    REFUSE: "Refusée par la structure",
    WAIT: "Mise en liste d’attente par la structure",
}
GIVEN = "Place attribuée par la structure"
NOT_GIVEN = {
    FULL: "Plus aucune place n’est libre ce jour-là.",
    ENROLMENT: "L’inscription de l’enfant à cette activité ne couvre pas ce jour.",
    ACTIVITY: WITHOUT_ACTIVITY,
    DEBIT: "Le compte de la famille est débiteur\u00a0: elle ne peut pas réserver.",
    **{code: f"{why[0].upper()}{why[1:]}." for code, why in WHY.items()},
}
LAST = datetime.max.replace(tzinfo=UTC)


def needs_reason(answer: str) -> bool:
    """A family reads why it does not have what it asked for."""
    return answer in (REFUSE, WAIT)


def obstacle(request: Request, answer: str, *, listed: bool, filled: bool = False) -> str:
    """Why a request cannot be answered so, in French; '' if it can. What the night would refuse
    nobody accepts. `listed`: there is a waiting list for what is asked; `filled`: the part of the
    day that a cancellation has freed is taken."""
    if request.kind in ENDING:
        return _against_end(request, answer, filled=filled)
    if answer == REFUSE:
        return "" if request.booking_state == EXPECTED[request.kind] else GONE
    return decide(request).reason or (NO_LIST if answer == WAIT and not listed else "")


def _against_end(request: Request, answer: str, *, filled: bool) -> str:
    if request.booking_state != ENDING[request.kind]:
        return GONE if request.kind == "cancel" else NOT_WAITING
    if answer == ACCEPT:
        return ""
    if answer == WAIT or request.kind == "leave":
        return LEAVES if request.kind == "leave" else ONLY
    return NOT_GIVEN[SLOTS] if filled else ""


def told(words: str, reason: str) -> str:
    """« Refusée par la structure : … »"""
    return f"{words}\u00a0: {reason}" if reason else f"{words}."


def derogating(candidate: Candidate) -> Candidate:
    """As if it were in time, and the seats kept for others and the activity's public did not
    count: staff may give a seat all the same."""
    return candidate._replace(limit=LAST, reserved=(), refused="")


def goes_first(rank: int) -> bool:
    """True if nobody waits before."""
    return rank == 1
