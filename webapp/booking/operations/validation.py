"""The second « Valider »: everything is checked again, what can be recorded is recorded."""

import json
from typing import Any, NamedTuple

from webapp.booking import queries
from webapp.booking.operations import fees, packages, quotas, recording, seats
from webapp.booking.operations.recording import Author, SlotTakenError
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import cost, quoted, retained
from webapp.booking.rules.day import instant
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Kept, Refusal
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
    """Who validates, when, with which calendars; `over`: the lines that quotas refuse; `judged`:
    the instant at which the rules are asked, `now` unless staff decide (`acting`)."""

    author: Author
    calendars: dict[int, TownCalendar]
    now: int
    over: dict[tuple[int, str], Refusal]
    judged: int


Shares = dict[tuple[int, int], int]
"""What packages were settled at, by child and open day."""


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
        over |= miscounted(options, author.family, calendars, over, now)
        asked = Asked(author, calendars, now, over, now)
        outcomes = _recount(record_all(options, asked), author.family, cart)
        shares = settle_packages(outcomes, asked)
        _settle_lines(author.family, spent[0], outcomes)
        told = [_summary(o, asked, shares) for o in sorted(outcomes, key=_by_day)]
        recorded = [option for option, refusal in outcomes if not refusal]
        owed = fees.settle_options(author.family, recorded, now)
        result = json.dumps(told + [{"fee": due} for due in owed])
        kept: Any = row(KEEP_RESULT, spent[0], version, author.family, now, result)
        return int(kept[0])


def miscounted(
    options: list[Option],
    family: int,
    calendars: dict[int, TownCalendar],
    over: dict[tuple[int, str], Refusal],
    now: int,
) -> dict[tuple[int, str], Refusal]:
    """The lines that would make a number of days that has no price, beside those refused."""
    counted = [o for o in options if packages.is_counted(o)]
    if not counted:
        return {}
    packages.hold([family])
    standing = [
        o
        for o in counted
        if (o.child, o.target) not in over
        and not wishes.check(o.wish or "", o, calendars[o.structure], now)
    ]
    found = packages.reckon(family, standing, calendars, now)
    refused = packages.refusals(found, standing, calendars)
    return {line: why for line, why in refused.items() if line not in over}


def settle_packages(outcomes: list[Outcome], asked: Asked) -> Shares:
    """What packages cost with what has been recorded."""
    recorded = [option for option, refusal in outcomes if not refusal]
    return packages.settle_options(asked.author.family, recorded, asked.calendars, asked.now)


def record_all(options: list[Option], asked: Asked) -> list[Outcome]:
    """Within the caller's transaction: record the wishes that the rules grant."""
    author, calendars, now, over, judged = asked
    outcomes: list[Outcome] = []
    back: list[Option] = []
    new: list[Option] = []
    for option in options:
        calendar = calendars[option.structure]
        refusal = wishes.check(option.wish or "", option, calendar, judged)
        refusal = refusal or over.get((option.child, option.target))
        if refusal:
            outcomes.append(Outcome(option, refusal))
        elif option.wish == "cancel":
            due = retained(option, calendar, judged)
            outcomes.append(_outcome(option, recording.cancel(option, author, now, due)))
        elif option.pending in ("cancel", "leave"):
            back.append(option)
        elif option.wish == "wait":
            quote = quoted(option, calendar, judged)
            outcomes.append(_outcome(option, recording.wait(option, author, now, quote)))
        else:
            new.append(option)
    kept = recording.beside([*back, *new], author.family)
    outcomes += [_take_back(option, kept, author, now) for option in back]
    cancelled = [o for o, refusal in outcomes if o.wish == "cancel" and not refusal]
    seats.release([option for option in cancelled if recording.frees(option)], new)
    return outcomes + _book_all(new, kept, asked)


def _recount(outcomes: list[Outcome], family: int, cart: str) -> list[Outcome]:
    """A seat, or a day of the child, lost to somebody who validated at the same moment: what is
    told is what made it so, not what was read before."""
    if not any(o.refusal and o.refusal.code in ("full", "unchanged") for o in outcomes):
        return outcomes
    # A line that another browser of the family has just had recorded is in no cart any more.
    fresh = {(o.child, o.target): o for o in queries.cart_options(family, cart)}
    return [
        Outcome(
            option, refusal and _lost(refusal, fresh.get((option.child, option.target), option))
        )
        for option, refusal in outcomes
    ]


def _lost(refusal: Refusal, fresh: Option) -> Refusal:
    if refusal.code == "full":
        return wishes.full(fresh)
    if refusal.code == "unchanged" and fresh.elsewhere:
        return wishes.elsewhere(fresh)
    return refusal


def _book_all(options: list[Option], kept: list[Kept], asked: Asked) -> list[Outcome]:
    moment = instant(asked.judged)
    aside = [option.kept(moment, asked.calendars[option.structure]) for option in options]
    got = seats.take(options, aside)
    outcomes = []
    for index, option in enumerate(options):
        if index not in got:
            outcomes.append(Outcome(option, wishes.full(option)))
        else:
            outcomes.append(_book(option, kept, asked))
    return outcomes


def _book(option: Option, kept: list[Kept], asked: Asked) -> Outcome:
    """`kept`: what the child has that day beside it; the option joins it."""
    author, calendars, now, _, judged = asked
    refusal = wishes.clash(option, kept)
    if refusal:
        seats.give_back(option)
        return Outcome(option, refusal)
    try:
        quote = quoted(option, calendars[option.structure], judged)
        recorded = recording.book(option, author, now, quote)
    except SlotTakenError as clash:
        seats.give_back(option)
        return Outcome(option, wishes.excludes(clash.other))
    if recorded:
        wishes.keep(option, kept)
    else:
        seats.give_back(option)
    return _outcome(option, recorded)


def _take_back(option: Option, kept: list[Kept], author: Author, now: int) -> Outcome:
    comes_back = option.supplement or option.pending == "cancel"
    if comes_back and (refusal := wishes.clash(option, kept)):
        return Outcome(option, refusal)
    try:
        with database.atomic():
            recorded = recording.withdraw(option, author.family, now)
    except SlotTakenError as clash:
        return Outcome(option, wishes.excludes(clash.other))
    if recorded and option.pending == "cancel":
        wishes.keep(option, kept)
    return _outcome(option, recorded)


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


def _summary(outcome: Outcome, asked: Asked, shares: Shares) -> dict[str, Any]:
    option, refusal = outcome
    calendar = asked.calendars[option.structure]
    cents = cost(option, option.wish or "", calendar, asked.now)
    if packages.is_counted(option):
        cents = shares.get((option.child, option.open_day), 0)
    return {
        "day": option.day,
        "child": option.child,
        "name": option.name,
        "wish": option.wish,
        "cents": cents,
        "problem": refusal.sentence if refusal else "",
    }
