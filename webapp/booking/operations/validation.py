"""The second « Valider »: everything is checked again, what can be recorded is recorded."""

import json
from typing import Any, NamedTuple

from webapp.activities.rules.reading import word
from webapp.booking import queries
from webapp.booking.operations import quotas, recording, seats
from webapp.booking.operations.recording import Author, SlotTakenError
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import cost, quoted, retained
from webapp.booking.rules.day import instant
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal
from webapp.database import database, execute, execute_many, retried, row, write_transaction
from webapp.structures.rules import TownCalendar

SPEND = """
UPDATE cart SET version = version + 1, updated_at = ?
WHERE key = ? AND family_id = ? AND version = ? RETURNING id
"""
DONE = """
SELECT v.id FROM validation v JOIN cart c ON c.id = v.cart_id
WHERE c.key = ? AND v.family_id = ? AND v.version = ?
"""
KEEP_RESULT = """
INSERT INTO validation (cart_id, version, family_id, validated_at, result)
VALUES (?, ?, ?, ?, ?) RETURNING id
"""
# In every cart of the family: another browser may have asked the same.
DROP_LINE = """
DELETE FROM cart_line
WHERE child_id = ? AND open_day_id = ? AND supplement_id = ? AND wish = ?
  AND cart_id IN (SELECT id FROM cart WHERE family_id = ?)
"""
DROP_LINES = """
DELETE FROM cart_line WHERE cart_id IN (SELECT id FROM cart WHERE family_id = ?)
  AND (child_id, open_day_id, supplement_id, wish) IN
      (SELECT child_id, open_day_id, supplement_id, wish FROM cart_line WHERE cart_id = ?)
"""
# A line that asks for what is already so has nothing left to ask.
SETTLED = ("unchanged", "not_booked", "waiting")
MARK_LINE = """
UPDATE cart_line SET problem = ?
WHERE cart_id = ? AND child_id = ? AND open_day_id = ? AND supplement_id = ?
"""


class Asked(NamedTuple):
    """Who validates, when, with which calendars; `over`: the lines that quotas refuse."""

    author: Author
    calendars: dict[int, TownCalendar]
    now: int
    over: dict[tuple[int, str], Refusal]


class Outcome(NamedTuple):
    """What became of one line: recorded if `refusal` is None."""

    option: Option
    refusal: Refusal | None


@retried
def validate(
    author: Author, cart: str, version: int, calendars: dict[int, TownCalendar], now: int
) -> int | None:
    """Record the cart as it stood at `version`; the id of the validation.

    A replay of the same version gives the same id. None when the cart has changed since: the
    recap must be read again. One transaction: either all of it stands or nothing does.
    """
    with write_transaction():
        spent = row(SPEND, now, cart, author.family, version)
        if spent is None:  # asked after waiting for whoever may have spent it at the same moment
            done = row(DONE, cart, author.family, version)
            return int(done[0]) if done else None
        options = queries.cart_options(author.family, cart)
        over = quotas.refusals(author.family, cart, options, calendars)
        asked = Asked(author, calendars, now, over)
        outcomes = _recount(_record_all(options, asked), author.family, cart)
        _settle_lines(author.family, spent[0], outcomes)
        result = json.dumps([_summary(o, asked) for o in sorted(outcomes, key=_by_day)])
        kept: Any = row(KEEP_RESULT, spent[0], version, author.family, now, result)
        return int(kept[0])


def _record_all(options: list[Option], asked: Asked) -> list[Outcome]:
    author, calendars, now, over = asked
    outcomes: list[Outcome] = []
    back: list[Option] = []
    new: list[Option] = []
    for option in options:
        calendar = calendars[option.structure]
        refusal = wishes.check(option.wish or "", option, calendar, now)
        refusal = refusal or over.get((option.child, option.target))
        if refusal:
            outcomes.append(Outcome(option, refusal))
        elif option.wish == "cancel":
            due = retained(option, calendar, now)
            outcomes.append(_outcome(option, recording.cancel(option, author, now, due)))
        elif option.pending in ("cancel", "leave"):
            back.append(option)
        elif option.wish == "wait":
            quote = quoted(option, calendar, now)
            outcomes.append(_outcome(option, recording.wait(option, author, now, quote)))
        else:
            new.append(option)
    outcomes += [_take_back(option, author, now) for option in back]
    cancelled = [o for o, refusal in outcomes if o.wish == "cancel" and not refusal]
    seats.release([option for option in cancelled if recording.frees(option)], new)
    return outcomes + _book_all(new, asked)


