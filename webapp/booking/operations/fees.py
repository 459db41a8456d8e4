"""Fees paid once (« adhésion »): owed with the first booking of their unit, frozen then; withdrawn
if all bookings of the unit go before the first day has come. Callers hold the transaction.

`due_on` of a fee is the first day that it is for: the night charges it when that day is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.activities.people import people
from webapp.activities.rules.fees import Owed, owed
from webapp.activities.rules.packages import is_spent
from webapp.activities.rules.people import Person
from webapp.activities.rules.terms import parse
from webapp.booking.operations.packages import hold
from webapp.booking.rules.costs import retained
from webapp.booking.rules.option import Option
from webapp.database import execute, marks, rows
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.words import localise

STATED = """
SELECT a.id, a.terms, s.revision, s.timezone
FROM activity a JOIN structure s ON s.id = a.structure_id
WHERE a.structure_id = ? ORDER BY a.position, a.id
"""
COMING = """
SELECT b.child_id, od.activity_id, b.day FROM booking b JOIN open_day od ON od.id = b.open_day_id
LEFT JOIN movement m ON m.booking_id = b.id AND m.kind = 'cancel' AND m.state = 'pending'
WHERE b.family_id = ? AND b.structure_id = ? AND b.day >= ? AND b.supplement_id IS NULL
  AND b.state = 'booked' AND (m.id IS NULL OR m.reason_code = 'charged')
ORDER BY b.day, b.id
"""
KNOWN = """
SELECT id, code, due_on FROM fee_due WHERE family_id = ? AND structure_id = ? AND state = 'due'
"""
# All of this at once, for a page.
AROUND = """
SELECT 'fee', f.id, f.code, f.due_on, f.child_id, f.name, f.cents FROM fee_due f
WHERE f.family_id = ? AND f.structure_id = ? AND f.state = 'due'
UNION ALL
SELECT 'day', od.activity_id, '', b.day, b.child_id, '', 0
FROM booking b JOIN open_day od ON od.id = b.open_day_id
LEFT JOIN movement m ON m.booking_id = b.id AND m.kind = 'cancel' AND m.state = 'pending'
WHERE b.family_id = ? AND b.structure_id = ? AND b.day >= ? AND b.supplement_id IS NULL
  AND b.state = 'booked' AND (m.id IS NULL OR m.reason_code = 'charged')
