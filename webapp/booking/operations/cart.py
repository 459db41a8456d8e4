"""Clicks: what a browser session asks, kept as rows until it is validated or abandoned."""

from datetime import date
from typing import NamedTuple

from webapp.activities.rules.reading import word
from webapp.booking import queries
from webapp.booking.operations import packages, quotas
from webapp.booking.queries import CartSummary, Scope
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import cost
from webapp.booking.rules.day import BOOKED, judge
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal
from webapp.database import execute, retried, row, rows, write_transaction
from webapp.structures.rules import TownCalendar

TOUCH = """
INSERT INTO cart (key, family_id, version, updated_at) VALUES (?, ?, 1, ?)
ON CONFLICT (key) DO UPDATE SET version = cart.version + 1, updated_at = excluded.updated_at
WHERE cart.family_id = excluded.family_id
RETURNING id
"""
PUT = """
INSERT INTO cart_line
  (cart_id, child_id, open_day_id, supplement_id, wish, cents, problem, added_at)
VALUES (?, ?, ?, ?, ?, ?, '', ?)
ON CONFLICT (cart_id, child_id, open_day_id, supplement_id)
DO UPDATE SET wish = excluded.wish, cents = excluded.cents, problem = ''
"""
DROP = """
DELETE FROM cart_line
WHERE cart_id = ? AND child_id = ? AND open_day_id = ? AND supplement_id = ?
"""
SUMMARY = "SELECT COUNT(*), COALESCE(SUM(cents), 0) FROM cart_line WHERE cart_id = ?"
EMPTY = """
DELETE FROM cart_line
WHERE cart_id IN (SELECT id FROM cart WHERE key = ? AND family_id = ?) RETURNING id
"""


class UnknownDayError(LookupError):
    """No such day for this child of this family."""


class Change(NamedTuple):
    """The wish that an option now has in the cart; '' takes it out."""

    option: Option
    wish: str


class Clicked(NamedTuple):
    """What a click did. `options`: all that the child could do that day, in their new state.
    `told`: what the days will cost together, where that depends on their number."""

    option: Option
    options: list[Option]
    changes: list[Change]
    refusal: Refusal | None
    summary: CartSummary
    told: str = ""


class Click(NamedTuple):
    """A click, as it came: `day` is ISO, `target` an activity's id or « s » and a supplement's.

    `activity` is the one that the page shows, 0 if it shows them all.
    """

    day: str
    target: str
    want: str
    activity: int = 0


@retried
def click(scope: Scope, asked: Click, calendar: TownCalendar, now: int) -> Clicked:
    """Put the difference between what is and what is wanted in the cart; raises UnknownDayError.

    Activities that meet the one wanted give way when they can: a wish is dropped, a booking that
    may still be cancelled is asked to be. A refused click changes nothing.
    """
    options = _options_of(scope, asked)
    option = next((o for o in options if o.target == f"{asked.day}:{asked.target}"), None)
    if option is None or asked.activity not in (0, option.activity):
        raise UnknownDayError(asked.target)
    changes = _changes(option, options, asked.want, calendar, now)
    if asked.want == "booked" and not isinstance(changes, Refusal) and option.rules.quotas:
        changes = quotas.over(scope.family, scope.cart, option, calendar) or changes
    if isinstance(changes, Refusal):
        summary = queries.cart_summary(scope.family, scope.cart)
        return Clicked(option, options, [], changes, summary)
    summary, told = _store(scope, changes, calendar, now)
    wishes_now = {change.option.target: change.wish for change in changes}
    options = [o._replace(wish=wishes_now.get(o.target, o.wish), problem=None) for o in options]
    option = next(o for o in options if o.target == option.target)
    return Clicked(option, options, changes, None, summary, told)


def _options_of(scope: Scope, asked: Click) -> list[Option]:
    try:
        date.fromisoformat(asked.day)
    except ValueError:
        raise UnknownDayError(asked.day) from None
    options = queries.days(scope, asked.day, asked.day)
    if any(option.has_extras for option in options):
        options += queries.extras(scope, asked.day, asked.day)
    return options


def _changes(
    option: Option, options: list[Option], want: str, calendar: TownCalendar, now: int
) -> list[Change] | Refusal:
    wish = wishes.wish_for(option, want)
    if wish:
        refusal = wishes.check(wish, option, calendar, now)
        if refusal:
            return refusal
    elif want == "booked" and option.holds == "booked" and not option.wish:
        return wishes.explain(option, judge(option, calendar, now), calendar, now)
    if option.supplement:
        return _supplement(option, options, wish)
    changes = [Change(option, wish), *extras_of(option, options, wish)]
    changes += _taken_back(option, options) if not wish else []
    if want != "booked":
        return changes
    aside = _make_room(option, options, calendar, now)
    if isinstance(aside, Refusal):
        return aside
    gone = {change.option.target for change in aside}
    coming = [o.name for o in options if not o.supplement and o.target not in gone and _comes(o)]
    return wishes.needs(option, coming) or changes + aside


