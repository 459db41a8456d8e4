"""Prices that depend on how many days a child has in a week, a month…: reckoned for the cart,
settled in the books after every act that changes their number. Callers hold the transaction.

What a unit costs is shared among its live bookings, by `activities/rules/packages.py`; days that
are past keep their price, as does one that was cancelled too late and remains due: it still counts.
Activities whose prices do not depend on days pass by at the cost of an attribute (`Terms.package`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from webapp.activities.people import people
from webapp.activities.rules import packages as rules
from webapp.activities.rules.admission import span_of
from webapp.activities.rules.packages import PER, Day, Settled, Unit
from webapp.activities.rules.terms import Terms, parse
from webapp.booking.rules.costs import retained
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal
from webapp.database import execute, execute_many, is_sqlite, marks, rows
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.words import localise

HOLD = "SELECT id FROM family WHERE id IN ({marks}) ORDER BY id FOR NO KEY UPDATE"
# A cancellation that is asked no longer comes; one that remains due still counts, at what is due. A
# day that the structure has closed counts at its share: nobody owes it, the others cost no more.
HELD = """
SELECT od.activity_id, b.child_id, od.id, b.day, b.id, b.cents, m.kind IS NULL,
       CASE WHEN m.kind = 'closure' THEN b.cents
            WHEN m.reason_code = 'charged' THEN b.cents + m.cents END
FROM booking b JOIN open_day od ON od.id = b.open_day_id
LEFT JOIN movement m ON m.booking_id = b.id AND (
  (m.kind = 'cancel' AND m.state = 'pending')
  OR (b.state = 'cancelled' AND m.state = 'accepted' AND m.kind IN ('cancel', 'closure')))
WHERE b.family_id = ? AND od.activity_id IN ({marks}) AND b.day BETWEEN ? AND ?
  AND b.supplement_id IS NULL
  AND (b.state = 'booked' OR (b.state = 'cancelled' AND m.reason_code IN ('charged', 'closure')))
ORDER BY b.day, b.id
"""
TOUCHED = """
SELECT b.family_id, b.child_id, od.activity_id, b.day, a.terms, s.id, s.revision, s.timezone
FROM booking b JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
JOIN structure s ON s.id = a.structure_id
WHERE b.id IN ({marks}) AND b.supplement_id IS NULL ORDER BY b.family_id, b.id
"""
FREEZE = "UPDATE booking SET cents = ?, price_rule = ? WHERE id = ? AND family_id = ?"
FREEZE_MOVEMENT = """
UPDATE movement SET cents = ?
WHERE booking_id = ? AND family_id = ? AND kind = 'book' AND state = 'pending'
"""
LINE_CENTS = """
UPDATE cart_line SET cents = ? WHERE child_id = ? AND open_day_id = ? AND supplement_id = 0
  AND cart_id IN (SELECT id FROM cart WHERE key = ? AND family_id = ?)
