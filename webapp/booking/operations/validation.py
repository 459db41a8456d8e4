"""The second « Valider »: everything is checked again, what can be recorded is recorded."""

import json
from typing import Any, NamedTuple

from webapp.booking import queries
from webapp.booking.operations import recording, seats
from webapp.booking.operations.cart import cost
from webapp.booking.operations.recording import Author, SlotTakenError
from webapp.booking.rules import wishes
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
DROP_LINE = """
DELETE FROM cart_line
WHERE cart_id = ? AND child_id = ? AND open_day_id = ? AND supplement_id = ?
"""
# A line that asks for what is already so has nothing left to ask.
SETTLED = ("unchanged", "not_booked", "waiting")
DROP_LINES = "DELETE FROM cart_line WHERE cart_id = ?"
MARK_LINE = """
UPDATE cart_line SET problem = ?
WHERE cart_id = ? AND child_id = ? AND open_day_id = ? AND supplement_id = ?
"""
PARENT = """
SELECT 1 FROM booking b
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel'
WHERE b.child_id = ? AND b.open_day_id = ? AND b.family_id = ? AND b.supplement_id IS NULL
  AND b.state = 'booked' AND m.id IS NULL
"""


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
        done = row(DONE, cart, author.family, version)
        if done is not None:
            return int(done[0])
        spent = row(SPEND, now, cart, author.family, version)
        if spent is None:
            return None
        options = queries.cart_options(author.family, cart)
        outcomes = _record_all(options, author, calendars, now)
        _settle_lines(spent[0], outcomes)
        result = json.dumps([_summary(o) for o in sorted(outcomes, key=_by_day)])
        kept: Any = row(KEEP_RESULT, spent[0], version, author.family, now, result)
        return int(kept[0])


def _record_all(
    options: list[Option], author: Author, calendars: dict[int, TownCalendar], now: int
) -> list[Outcome]:
    outcomes = []
    possible = []
    for option in options:
        refusal = wishes.check(option.wish or "", option, calendars[option.structure], now)
        if refusal is None:
            possible.append(option)
        else:
            outcomes.append(Outcome(option, refusal))
    for option in possible:
        if option.wish == "cancel":
            outcomes.append(_cancel(option, author, now))
        elif option.wish == "wait":
            outcomes.append(_outcome(option, recording.wait(option, author, now)))
    back = [o for o in possible if o.wish == "book" and o.pending == "cancel"]
    outcomes += [_take_back(option, author, now) for option in back]
    new = [o for o in possible if o.wish == "book" and o.pending != "cancel"]
    return outcomes + _book_all(new, author, now)


def _book_all(options: list[Option], author: Author, now: int) -> list[Outcome]:
    got = seats.take(options)
    outcomes = []
    for index, option in enumerate(options):
        if index not in got:
            outcomes.append(Outcome(option, wishes.full(option)))
        else:
            outcomes.append(_book(option, author, now))
    return outcomes


def _book(option: Option, author: Author, now: int) -> Outcome:
    if option.supplement and not row(PARENT, option.child, option.open_day, author.family):
        seats.give_back(option)
        return Outcome(option, wishes.needs_activity(option.name))
    try:
        recorded = recording.book(option, author, now)
    except SlotTakenError as clash:
        seats.give_back(option)
        return Outcome(option, wishes.excludes(clash.other))
    if not recorded:
        seats.give_back(option)
    return _outcome(option, recorded)


def _cancel(option: Option, author: Author, now: int) -> Outcome:
    return _outcome(option, recording.cancel(option, author, now))


def _take_back(option: Option, author: Author, now: int) -> Outcome:
    try:
        with database.atomic():
            return _outcome(option, recording.withdraw(option, author.family, now))
    except SlotTakenError as clash:
        return Outcome(option, wishes.excludes(clash.other))


def _outcome(option: Option, recorded: bool) -> Outcome:
    if recorded:
        return Outcome(option, None)
    return Outcome(option, Refusal("unchanged", "Ce jour a changé entre-temps.", {}))


def _settle_lines(cart: int, outcomes: list[Outcome]) -> None:
    gone, kept = [], []
    for option, refusal in outcomes:
        place = (cart, option.child, option.open_day, option.supplement)
        if refusal is None or refusal.code in SETTLED:
            gone.append(place)
        else:
            kept.append((refusal.sentence, *place))
    if kept:
        execute_many(DROP_LINE, gone)
        execute_many(MARK_LINE, kept)
    else:
        execute(DROP_LINES, cart)


def _by_day(outcome: Outcome) -> tuple[str, int, int]:
    option = outcome.option
    return option.day, option.child, option.supplement


def _summary(outcome: Outcome) -> dict[str, Any]:
    option, refusal = outcome
    return {
        "day": option.day,
        "child": option.child,
        "name": option.name,
        "wish": option.wish,
        "cents": cost(option, option.wish or ""),
        "problem": refusal.sentence if refusal else "",
    }
