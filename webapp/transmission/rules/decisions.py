"""The built-in back office: is a request that was valid when it was made still so at night?"""

from typing import NamedTuple

ENROLMENT = "L’inscription de l’enfant à cette activité ne couvre pas ce jour."
WITHOUT_ACTIVITY = "Un supplément demande que l’activité du jour soit réservée."
GONE = "Cette demande porte sur une réservation qui n’existe plus."
NOT_WAITING = "Cet enfant n’était plus sur la liste d’attente de ce jour."


class Request(NamedTuple):
    """A request to book (`book`) or to be put on the waiting list (`wait`).

    `booking_state` is the booking's present state, `enrolled` whether the child is enrolled on
    that day, `with_activity` whether the day of a supplement is booked (true for a day itself).
    """

    kind: str
    movement_id: int
    booking_id: int
    child_id: int
    open_day_id: int
    supplement_id: int | None
    booking_state: str
    enrolled: bool
    with_activity: bool


class Verdict(NamedTuple):
    """`reason` is a French sentence, empty when `accepted`."""

    accepted: bool
    code: str = ""
    reason: str = ""


ACCEPTED = Verdict(True)
EXPECTED = {"book": "booked", "wait": "waiting"}


def decide(request: Request) -> Verdict:
    """Accept, unless what the request stands on has gone since it was validated.

    Deadlines and seats are not judged again: both were settled at validation, in the family's
    favour, and the night must not take back what it was told.
    """
    if request.booking_state != EXPECTED[request.kind]:
        return Verdict(False, "gone", GONE)
    if not request.enrolled:
        return Verdict(False, "enrolment", ENROLMENT)
    if not request.with_activity:
        return Verdict(False, "activity", WITHOUT_ACTIVITY)
    return ACCEPTED
