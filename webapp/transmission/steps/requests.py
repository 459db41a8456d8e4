"""Second step: requests to book, then requests to wait, decided by the back office."""

import json
from typing import Any

from webapp.booking.operations import fees, packages
from webapp.database import execute, marks
from webapp.transmission.rules.decisions import WITHOUT_ACTIVITY, Request, Verdict
from webapp.transmission.steps import seats
from webapp.transmission.steps.fullness import Wait, places
from webapp.transmission.steps.night import Night, Progress
from webapp.transmission.steps.taking import (
    end_bookings,
    explain,
    following,
    position,
    settle,
    take,
)

KINDS = ("book", "wait")

# « state IN … AND state = … »: SQLite uses the index of live bookings only if its own words
# are there.
FACTS = """
EXISTS (SELECT 1 FROM enrolment e WHERE e.child_id = b.child_id
        AND e.activity_id = o.activity_id AND e.first_day <= b.day AND e.last_day >= b.day),
CASE WHEN b.supplement_id IS NULL THEN 1 = 1 ELSE EXISTS (
    SELECT 1 FROM booking d WHERE d.child_id = b.child_id AND d.open_day_id = b.open_day_id
    AND d.supplement_id IS NULL AND d.state IN ('booked', 'waiting') AND d.state = 'booked') END
"""

FREE_SLOTS = "DELETE FROM booking_slot WHERE booking_id IN ({marks})"

Decided = list[tuple[Request, Verdict]]


def chunk(night: Night, cursor: str) -> Progress:
    """Decide the next requests of a kind."""
    kind, last = position(cursor, KINDS)
    taken = take(night, kind, last, FACTS)
    requests = [Request(kind, *movement) for movement in taken]
    decided = _together(requests, night.office.decide(requests))
    accepted = [request for request, verdict in decided if verdict.accepted]
    refused = [(request, verdict) for request, verdict in decided if not verdict.accepted]
    refuse(night, refused)
    if kind == "book":
        settle(night, "accepted", [request.movement_id for request in accepted])
    else:
        _place(night, accepted)
    outcome = "accepted" if kind == "book" else "waiting"
    counts = {kind: len(taken), outcome: len(accepted), "refused": len(refused)}
    return Progress(following(kind, taken, KINDS), counts)


def _together(requests: list[Request], verdicts: Any) -> Decided:
    """Requests with their verdicts; a supplement falls with the day it was to go with."""
    decided = list(zip(requests, verdicts, strict=True))
    fallen = {
        (request.child_id, request.open_day_id)
        for request, verdict in decided
        if not verdict.accepted and request.supplement_id is None
    }
    if not fallen:
        return decided
    alone = Verdict(False, "activity", WITHOUT_ACTIVITY)
    return [
        (request, alone if verdict.accepted and _falls(request, fallen) else verdict)
        for request, verdict in decided
    ]


def _falls(request: Request, fallen: set[tuple[int, int]]) -> bool:
    return request.supplement_id is not None and ((request.child_id, request.open_day_id) in fallen)


def refuse(night: Night, refused: Decided) -> None:
    """The booking ends, its part of the day is free again, its seat goes to the waiting list."""
    explain(
        night,
        [(r.movement_id, "refused", v.code, v.reason, _facts(r), "refused") for r, v in refused],
    )
    held = [request for request, _ in refused if request.booking_state == "booked"]
    waited = [request for request, _ in refused if request.booking_state == "waiting"]
    end_bookings([request.booking_id for request in held], "booked", "refused")
    end_bookings([request.booking_id for request in waited], "waiting", "refused")
    if held:
        give_back(night, held)


def give_back(night: Night, held: list[Request]) -> None:
    """Parts of the day are free again, prices settled; the seats go to the waiting list."""
    ids = [request.booking_id for request in held]
    execute(FREE_SLOTS.format(marks=marks(ids)), *ids)
    packages.settle_bookings(ids, night.seconds)
    fees.settle_bookings(ids, night.seconds)
    seats.release((r.open_day_id, r.supplement_id, r.child_id) for r in held)


def _facts(request: Request) -> str:
    return json.dumps(
        {
            "booking": request.booking_state,
            "enrolled": bool(request.enrolled),
            "with_activity": bool(request.with_activity),
        }
    )


def _place(night: Night, accepted: list[Request]) -> None:
    """Put on the waiting list, told how full the day is and at which rank."""
    waits = (Wait(r.booking_id, r.open_day_id, r.supplement_id) for r in accepted)
    place = places(waits)
    told = []
    for request in accepted:
        rank, seen, capacity, reason = place[request.booking_id]
        facts = json.dumps({"rank": rank, "taken": seen, "capacity": capacity})
        told.append((request.movement_id, "waiting", "full", reason, facts, "waiting"))
    explain(night, told)
