"""« Vos demandes »: the cart checked line by line."""

import json
from datetime import date
from typing import Any

from webapp import words
from webapp.booking import queries
from webapp.booking.operations import quotas
from webapp.booking.pages import Line, Recap, Result
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import cost, quoted, retained
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Kept, Refusal
from webapp.booking.squares import QUIT, WISHED, Look
from webapp.structures.rules import TownCalendar

IMPOSSIBLE = Look("full", "cross", "", "", "")


def recap(family: int, cart: str, calendars: dict[int, TownCalendar], now: int) -> Recap:
    """The first check: what can be recorded now, and what cannot, with the reason."""
    # Before the lines: a click in between makes the version stale, never the lines unseen.
    version = queries.cart_version(family, cart)
    names = {child.id: child.first_name for child in queries.children(family)}
    options = queries.cart_options(family, cart)
    kept = queries.cart_kept(family, cart) if options else []
    over = quotas.refusals(family, cart, options, calendars)
    lines = [
        _line(o, names[o.child], kept, calendars[o.structure], now, over.get((o.child, o.target)))
        for o in options
    ]
    possible = [line for line in lines if not line.why]
    return Recap(
        version=version,
        impossible=tuple(line for line in lines if line.why),
        bookings=tuple(line for line in possible if line.wish == "book"),
        waits=tuple(line for line in possible if line.wish == "wait"),
        cancellations=tuple(line for line in possible if line.wish == "cancel"),
        total=sum(line.cents for line in possible),
    )


def _line(
    option: Option, child: str, kept: list[Kept], calendar: TownCalendar, now: int,
    over: Refusal | None,
) -> Line:  # fmt: skip
    """A line checked; what it would book is added to `kept`."""
    wish = option.wish or ""
    refusal = wishes.check(wish, option, calendar, now) or over
    if wish == "book" and not refusal:
        refusal = wishes.clash(option, kept)
        if not refusal and not option.supplement:
            place = (option.child, option.day, option.open_day)
            kept.append(Kept(*place, option.name, option.slots, True, option.terms))
    look = QUIT if wish == "cancel" and option.booking_state == "waiting" else WISHED[wish]
    return Line(
        target=option.target,
        activity=option.activity,
        structure=option.structure,
        wish=wish,
        child_id=option.child,
        child=child,
        name=option.name,
        day=option.date,
        cents=cost(option, wish, calendar, now),
        look=IMPOSSIBLE if refusal else look,
        why=refusal.sentence if refusal else "",
        can_wait=bool(refusal and refusal.code == "full" and option.waiting_list),
        rule=_rule(option, wish, calendar, now),
    )


def _rule(option: Option, wish: str, calendar: TownCalendar, now: int) -> str:
    if wish == "cancel":
        due = retained(option, calendar, now)
        return f"Limite passée\u00a0: {words.euros(due)} restent dus" if due else ""
    rules = option.rules
    if option.supplement or not (rules.personal or rules.surcharge):
        return ""
    return quoted(option, calendar, now).rule


def result(family: int, validation: int) -> Result | None:
    """What a validation of this family recorded and what it could not."""
    found = queries.validation(family, validation)
    if found is None:
        return None
    names = {child.id: child.first_name for child in queries.children(family)}
    lines = [_result_line(raw, names) for raw in json.loads(found.result)]
    return Result(
        found.validated_at,
        tuple(line for line in lines if not line.why),
        tuple(line for line in lines if line.why),
    )


def _result_line(raw: dict[str, Any], names: dict[int, str]) -> Line:
    problem = raw["problem"]
    return Line(
        target="",
        activity=0,
        structure=0,
        wish=raw["wish"],
        child_id=raw["child"],
        child=names.get(raw["child"], ""),
        name=raw["name"],
        day=date.fromisoformat(raw["day"]),
        cents=raw["cents"],
        look=IMPOSSIBLE if problem else WISHED[raw["wish"]],
        why=problem,
        can_wait=False,
    )
