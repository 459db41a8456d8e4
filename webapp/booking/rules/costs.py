"""What a wish costs at a moment, and by which rule."""

from webapp.activities.rules import packages
from webapp.activities.rules import timetable as times
from webapp.activities.rules.pricing import Quote
from webapp.booking.rules.day import BOOKED, judge
from webapp.booking.rules.option import Option
from webapp.structures.rules import TownCalendar


def quoted(option: Option, calendar: TownCalendar, now: int) -> Quote:
    """The price of booking an option at `now`, dearer after the limit where its rules say so. One
    that depends on the number of days is nothing by itself: `operations/packages.py` settles it."""
    if option.rules.package and not option.supplement:
        return Quote(0, packages.table(option.rules, option.facts))
    late = option.rules.surcharge is not None and (
        judge(option, calendar, now).code == times.SURCHARGED
    )
    return option.quote(late=late)


def retained(option: Option, calendar: TownCalendar, now: int) -> int:
    """Cents that remain due when a booking is cancelled at `now`."""
    verdict = judge(option, calendar, now)
    if (verdict.state, verdict.code) != (BOOKED, times.CHARGED):
        return 0
    return option.rules.retained_of(option.booking_cents or 0)


def cost(option: Option, wish: str, calendar: TownCalendar, now: int) -> int:
    """What a wish adds to the cost, in cents; the price frozen counts for what is booked."""
    if wish == "wait" or option.booking_state == "waiting":
        return 0
    if option.rules.package and not option.supplement:
        return 0
    if wish == "cancel":
        return retained(option, calendar, now) - (option.booking_cents or 0)
    if option.pending == "cancel":
        return option.booking_cents or 0
    return quoted(option, calendar, now).cents
