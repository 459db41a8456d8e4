"""An option for tests of rules: a free Wednesday of « Matin », to be changed as one likes."""

import json
from datetime import date, datetime
from typing import Any

from tests.world import NOW, PARIS, sentence, terms
from webapp.booking.rules.option import PACK, Option
from webapp.structures.rules import DaysOff, TownCalendar

CALENDAR = TownCalendar("Europe/Paris", ())
PRESENT = int(NOW.timestamp())
WEDNESDAY = "2026-12-09"
TOO_LATE = int(datetime(2026, 12, 6, 0, 0, tzinfo=PARIS).timestamp())
"""The first second too late: four days before, at the end of the day."""

FREE = Option(
    open_day=11, supplement=0, day=WEDNESDAY, child=1, activity=3, structure=1, name="Matin",
    short_name="Matin", slots="morning", terms=terms(), waiting_list=False, extra_cents=None,
    capacity=10, taken=4, counter=None, opens_at=None, closes_at=None, period=None,
    booking=None, booking_state=None, booking_cents=None, elsewhere=None, pending=None, queue=0,
    rank=None, wish=None, problem=None, pattern="always", custody_days="", exception=None,
    closure=None,
    has_extras=False,
)  # fmt: skip


def an_option(**changes: Any) -> Option:
    """`counter_left`: of a shared counter of twenty seats."""
    left = changes.pop("counter_left", None)
    if left is not None:
        changes["counter"] = left * PACK + 20
    return FREE._replace(**changes)


def booked(**changes: Any) -> Option:
    """The same day, booked and transmitted."""
    held = {"booking": 7, "booking_state": "booked", "booking_cents": 1200, "elsewhere": False}
    return FREE._replace(**held)._replace(**changes)


def waiting(**changes: Any) -> Option:
    """The same day, full, and second on its waiting list."""
    queued = {"booking_state": "waiting", "rank": 2, "queue": 3, "taken": 10, "waiting_list": True}
    return booked(**queued)._replace(**changes)


def full(**changes: Any) -> Option:
    return FREE._replace(taken=10)._replace(**changes)


def other_terms(**deadlines: tuple[int, str, str]) -> str:
    """Terms whose `book`, `cancel` or `supplement` are (days, unit, at)."""
    keys = {"book": "reserver", "cancel": "annuler", "supplement": "supplement"}
    stated = {keys[key]: sentence(*deadline) for key, deadline in deadlines.items()}
    return json.dumps({**json.loads(terms()), **stated})


def a_calendar(*public: str, timezone: str = "Europe/Paris") -> TownCalendar:
    """A town's calendar with these public holidays."""
    days = (date.fromisoformat(day) for day in public)
    return TownCalendar(timezone, tuple(DaysOff("public", "Férié", day, day) for day in days))