"""


class Kept(NamedTuple):
    """A booking of a unit. `coming`: it stands, no cancellation is asked; `due`: what is due for
    one that was cancelled too late, else None."""

    open_day: int
    day: str
    booking: int
    cents: int
    coming: bool
    due: int | None


class Reckoned(NamedTuple):
    """What a unit will cost once the cart is validated. `before`: what it costs now; `lines`: what
    each line of the cart adds, by open day; `refusal`: why it cannot be, or None."""

    option: Option
    settled: Settled
    before: int
    lines: Mapping[int, int]
    refusal: Refusal | None


def is_counted(option: Option) -> bool:
    """True if the price of an option depends on how many days there are."""
    return option.rules.package is not None and not option.supplement


def hold(families: Iterable[int]) -> None:
    """Nobody else settles the days of these families before the end of the transaction."""
    ids = sorted(set(families))
    if ids and not is_sqlite():
        rows(HOLD.format(marks=marks(ids)), *ids)


def unit_of(option: Option, calendar: TownCalendar) -> Unit:
    """The unit that the day of an option is of."""
    return _unit(option.rules, option.activity, option.child, option.date, calendar)


def _unit(terms: Terms, activity: int, child: int, day: date, calendar: TownCalendar) -> Unit:
    counted = terms.package.unit if terms.package else "semaine"
    first, last = span_of(counted, day, terms.context(calendar))
    return Unit(activity, child, first.isoformat(), last.isoformat())


def reckon(
    family: int, options: Iterable[Option], calendars: Mapping[int, TownCalendar], now: int
) -> dict[Unit, Reckoned]:
    """The units that the lines of a cart change, with all the lines that change them."""
    units: dict[Unit, list[Option]] = {}
    for option in options:
        if is_counted(option) and option.wish in ("book", "cancel"):
            units.setdefault(unit_of(option, calendars[option.structure]), []).append(option)
    held = _held(family, units)
    return {
        unit: _reckoned(lines, held[unit], calendars[lines[0].structure], now)
        for unit, lines in units.items()
    }


def _reckoned(
    lines: list[Option], held: Sequence[Kept], calendar: TownCalendar, now: int
) -> Reckoned:
    wishes = {option.open_day: option for option in lines if option.booking_state != "waiting"}
    today = localise(now, calendar.timezone).date().isoformat()
    first, days = lines[0], []
    for kept in held:
        line = wishes.pop(kept.open_day, None)
        facts = first._replace(day=kept.day).facts
        if kept.due is not None and not (line and line.wish == "book"):
            days.append((kept.day, Day(kept.open_day, facts, kept.due, fixed=True)))
        elif line and line.wish == "cancel":
            due = retained(line, calendar, now)
            if due:
                days.append((kept.day, Day(kept.open_day, facts, due, fixed=True)))
        elif kept.coming or line:
            fixed = rules.is_spent(kept.day, today)
            days.append((kept.day, Day(kept.open_day, facts, kept.cents, fixed)))
    days += [(o.day, Day(o.open_day, o.facts)) for o in wishes.values() if o.wish == "book"]
    settled = rules.settle(first.rules, [day for _, day in sorted(days, key=lambda d: d[0])])
    before = sum(k.cents if k.due is None else k.due for k in held if k.coming or k.due is not None)
    order = sorted((o for o in lines if o.booking_state != "waiting"), key=lambda o: o.day)
    each = rules.spread(settled.total - before, len(order))
    shares = {option.open_day: cents for option, cents in zip(order, each, strict=True)}
    return Reckoned(first, settled, before, shares, _refusal(first, settled, len(days)))


def _refusal(option: Option, settled: Settled, count: int) -> Refusal | None:
    if settled.offered or not count:
        return None
    known = rules.numbers(option.rules, option.facts)
    unit = option.rules.package.unit if option.rules.package else ""
    sentence = f"Ce tarif est pour {known}\u00a0jours {PER[unit]}\u202f; vous en auriez {count}."
    return Refusal("package", sentence, {"count": count, "offered": known})


def refusals(found: Mapping[Unit, Reckoned], options: Iterable[Option],
             calendars: Mapping[int, TownCalendar]) -> dict[tuple[int, str], Refusal]:  # fmt: skip
    """The lines of a cart that would make a number of days that has no price, by child and
    target."""
    refused = {}
    for option in options:
        if is_counted(option) and option.wish in ("book", "cancel"):
            why = found[unit_of(option, calendars[option.structure])].refusal
            if why and option.booking_state != "waiting":
                refused[option.child, option.target] = why
    return refused


def price_lines(family: int, cart: str, found: Mapping[Unit, Reckoned]) -> None:
    """Write into the cart what each line adds, so that its sum is right."""
    execute_many(
        LINE_CENTS,
        [
            (cents, unit.child, open_day, cart, family)
            for unit, reckoned in found.items()
            for open_day, cents in reckoned.lines.items()
        ],
    )


def settle_options(
    family: int, options: Iterable[Option], calendars: Mapping[int, TownCalendar], now: int
) -> dict[tuple[int, int], int]:
    """Settle the units of options that were recorded; cents by child and open day."""
    touched = {}
    for option in options:
        if is_counted(option):
            calendar = calendars[option.structure]
            touched[unit_of(option, calendar)] = (option.rules, calendar)
    return _settle(family, touched, now)


def settle_bookings(bookings: Sequence[int], now: int) -> dict[int, int]:
    """Settle the units of these bookings, whatever became of them; cents by booking, of those that
    were settled."""
    families: dict[int, dict[Unit, tuple[Terms, TownCalendar]]] = {}
    found = rows(TOUCHED.format(marks=marks(bookings)), *bookings) if bookings else []
    for family, child, activity, day, text, structure, revision, timezone in found:
        terms = parse(text)
        if terms.package:
            calendar = calendar_of(structure, revision, timezone)
            unit = _unit(terms, activity, child, date.fromisoformat(day), calendar)
            families.setdefault(family, {})[unit] = (terms, calendar)
    hold(families)
    settled: dict[int, int] = {}
    for family, units in families.items():
        _settle(family, units, now, settled)
    return settled


def _settle(
    family: int, units: Mapping[Unit, tuple[Terms, TownCalendar]], now: int,
    by_booking: dict[int, int] | None = None,
) -> dict[tuple[int, int], int]:  # fmt: skip
    held = _held(family, units)
    known = people(family) if units else {}
    settled: dict[tuple[int, int], int] = {}
    for unit, (terms, calendar) in units.items():
        today = localise(now, calendar.timezone).date().isoformat()
        days = []
        for kept in held[unit]:
            facts = known[unit.child].facts(date.fromisoformat(kept.day), unit.activity, terms)
            if kept.due is not None:
                days.append(Day(kept.open_day, facts, kept.due, fixed=True))
            elif kept.coming:
                days.append(Day(kept.open_day, facts, kept.cents, rules.is_spent(kept.day, today)))
        found = rules.settle(terms, days)
        for kept in held[unit]:
            if kept.open_day in found.shares and kept.coming and kept.due is None:
                share = found.shares[kept.open_day]
                settled[unit.child, kept.open_day] = share
                execute(FREEZE, share, found.rule, kept.booking, family)
                execute(FREEZE_MOVEMENT, share, kept.booking, family)
                if by_booking is not None:
                    by_booking[kept.booking] = share
    return settled


def _held(family: int, units: Iterable[Unit]) -> dict[Unit, list[Kept]]:
    """The bookings of each unit; a day that was cancelled and booked again counts once."""
    asked = list(units)
    if not asked:
        return {}
    activities = sorted({unit.activity for unit in asked})
    ends = min(unit.first for unit in asked), max(unit.last for unit in asked)
    found: dict[Unit, list[Kept]] = {unit: [] for unit in asked}
    for activity, child, *held in rows(
        HELD.format(marks=marks(activities)), family, *activities, *ends
    ):
        kept = Kept(*held)
        for unit in asked:
            if unit.holds(activity, child, kept.day):
                found[unit].append(kept)
    for unit, bookings in found.items():
        live = {kept.open_day for kept in bookings if kept.coming}
        found[unit] = [k for k in bookings if k.coming or k.open_day not in live]
    return found
