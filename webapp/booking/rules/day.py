"""The state of a day (S27) and the reason for it."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from webapp import words
from webapp.activities.rules import decision
from webapp.activities.rules import timetable as times
from webapp.activities.rules.deadlines import ALWAYS, NEVER, shown
from webapp.activities.rules.decision import Ask, Decision
from webapp.activities.rules.terms import NOBODY
from webapp.activities.rules.when import Context
from webapp.booking.rules.option import Option
from webapp.structures.rules import TownCalendar

CLOSED, OPEN, BOOKED, LOCKED, FULL = "closed", "open", "booked", "locked", "full"
DEARER = (times.SURCHARGED, times.CHARGED, times.IF_PLACES)
"""What may still be had after the limit, at a price or if there is a place."""


class Verdict(NamedTuple):
    """`state` is what the day looks like, `code` why. `limit` is the instant that counts now
    (aware, UTC): until when, or from when on; ALWAYS or NEVER without one. `sentence` is the
    reason where the rules of the activity gave it."""

    state: str
    code: str
    limit: datetime
    sentence: str = ""


Judged = tuple[Option, Verdict]


def judge(option: Option, calendar: TownCalendar, now: int) -> Verdict:
    """State of an option at `now` (UTC seconds).

    Codes: `closure`, `past`, `other_week`, `elsewhere`, `not_yet`, `period_over`, `late`, `debit`,
    `full`, `waiting`, `leaving`, `cancelling`, those of `decision` and `timetable`, or '' when
    nothing stands in the way.
    """
    moment = instant(now)
    rules = option.rules
    categories = option.facts.all_categories if rules.timetable.by_category else NOBODY
    limits = rules.times(option.date, calendar, categories)
    closed = _closed(option, now)
    if option.booking_state == "booked" and not option.elsewhere and closed != "period_over":
        return _held(option, limits, moment)
    if closed and not (closed == "other_week" and option.booking_state == "waiting"):
        return Verdict(CLOSED, closed, instant(option.opens_at or 0))
    refused = _refused(option, calendar, moment) if rules.personal else None
    action = times.SUPPLEMENT if option.supplement else times.BOOK
    timing = limits.timing(action, moment)
    if option.booking_state == "waiting":
        return Verdict(FULL, "waiting" if option.holds else "leaving", timing.limit)
    if refused:
        return Verdict(CLOSED, refused.code, refused.limit or NEVER, refused.sentence)
    if timing.code not in ("", *DEARER):
        return Verdict(CLOSED, timing.code, timing.limit)
    if reason := option.standing.reason:
        return Verdict(CLOSED, "debit", NEVER, reason)
    full = option.seats_left_at(moment, calendar) == 0
    return Verdict(FULL, "full", timing.limit) if full else Verdict(OPEN, *timing)


def _closed(option: Option, now: int) -> str:
    if option.closure is not None:
        return "closure"
    if option.elsewhere:
        return "elsewhere"
    if option.closes_at is not None and option.closes_at <= now:
        return "period_over"
    if option.opens_at is not None and option.opens_at > now:
        return "not_yet"
    if not option.own_day:
        return "other_week"
    return ""


def _refused(option: Option, calendar: TownCalendar, now: datetime) -> Decision | None:
    """The refusal of the activity's own rules: whom it is for, its windows, its prices."""
    rules = option.rules
    ask = Ask(times.BOOK, option.date, now, rules.context(calendar), option.facts)
    refused = decision.admitted(rules, ask) or decision.opened(rules, ask)
    if refused or option.supplement:
        return refused
    if rules.places.ages and (refused := decision.grouped(rules, ask)):
        return refused
    return decision.priced(rules, ask)


def _held(option: Option, limits: times.Times, now: datetime) -> Verdict:
    timing = limits.timing(times.CANCEL, now)
    if option.pending == "cancel":
        return Verdict(OPEN, "cancelling", timing.limit)
    if option.pending != "book" and timing.code not in ("", times.CHARGED):
        return Verdict(LOCKED, timing.code, timing.limit)
    return Verdict(BOOKED, "" if option.pending == "book" else timing.code, timing.limit)


@lru_cache(maxsize=64)
def instant(now: int) -> datetime:
    """UTC seconds as an aware datetime; the same few are asked again and again."""
    return datetime.fromtimestamp(now, UTC)


@lru_cache(maxsize=2048)
def until(limit: datetime, calendar: TownCalendar) -> str:
    """« mardi 8 décembre à 23 h 59 »."""
    return decision.until(limit, Context(calendar))


@lru_cache(maxsize=2048)
def until_short(limit: datetime, calendar: TownCalendar) -> str:
    """« mar. 8 déc., 23 h 59 »."""
    day, hour = shown(limit, Context(calendar))
    return f"{words.short_day(day)}, {words.clock(*hour)}"


def has_limit(verdict: Verdict) -> bool:
    """False where nothing limits, or nothing is ever possible."""
    return verdict.limit not in (ALWAYS, NEVER)


def lateness(limit: datetime, now: int) -> int:
    """Seconds since the limit passed."""
    return now - int(limit.timestamp())
