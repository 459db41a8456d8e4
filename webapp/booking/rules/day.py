"""The state of a day (S27) and the reason for it."""

from datetime import datetime
from typing import NamedTuple

from webapp import words
from webapp.activities.rules.deadlines import Deadline, last_day, limit, shown_hour
from webapp.booking.rules.option import Option
from webapp.families.rules import has_child
from webapp.structures.rules import TownCalendar

CLOSED, OPEN, BOOKED, LOCKED, FULL = "closed", "open", "booked", "locked", "full"


class Verdict(NamedTuple):
    """`state` is what the day looks like, `code` why. `deadline` is the one that counts now."""

    state: str
    code: str
    deadline: Deadline


Judged = tuple[Option, Verdict]


def judge(option: Option, calendar: TownCalendar, now: int) -> Verdict:
    """State of an option at `now` (UTC seconds).

    Codes: `past`, `other_week`, `elsewhere`, `not_yet`, `period_over`, `late`, `full`,
    `waiting`, `leaving`, `cancelling`, or '' when nothing stands in the way.
    """
    rules = option.rules
    closed = _closed(option, now)
    if option.booking_state == "booked" and not option.elsewhere and closed != "period_over":
        return _held(option, calendar, now)
    if closed:
        return Verdict(CLOSED, closed, rules.book)
    deadline = rules.supplement if option.supplement else rules.book
    if option.booking_state == "waiting":
        return Verdict(FULL, "waiting" if option.holds else "leaving", deadline)
    if too_late(deadline, option, calendar, now):
        return Verdict(CLOSED, "late", deadline)
    if option.seats_left == 0:
        return Verdict(FULL, "full", deadline)
    return Verdict(OPEN, "", deadline)


def _closed(option: Option, now: int) -> str:
    if option.elsewhere:
        return "elsewhere"
    if option.closes_at is not None and option.closes_at <= now:
        return "period_over"
    if option.opens_at is not None and option.opens_at > now:
        return "not_yet"
    if not has_child(option.pattern, option.custody_days, option.date):
        return "other_week"
    return ""


def _held(option: Option, calendar: TownCalendar, now: int) -> Verdict:
    cancel = option.rules.cancel
    if option.pending == "cancel":
        return Verdict(OPEN, "cancelling", cancel)
    if option.pending != "book" and too_late(cancel, option, calendar, now):
        return Verdict(LOCKED, "late", cancel)
    return Verdict(BOOKED, "", cancel)


def too_late(deadline: Deadline, option: Option, calendar: TownCalendar, now: int) -> bool:
    """True once the limit of `deadline` for the option's day has passed."""
    return now >= limit(deadline, option.date, calendar).timestamp()


def until(deadline: Deadline, option: Option, calendar: TownCalendar) -> str:
    """« mardi 8 décembre à 23 h 59 »."""
    day = last_day(deadline, option.date, calendar)
    return f"{words.long_day(day)} à {words.clock(*shown_hour(deadline))}"


def until_short(deadline: Deadline, option: Option, calendar: TownCalendar) -> str:
    """« mar. 8 déc., 23 h 59 »."""
    day = last_day(deadline, option.date, calendar)
    return f"{words.short_day(day)}, {words.clock(*shown_hour(deadline))}"


def lateness(deadline: Deadline, option: Option, calendar: TownCalendar, now: int) -> int:
    """Seconds since the limit passed."""
    return now - int(limit(deadline, option.date, calendar).timestamp())


def aware(now: datetime) -> int:
    """An instant as whole UTC seconds."""
    return int(now.timestamp())
