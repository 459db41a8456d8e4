"""Fifth step: what was ticked changes the bill once its day is over and charged: who came without
a booking, who was expected and did not come."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from webapp.activities.people import people
from webapp.activities.rules.admission import span_of
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.terms import Terms, parse
from webapp.attendance import rules
from webapp.billing.operations import Charge, charge
from webapp.database import execute, execute_many, row, rows
from webapp.structures.calendar import calendar_of
from webapp.transmission.steps.night import BOOKINGS, Night, Progress
from webapp.words import localise

# What the day has cost the household without the ticks; whether somebody booked it; whether a
# parent has said that the child does not come.
TICKED = """
SELECT t.id, t.family_id, t.child_id, a.id, a.wallet_id, a.name, a.terms, t.day, t.state, t.cents,
  t.revision,
  (SELECT SUM(c.cents) FROM consumption c WHERE c.family_id = t.family_id AND c.day = t.day
    AND c.child_id = t.child_id AND c.activity_id = a.id
    AND c.kind IN ('booking', 'import', 'cancellation')),
  EXISTS (SELECT 1 FROM booking b WHERE b.open_day_id = t.open_day_id AND b.child_id = t.child_id
    AND b.supplement_id IS NULL AND b.state = 'booked'),
  EXISTS (SELECT 1 FROM consumption c WHERE c.family_id = t.family_id AND c.day = t.day
    AND c.child_id = t.child_id AND c.activity_id = a.id AND c.kind = 'import'),
  EXISTS (SELECT 1 FROM absence x JOIN booking b ON b.id = x.booking_id
    WHERE b.open_day_id = t.open_day_id AND b.child_id = t.child_id AND x.withdrawn_at IS NULL)
FROM attendance t JOIN open_day o ON o.id = t.open_day_id JOIN activity a ON a.id = o.activity_id
WHERE t.structure_id = ? AND t.settled_at IS NULL AND t.day < ? AND t.id > ?
ORDER BY t.id LIMIT ?
"""
HELD = """
SELECT COUNT(*) FROM booking b JOIN open_day o ON o.id = b.open_day_id
WHERE b.family_id = ? AND b.day BETWEEN ? AND ? AND b.child_id = ? AND o.activity_id = ?
  AND b.supplement_id IS NULL AND b.state = 'booked'
"""
# Only what was read: a tick that came meanwhile is another night's.
SAME = "UPDATE attendance SET settled_at = ? WHERE id = ? AND settled_at IS NULL AND state = ?"
SETTLE = """
UPDATE attendance SET settled_at = ?, cents = ?, revision = revision + 1
WHERE id = ? AND settled_at IS NULL AND state = ?
"""


class Ticked(NamedTuple):
    """A row of `TICKED`; `charged` None if nothing was."""

    id: int
    family: int
    child: int
    activity: int
    wallet: int
    name: str
    terms: str
    day: str
    state: str
    cents: int
    revision: int
    charged: int | None
    booked: bool
    imported: bool
    told: bool

    @property
    def is_surprise(self) -> bool:
        """It came, and nobody had booked it."""
        return rules.came(self.state) and not self.booked and not self.imported

    @property
    def is_missing(self) -> bool:
        """It was expected, did not come, and nobody said so."""
        return self.state == rules.ABSENT and bool(self.booked) and not self.told


def chunk(night: Night, cursor: str) -> Progress:
    """Settle the next ticks."""
    today = localise(night.now, night.timezone).date().isoformat()
    found = [
        Ticked(*each)
        for each in rows(TICKED, night.structure_id, today, int(cursor or 0), BOOKINGS)
    ]
    known: dict[int, dict[int, Person]] = {}
    owed = {tick: _owed(tick, night, known) for tick in found}
    usual = [(night.seconds, tick.id, tick.state) for tick in found if owed[tick] == tick.cents]
    execute_many(SAME, usual)
    charges = [
        _charge(tick, owed[tick] - tick.cents)
        for tick in found
        if owed[tick] != tick.cents
        and execute(SETTLE, night.seconds, owed[tick], tick.id, tick.state)
    ]
    following = str(found[-1].id) if len(found) == BOOKINGS else None
    return Progress(following, {"presences": charge(charges, night.seconds)})


def _owed(tick: Ticked, night: Night, known: dict[int, dict[int, Person]]) -> int:
    """Cents that the tick leaves due, beside what the day has cost."""
    if not (tick.is_surprise or tick.is_missing):
        return 0
    terms, day = parse(tick.terms), date.fromisoformat(tick.day)
    facts = _facts(tick, terms, day, known)
    if tick.is_missing:
        return rules.missed(terms, facts, tick.charged or 0) if tick.charged is not None else 0
    price = rules.unbooked(terms, facts, _held(tick, terms, day, night))
    return rules.beyond(price, tick.charged or 0)


def _facts(
    tick: Ticked, terms: Terms, day: date, known: dict[int, dict[int, Person]]
) -> Facts:  # fmt: skip
    if tick.family not in known:
        known[tick.family] = people(tick.family)
    person: Mapping[int, Person] = known[tick.family]
    if tick.child not in person:
        return Facts(formula=terms.formula)
    return person[tick.child].facts(day, tick.activity, terms)


def _held(tick: Ticked, terms: Terms, day: date, night: Night) -> int:
    """Days that the child has in the unit that prices are counted over."""
    if terms.package is None:
        return 0
    calendar = calendar_of(night.structure_id, night.revision, night.timezone)
    first, last = span_of(terms.package.unit, day, terms.context(calendar))
    span = (first.isoformat(), last.isoformat())
    found = row(HELD, tick.family, *span, tick.child, tick.activity)
    return int(found[0]) if found else 0


def _charge(tick: Ticked, cents: int) -> Charge:
    why = "pointage corrigé" if tick.revision else (
        "présence sans réservation" if tick.is_surprise else "absence non annoncée"
    )  # fmt: skip
    source = f"{tick.id}.{tick.revision}"
    return Charge(
        tick.family, tick.child, tick.activity, tick.wallet, tick.day, cents, "presence", source,
        f"{tick.name}, {why}",
    )  # fmt: skip
