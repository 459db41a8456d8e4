"""What a family of the town sees, computed from the tables with deadlines and windows alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.activities.models import (
    Activity,
    ActivityCounter,
    CounterDay,
    Enrolment,
    OpenDay,
    Period,
    Supplement,
)
from webapp.activities.rules import timetable as times
from webapp.activities.rules.admission import window
from webapp.activities.rules.facts import RESIDENT
from webapp.activities.rules.terms import parse
from webapp.activities.rules.when import Context
from webapp.booking.models import Booking
from webapp.families.models import Child
from webapp.structures.models import Holiday, Structure
from webapp.structures.rules import DaysOff, TownCalendar


@dataclass(frozen=True)
class Seen:
    """A day of an activity for a child. `state`: `open`, `booked`, `locked`, `full`, `waiting`,
    `not_yet`, `late`, `hidden` (booked, but its period has closed), `over`."""

    child: str
    activity: str
    day: date
    state: str
    rank: int
    free_extras: int
    full_extras: int
    booked_extras: int


def calendar_of(structure: Structure) -> TownCalendar:
    off = Holiday.select().where(Holiday.structure == structure)
    return TownCalendar(
        structure.timezone, tuple(DaysOff(h.kind, h.name, h.first_day, h.last_day) for h in off)
    )


def seen_by(child: Child, now: datetime) -> Iterator[Seen]:
    """Every open day of the child's activities, a month back and two months on."""
    today = now.date()
    calendars = {s.id: calendar_of(s) for s in Structure.select()}
    bookings = {
        (b.open_day_id, b.supplement_id): b
        for b in Booking.select().where(
            Booking.child == child, Booking.state.in_(("booked", "waiting"))
        )
    }
    days = (
        OpenDay.select(OpenDay, Activity, Period)
        .join(Activity)
        .join(Enrolment)
        .switch(OpenDay)
        .left_outer_join(Period)
        .where(
            Enrolment.child == child,
            OpenDay.day.between(
                (today - timedelta(31)).isoformat(), (today + timedelta(62)).isoformat()
            ),
        )
    )
    extras = _extras()
    full = _full_kitchens()
    for open_day in days:
        held = bookings.get((open_day.id, None))
        calendar = calendars[open_day.activity.structure_id]
        mine = extras.get(open_day.id, [])
        yield Seen(
            child.first_name,
            open_day.activity.code,
            open_day.day,
            _state(open_day, held, calendar, now, full),
            _rank(held) if held is not None and held.state == "waiting" else 0,
            sum(e.taken < e.capacity for e in mine),
            sum(e.taken >= e.capacity for e in mine),
            sum((open_day.id, e.id) in bookings for e in mine),
        )


def _extras() -> dict[int, list[Supplement]]:
    found = defaultdict(list)
    for extra in Supplement.select():
        found[extra.open_day_id].append(extra)
    return found


def _full_kitchens() -> set[tuple[int, str]]:
    """(activity, day) whose shared counter has no seat left."""
    query = (
        CounterDay.select(ActivityCounter.activity_id, CounterDay.day)
        .join(ActivityCounter, on=(ActivityCounter.counter == CounterDay.counter))
        .where(CounterDay.taken >= CounterDay.capacity)
    )
    return {(activity, day.isoformat()) for activity, day in query.tuples()}


def _state(
    open_day: OpenDay,
    held: Booking | None,
    calendar: TownCalendar,
    now: datetime,
    full: set[tuple[int, str]],
) -> str:
    period = open_day.period
    if period is not None and period.closes_at <= now:
        return "hidden" if held is not None else "over"
    if held is not None and held.state == "booked":
        return "locked" if _late(times.CANCEL, open_day, calendar, now) else "booked"
    if period is not None and period.opens_at > now:
        return "not_yet"
    windows = parse(open_day.activity.terms).windows
    if window(windows, frozenset({RESIDENT}), open_day.day, now, Context(calendar)).code:
        return "not_yet"
    if _late(times.BOOK, open_day, calendar, now):
        return "late"
    if held is not None:
        return "waiting"
    crowded = (open_day.activity_id, open_day.day.isoformat()) in full
    return "full" if crowded or open_day.taken >= open_day.capacity else "open"


def _late(action: str, open_day: OpenDay, calendar: TownCalendar, now: datetime) -> bool:
    limits = parse(open_day.activity.terms).times(open_day.day, calendar).limits
    return now >= limits[action].first


def _rank(held: Booking) -> int:
    waiting = Booking.select().where(Booking.open_day == held.open_day, Booking.state == "waiting")
    order = sorted((b.priority, b.waiting_since, b.id) for b in waiting)
    return order.index((held.priority, held.waiting_since, held.id)) + 1
