"""« Vos demandes »: the cart checked line by line."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from webapp import words
from webapp.activities.rules.fees import Owed
from webapp.activities.rules.packages import Unit
from webapp.booking import queries
from webapp.booking.operations import fees, packages, quotas
from webapp.booking.operations.packages import Reckoned
from webapp.booking.pages import Line, Recap, Result, Sum
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import cost, quoted, retained
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Kept, Refusal
from webapp.booking.squares import QUIT, WISHED, Look
from webapp.structures.rules import TownCalendar

Units = dict[Unit, Reckoned]
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
    standing = [o for o, line in zip(options, lines, strict=True) if not line.why]
    units = packages.reckon(family, filter(packages.is_counted, standing), calendars, now)
    if units:
        lines = [
            _counted(o, each, units, calendars) for o, each in zip(options, lines, strict=True)
        ]
    possible = [line for line in lines if not line.why]
    wanted = [o for o, line in zip(options, lines, strict=True) if not line.why]
    new, lost = fees.of_cart(family, wanted, calendars, now)
    fees_due = [*(_fee(due, names) for due in new), *(_lost(fee, names) for fee in lost)]
    return Recap(
        version=version,
        impossible=tuple(line for line in lines if line.why),
        bookings=tuple(line for line in possible if line.wish == "book"),
        waits=tuple(line for line in possible if line.wish == "wait"),
        cancellations=tuple(line for line in possible if line.wish == "cancel"),
        sums=(*(_sum(each, names) for each in units.values() if not each.refusal), *fees_due),
        total=sum(line.cents for line in possible) + sum(each.cents for each in fees_due),
    )


def _counted(option: Option, line: Line, units: Units, calendars: dict[int, TownCalendar]) -> Line:
    """A line whose price is a matter of all the days that are counted with it."""
    if line.why or not packages.is_counted(option) or option.wish == "wait":
        return line
    found = units[packages.unit_of(option, calendars[option.structure])]
    if found.refusal and option.open_day in found.lines:
        return replace(line, look=IMPOSSIBLE, why=found.refusal.sentence)
    return replace(line, cents=found.lines.get(option.open_day, 0), rule="")


def _fee(due: fees.Due, names: dict[int, str]) -> Sum:
    fee = due.fee
    return Sum(words.capitalised(fee.name), fee.said(names[due.child]), fee.cents)


def _lost(fee: fees.Lost, names: dict[int, str]) -> Sum:
    whose = names[fee.child] if fee.child else "toute la famille"
    return Sum(words.capitalised(fee.name), f"{whose}, n’est plus à payer", -fee.cents)


def _sum(found: Reckoned, names: dict[int, str]) -> Sum:
    """« Forfait 3 jours de la semaine : 67,00 € (Léa, Centre) », and what the cart adds."""
    option = found.option
    name = found.settled.rule or "Plus aucun jour"
    instead = f", au lieu de {words.euros(found.before)}" if found.before else ""
    who = f"{names[option.child]}, {option.name}{instead}"
    return Sum(name, who, found.settled.total - found.before)


def _line(
    option: Option, child: str, kept: list[Kept], calendar: TownCalendar, now: int,
    over: Refusal | None,
) -> Line:  # fmt: skip
    """A line checked; what it would book is added to `kept`."""
    wish = option.wish or ""
    refusal = wishes.check(wish, option, calendar, now) or over
    if wish == "book" and not refusal:
        refusal = wishes.clash(option, kept)
        if not refusal:
            wishes.keep(option, kept)
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
    told = json.loads(found.result)
    lines = [_result_line(raw, names) for raw in told if "fee" not in raw]
    return Result(
        found.validated_at,
        tuple(line for line in lines if not line.why),
        tuple(line for line in lines if line.why),
        tuple(_fee(_due(raw["fee"]), names) for raw in told if "fee" in raw),
    )


def _due(raw: list[Any]) -> fees.Due:
    child, activity, day, fee = raw
    return fees.Due(child, activity, day, Owed(*fee))


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