def _recount(outcomes: list[Outcome], family: int, cart: str) -> list[Outcome]:
    """A seat lost to somebody who validated at the same moment: the numbers told are those that
    made it so, not those read before."""
    if not any(o.refusal and o.refusal.code == "full" for o in outcomes):
        return outcomes
    fresh = {(o.child, o.target): o for o in queries.cart_options(family, cart)}
    return [
        Outcome(option, wishes.full(fresh[option.child, option.target]))
        if refusal and refusal.code == "full"
        else Outcome(option, refusal)
        for option, refusal in outcomes
    ]


def _book_all(options: list[Option], asked: Asked) -> list[Outcome]:
    moment = instant(asked.now)
    kept = [option.kept(moment, asked.calendars[option.structure]) for option in options]
    got = seats.take(options, kept)
    outcomes = []
    for index, option in enumerate(options):
        if index not in got:
            outcomes.append(Outcome(option, wishes.full(option)))
        else:
            outcomes.append(_book(option, asked))
    return outcomes


def _book(option: Option, asked: Asked) -> Outcome:
    author, calendars, now, _ = asked
    refusal = _alone(option, author.family)
    if refusal:
        seats.give_back(option)
        return Outcome(option, refusal)
    try:
        quote = quoted(option, calendars[option.structure], now)
        recorded = recording.book(option, author, now, quote)
    except SlotTakenError as clash:
        seats.give_back(option)
        return Outcome(option, wishes.excludes(clash.other))
    if not recorded:
        seats.give_back(option)
    return _outcome(option, recorded)


def _alone(option: Option, family: int) -> Refusal | None:
    """The refusal of what goes only with an activity that the child does not have that day, or
    not with one that it has."""
    if option.supplement:
        return None if recording.comes(option, family) else wishes.needs_activity()
    rules = option.rules
    if not rules.needs and not rules.excludes:
        return None
    others = recording.others(option)
    met = next((name for name in others if word(name) in rules.excludes), "")
    return wishes.excludes(met) if met else wishes.needs(option, others)


def _take_back(option: Option, author: Author, now: int) -> Outcome:
    if option.supplement and not recording.comes(option, author.family):
        return Outcome(option, wishes.needs_activity())
    try:
        with database.atomic():
            return _outcome(option, recording.withdraw(option, author.family, now))
    except SlotTakenError as clash:
        return Outcome(option, wishes.excludes(clash.other))


def _outcome(option: Option, recorded: bool) -> Outcome:
    if recorded:
        return Outcome(option, None)
    return Outcome(option, Refusal("unchanged", "Ce jour a changé entre-temps.", {}))


def _settle_lines(family: int, cart: int, outcomes: list[Outcome]) -> None:
    gone, kept = [], []
    for option, refusal in outcomes:
        place = (option.child, option.open_day, option.supplement)
        if refusal is None or refusal.code in SETTLED:
            gone.append((*place, option.wish, family))
        else:
            kept.append((refusal.sentence, cart, *place))
    if kept:
        execute_many(DROP_LINE, gone)
        execute_many(MARK_LINE, kept)
    else:
        execute(DROP_LINES, family, cart)


def _by_day(outcome: Outcome) -> tuple[str, int, int]:
    option = outcome.option
    return option.day, option.child, option.supplement


def _summary(outcome: Outcome, asked: Asked) -> dict[str, Any]:
    option, refusal = outcome
    calendar = asked.calendars[option.structure]
    return {
        "day": option.day,
        "child": option.child,
        "name": option.name,
        "wish": option.wish,
        "cents": cost(option, option.wish or "", calendar, asked.now),
        "problem": refusal.sentence if refusal else "",
    }