def _comes(option: Option) -> bool:
    """True if the child will have it, by this household."""
    held = option.holds == "booked" and not option.elsewhere
    return option.wish == "book" or (held and option.wish != "cancel")


def _supplement(option: Option, options: list[Option], wish: str) -> list[Change] | Refusal:
    parent = next(o for o in options if o.open_day == option.open_day and not o.supplement)
    if wish != "cancel" and not _comes(parent) and (wish or parent.wish == "cancel"):
        return wishes.needs_activity()
    return [Change(option, wish)]


def extras_of(option: Option, options: list[Option], wish: str) -> list[Change]:
    """Supplements follow an activity that goes: booked ones are cancelled, wishes dropped."""
    goes = wish == "cancel" or (not wish and option.holds != "booked")
    if not goes:
        return []
    own = [o for o in options if o.supplement and o.open_day == option.open_day]
    if not option.supplement:
        own += _lost(option, options)
    return [Change(o, "cancel" if o.holds else "") for o in own if o.holds or o.wish]


def _lost(option: Option, options: list[Option]) -> list[Option]:
    """Activities that need another of the day, when `option` was the last of those."""
    others = [o.name for o in options if not o.supplement and o != option and _comes(o)]
    return [
        o
        for o in options
        if o != option
        and _comes(o)
        and word(option.name) in o.rules.needs
        and wishes.needs(o, others)
    ]


def _make_room(
    option: Option, options: list[Option], calendar: TownCalendar, now: int
) -> list[Change] | Refusal:
    changes = []
    for other in options:
        if not wishes.meets(option, other):
            continue
        if other.elsewhere and other.holds == "booked":
            return wishes.excludes("")
        if other.holds == "booked" and other.wish != "cancel":
            if judge(other, calendar, now).state != BOOKED:
                return wishes.excludes(other.name)
            changes += [Change(other, "cancel"), *extras_of(other, options, "cancel")]
        elif other.wish == "book":
            changes += [Change(other, ""), *extras_of(other, options, "")]
    return changes


def _taken_back(option: Option, options: list[Option]) -> list[Change]:
    """A wish taken back gives back what it had moved: the supplements of a cancellation, the
    bookings that gave way to a booking, unless another wish needs their place."""
    if option.wish == "cancel":
        kept = [option]
    elif option.wish == "book":
        wanted = [o for o in options if o.wish == "book" and o.target != option.target]
        gone = [o for o in options if o.wish == "cancel" and wishes.meets(option, o)]
        kept = [o for o in gone if not any(wishes.meets(o, other) for other in wanted)]
    else:
        return []
    days = {o.open_day for o in kept}
    back = [o for o in options if o.open_day in days and o.wish == "cancel"]
    return [Change(o, "") for o in back if o.target != option.target]


def _store(
    scope: Scope, changes: list[Change], calendar: TownCalendar, now: int
) -> tuple[CartSummary, str]:
    with write_transaction():
        touched = row(TOUCH, scope.cart, scope.family, now)
        if touched is None:
            raise UnknownDayError(scope.cart)
        cart = touched[0]
        for option, wish in changes:
            place = (cart, option.child, option.open_day, option.supplement)
            if wish:
                execute(PUT, *place, wish, cost(option, wish, calendar, now), now)
            else:
                execute(DROP, *place)
        counted = [option for option, _ in changes if packages.is_counted(option)]
        told = _counted(scope, counted[0], calendar, now) if counted else ""
        count, cents = rows(SUMMARY, cart)[0]
    return CartSummary(int(count), int(cents)), told


def _counted(scope: Scope, option: Option, calendar: TownCalendar, now: int) -> str:
    """Price the lines of the cart that are counted together; what the option's unit will cost."""
    lines = [o for o in queries.cart_options(scope.family, scope.cart) if packages.is_counted(o)]
    lines = [o for o in lines if o.structure == scope.structure]
    found = packages.reckon(scope.family, lines, {scope.structure: calendar}, now)
    packages.price_lines(scope.family, scope.cart, found)
    reckoned = found.get(packages.unit_of(option, calendar))
    if reckoned is None:
        return ""
    if reckoned.refusal:
        return reckoned.refusal.sentence
    return f"{reckoned.settled.rule}." if reckoned.settled.rule else ""


def abandon(family: int, cart: str) -> int:
    """« Abandonner »: erase all lines; how many there were."""
    with write_transaction():
        return len(rows(EMPTY, cart, family))