UNION ALL
SELECT 'rules', a.id, a.terms, '', 0, '', 0 FROM activity a WHERE a.structure_id = ?
"""
OWE = """
INSERT INTO fee_due (structure_id, family_id, child_id, activity_id, code, name, cents, price_rule,
                     due_on, state, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', ?) ON CONFLICT DO NOTHING
"""
MOVE = """
UPDATE fee_due SET due_on = ?, child_id = ? WHERE id = ? AND family_id = ? AND due_on <> ?
"""
WITHDRAW = """
UPDATE fee_due SET state = 'withdrawn', ended_at = ?
WHERE id = ? AND family_id = ? AND state = 'due'
"""
TOUCHED = """
SELECT DISTINCT b.family_id, b.structure_id, a.terms FROM booking b
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE b.id IN ({marks}) ORDER BY b.family_id, b.structure_id
"""


class Due(NamedTuple):
    """A fee that a family owes from now on; `day` the first that it is for, ISO."""

    child: int
    activity: int
    day: str
    fee: Owed


class Lost(NamedTuple):
    """A fee that a family would not owe any more; `child` is 0 if it is the whole family's."""

    child: int
    name: str
    cents: int


def of_cart(
    family: int, options: Sequence[Option], calendars: Mapping[int, TownCalendar], now: int
) -> tuple[list[Due], list[Lost]]:
    """What the bookings of a cart would make the family owe that it does not yet; and what it would
    not owe any more once its cancellations are made: no booking of the unit is left, nor comes."""
    asked = [option for option in options if _asks(option) and option.wish in ("book", "cancel")]
    new: list[Due] = []
    lost: list[Lost] = []
    for structure in sorted({option.structure for option in asked}):
        here = sorted((o for o in asked if o.structure == structure), key=lambda o: o.day)
        calendar = calendars[structure]
        today = localise(now, calendar.timezone).date().isoformat()
        around = _around(family, structure, today)
        booked = _booked(here, calendar)
        known = {code for _, code, *_ in around.known}
        new += [due for code, due in booked.items() if code not in known]
        kept = {*booked, *_kept(family, around, here, calendar, now)}
        lost += [
            Lost(0 if code.split(":")[-2] == "0" else child, name, cents)
            for _, code, day, child, name, cents in around.known
            if code not in kept and not is_spent(day, today)
        ]
    return new, lost


class _Around(NamedTuple):
    """Rows of KNOWN, COMING and STATED, which one statement brings."""

    known: list[tuple[Any, ...]]
    coming: list[tuple[Any, ...]]
    stated: list[tuple[Any, ...]]


def _around(family: int, structure: int, today: str) -> _Around:
    found = _Around([], [], [])
    for kind, number, text, day, child, name, cents in rows(
        AROUND, family, structure, family, structure, today, structure
    ):
        if kind == "fee":
            found.known.append((number, text, day, child, name, cents))
        elif kind == "day":
            found.coming.append((child, number, day))
        else:
            found.stated.append((number, text))
    return found


def _booked(options: Iterable[Option], calendar: TownCalendar) -> dict[str, Due]:
    """What the bookings among options ask for, each with its first day."""
    found: dict[str, Due] = {}
    for option in (o for o in options if o.wish == "book"):
        context = option.rules.context(calendar)
        for fee in owed(option.rules, option.child, option.date, option.facts, context):
            found.setdefault(fee.code, Due(option.child, option.activity, option.day, fee))
    return found


def _kept(
    family: int, around: _Around, options: Sequence[Option], calendar: TownCalendar, now: int
) -> Iterable[str]:
    """The fees that bookings to come still ask for, cancellations made."""
    gone = {
        (o.child, o.activity, o.day)
        for o in options
        if o.wish == "cancel" and not retained(o, calendar, now)
    }
    if not gone:
        return [code for _, code, *_ in around.known]
    coming = [row for row in around.coming if row not in gone]
    known = {o.child: o.person for o in options if o.person}
    return _wanted(family, coming, around.stated, calendar, known)


def _asks(option: Option) -> bool:
    return bool(option.rules.fees) and not option.supplement


def settle_options(family: int, options: Iterable[Option], now: int) -> list[Due]:
    """Owe and withdraw the fees of the structures of these options; those that are new."""
    structures = sorted({option.structure for option in options if _asks(option)})
    if structures:
        hold([family])
    return [due for structure in structures for due in _settle(family, structure, now)]


def settle_bookings(bookings: Sequence[int], now: int) -> None:
    """The same for the families of bookings, whatever became of them."""
    found = rows(TOUCHED.format(marks=marks(bookings)), *bookings) if bookings else []
    touched = {(family, structure) for family, structure, text in found if parse(text).fees}
    hold(family for family, _ in touched)
    for family, structure in sorted(touched):
        _settle(family, structure, now)


def _settle(family: int, structure: int, now: int) -> list[Due]:
    found = rows(STATED, structure)
    if not found:
        return []
    calendar = calendar_of(structure, *found[0][2:])
    today = localise(now, calendar.timezone).date().isoformat()
    coming = rows(COMING, family, structure, today)
    wanted = _wanted(family, coming, found, calendar, {})
    known = {code: (number, day) for number, code, day in rows(KNOWN, family, structure)}
    for code, (number, day) in known.items():
        due = wanted.get(code)
        spent = is_spent(day, today)
        if due is None and not spent:
            execute(WITHDRAW, now, number, family)
        elif due is not None and not spent:
            execute(MOVE, due.day, due.child, number, family, due.day)
    fresh = [due for code, due in wanted.items() if code not in known]
    for due in fresh:
        execute(
            OWE, structure, family, due.child, due.activity, due.fee.code, due.fee.name,
            due.fee.cents, due.fee.rule[:400], due.day, now,
        )  # fmt: skip
    return fresh


def _wanted(
    family: int, coming: Iterable[tuple[Any, ...]], stated: Iterable[tuple[Any, ...]],
    calendar: TownCalendar, known: Mapping[int, Person],
) -> dict[str, Due]:  # fmt: skip
    """What the bookings to come make the family owe, each with the first day that asks for it.
    `coming`, `stated`: rows of COMING and STATED; `known`: children that need not be read."""
    parsed = {activity: parse(text) for activity, text, *_ in stated}
    charging = {activity: terms for activity, terms in parsed.items() if terms.fees}
    found: dict[str, Due] = {}
    for child, activity, day in coming:
        if activity not in charging:
            continue
        terms = charging[activity]
        known = known if child in known else people(family)
        served = date.fromisoformat(day)
        facts = known[child].facts(served, activity, terms)
        for fee in owed(terms, child, served, facts, terms.context(calendar)):
            found.setdefault(fee.code, Due(child, activity, day, fee))
    return found
