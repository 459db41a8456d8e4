"""What the home page tells a family to think of: deadlines that come, bookings that open.

Judged by the rules of the calendar, for all its children.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp import words
from webapp.booking import calendar as months
from webapp.booking.assembly import Choice, Setting, judge_all
from webapp.booking.pages import Coming
from webapp.booking.queries import (
    _CART,
    _DAY_COLUMNS,
    _DAY_JOINS,
    _LINE,
    _SEEN,
    _STANDING,
    Scope,
    _known,
)
from webapp.booking.rules.day import OPEN, Judged, has_limit, instant, until
from webapp.booking.rules.option import Option
from webapp.database import rows

NEAR, FAR = timedelta(40), timedelta(200)
SOON = timedelta(8)
MOST = 5


# What the home page looks at: all days of some weeks, and the first of each period after them.
AHEAD = f"""
WITH own AS (
  SELECT DISTINCT h.activity_id FROM custody g JOIN enrolment h ON h.child_id = g.child_id
  WHERE g.family_id = ?
), wanted (activity_id, day) AS (
  SELECT x.activity_id, x.day FROM own JOIN open_day x ON x.activity_id = own.activity_id
    AND x.day BETWEEN ? AND ?
  UNION SELECT x.activity_id, MIN(x.day) FROM own JOIN open_day x
    ON x.activity_id = own.activity_id AND x.day > ? AND x.day <= ?
  GROUP BY x.activity_id, x.period_id
)
SELECT d.first_name, {_DAY_COLUMNS}
FROM custody u JOIN child d ON d.id = u.child_id {_CART}
JOIN enrolment e ON e.child_id = u.child_id
JOIN wanted n ON n.activity_id = e.activity_id AND n.day BETWEEN e.first_day AND e.last_day
JOIN open_day od ON od.activity_id = n.activity_id AND od.day = n.day
{_DAY_JOINS} {_STANDING} {_LINE} AND l.open_day_id = od.id AND l.supplement_id = 0
WHERE u.family_id = ? AND a.structure_id = ? AND {_SEEN}
ORDER BY od.day, a.position, a.id, u.child_id
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """« Cantine, pour mardi 8 décembre: à réserver jusqu’au jeudi 3 décembre à 9 h »; `who`: the
    children, where it is not all; `query`: where to book it."""

    activity: str
    days: str
    until: str
    who: str
    query: str


@dataclass(frozen=True, slots=True)
class Ahead:
    deadlines: tuple[Deadline, ...]
    openings: tuple[Coming, ...]


def ahead(setting: Setting) -> Ahead:
    """What comes for the family in the structure shown. Three statements at most."""
    scope, calendar, _, today = setting
    spans = (day.isoformat() for day in (today, today + NEAR, today + FAR))
    options, names = _read(scope, *spans)
    judged = judge_all(options, setting)
    return Ahead(
        tuple(_deadlines(judged, names, setting)),
        months.coming_periods(judged, calendar)[:MOST],
    )


def _deadlines(
    judged: Sequence[Judged], names: dict[int, str], setting: Setting
) -> Iterable[Deadline]:
    """The next limit of each activity, the nearest first."""
    latest = instant(setting.now) + SOON
    filled = {
        part for option, _ in judged if option.holds or option.wish for part in _parts(option)
    }
    by_limit: dict[tuple[datetime, int], list[Option]] = {}
    for option, verdict in judged:
        free = verdict.state == OPEN and not verdict.code and filled.isdisjoint(_parts(option))
        if free and has_limit(verdict) and verdict.limit <= latest:
            by_limit.setdefault((verdict.limit, option.activity), []).append(option)
    seen: set[int] = set()
    for (limit, activity), found in sorted(by_limit.items(), key=lambda each: each[0]):
        if activity not in seen and len(seen) < MOST:
            seen.add(activity)
            yield _deadline(found, until(limit, setting.calendar), names)


def _parts(option: Option) -> set[tuple[int, str, str]]:
    """The parts of the day that the child would be there: who has them has no need of another."""
    return {(option.child, option.day, slot) for slot in option.slots.split()}


def _deadline(found: list[Option], limit: str, names: dict[int, str]) -> Deadline:
    first, last = found[0], found[-1]
    children = dict.fromkeys(option.child for option in found)
    whole = len(children) == len(names)
    query = Choice(first.child, str(first.activity), first.date.replace(day=1), None).query()
    who = "" if whole else words.listed(names[child] for child in children)
    return Deadline(first.name, _days(first.date, last.date), limit, who, query)


def _days(first: date, last: date) -> str:
    if first == last:
        return f"le {words.long_day(first)}"
    return f"du {words.long_day(first)} au {words.long_day(last)}"


def _read(scope: Scope, first: str, near: str, far: str) -> tuple[list[Option], dict[int, str]]:
    """Options of all children – each day from `first` to `near`, then the first of each period and
    activity up to `far`, ISO days, all included – and the children's first names."""
    family, cart, _, structure = scope
    found = rows(AHEAD, family, first, near, near, far, cart, family, family, structure)
    return _known([each[1:] for each in found], family), {each[4]: each[0] for each in found}
