"""Second step: what families give up. Their seats are set aside for the waiting list."""

from webapp.transmission.rules.decisions import GONE, NOT_WAITING
from webapp.transmission.steps import seats
from webapp.transmission.steps.night import Night, Progress
from webapp.transmission.steps.taking import (
    end_bookings,
    explain,
    following,
    position,
    settle,
    take,
)

KINDS = ("cancel", "leave")
ENDS = {"cancel": ("booked", "cancelled"), "leave": ("waiting", "left")}
REASONS = {"cancel": GONE, "leave": NOT_WAITING}


def chunk(night: Night, cursor: str) -> Progress:
    """Accept the next cancellations, then the next leaves of the waiting list."""
    kind, last = position(cursor, KINDS)
    before, after = ENDS[kind]
    taken = take(night, kind, last)
    accepted = [movement for movement in taken if movement[5] == before]
    refused = [movement for movement in taken if movement[5] != before]
    settle(night, "accepted", [movement[0] for movement in accepted])
    end_bookings([movement[1] for movement in accepted], before, after)
    if kind == "cancel":
        seats.release((m[3], m[4], m[2]) for m in accepted)
    explain(night, [(m[0], "refused", "gone", REASONS[kind], "", m[5]) for m in refused])
    counts = {kind: len(taken), after: len(accepted), "refused": len(refused)}
    return Progress(following(kind, taken, KINDS), counts)
