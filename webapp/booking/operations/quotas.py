"""How many days: the most and the least that rules allow in a week, a month, a period
(docs/rules.md, § 3). Read here, judged by the rules."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from webapp.activities.rules import decision
from webapp.activities.rules import timetable as times
from webapp.activities.rules.admission import span_of
from webapp.activities.rules.decision import Ask
from webapp.booking.rules.day import instant
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal
from webapp.database import rows
from webapp.structures.rules import TownCalendar

# Days that the children of a family have, and those that a cart adds or takes away.
DAYS = """
SELECT b.child_id, b.day, 1 FROM booking b JOIN open_day od ON od.id = b.open_day_id
WHERE b.family_id = ? AND od.activity_id = ? AND b.day BETWEEN ? AND ?
  AND b.supplement_id IS NULL AND b.state = 'booked'
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
UNION ALL
SELECT l.child_id, od.day, CASE WHEN l.wish = 'cancel' THEN -1 ELSE 1 END
FROM cart c JOIN cart_line l ON l.cart_id = c.id AND l.supplement_id = 0 AND l.wish <> 'wait'
JOIN open_day od ON od.id = l.open_day_id
WHERE c.key = ? AND c.family_id = ? AND od.activity_id = ? AND od.day BETWEEN ? AND ?
"""


class Span(NamedTuple):
    """Where days are counted: of one child, or of all if `child` is 0."""

    activity: int
    child: int
    first: date
    last: date


def over(family: int, cart: str, option: Option, calendar: TownCalendar) -> Refusal | None:
    """Why a click cannot book one day more; None if it can."""
    had = {
        key: _count(family, cart, span, aside=option.day)
        for key, span in _spans(option, calendar).items()
    }
    return _judged(option, calendar, had, None) if had else None


def refusals(
    family: int, cart: str, options: Iterable[Option], calendars: Mapping[int, TownCalendar]
) -> dict[tuple[int, str], Refusal]:
    """The lines of a cart that would leave a child with too many days, or with too few, by child
    and target. A child without any day is never refused."""
    found: dict[tuple[int, str], Refusal] = {}
    for option in options:
        if option.supplement or option.wish == "wait" or not option.rules.quotas:
            continue
        calendar = calendars[option.structure]
        spans = _spans(option, calendar)
        total = {key: _count(family, cart, span) for key, span in spans.items()}
        left = {key: count for key, count in total.items() if count}
        had = {key: count - 1 for key, count in left.items()}
        refused = _judged(option, calendar, had, left) if left else None
        if refused:
            found[option.child, option.target] = refused
    return found


def _spans(option: Option, calendar: TownCalendar) -> dict[str, Span]:
    context = option.rules.context(calendar)
    return {
        key: Span(
            option.activity,
            0 if key.startswith("famille_") else option.child,
            *span_of(key, option.date, context),
        )
        for key in ({} if option.supplement else option.rules.quotas)
    }


def left(family: int, span: Span, most: int) -> int:
    """How many days more there may be of `most`."""
    return most - _count(family, "", span)


def _count(family: int, cart: str, span: Span, aside: str = "") -> int:
    ends = (span.activity, span.first.isoformat(), span.last.isoformat())
    found = rows(DAYS, family, *ends, cart, family, *ends)
    return sum(each for child, day, each in found if span.child in (0, child) and day != aside)


def _judged(
    option: Option, calendar: TownCalendar, had: dict[str, int], total: dict[str, int] | None
) -> Refusal | None:
    context = option.rules.context(calendar)
    ask = Ask(times.BOOK, option.date, instant(0), context, had=had, total=total)
    refused = decision.counted(option.rules, ask)
    return Refusal(refused.code, refused.sentence, dict(refused.facts)) if refused else None
