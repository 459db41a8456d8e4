"""An option: one activity, or one supplement, that a child could have on one day.

It is the row that the calendar, the click, both checks and the simulator all start from; its
fields are those of the query that reads it (`booking/queries.py`), in that order.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.places import Takers
from webapp.activities.rules.pricing import Quote
from webapp.structures.rules import TownCalendar

NO_PRICE = Quote(0, "Aucun tarif", assumed=False)


class Option(NamedTuple):
    """`day` is ISO text; instants are UTC seconds; counts are seats, NULL capacity = no limit.

    `booking_state` is '' without a live booking; `pending` the kind of its movement not yet
    transmitted; `counter_left` the fewest seats left on the counters shared with other
    activities; `queue` how many wait for this day; `rank` the child's place among them, from 1.
    `has_extras`: the day has supplements. `supplement` is 0 for the day itself; `extra_cents` is
    a supplement's price, else None.
    `elsewhere`: booked by the child's other household. `person` is known where the rules of the
    activity ask about the child or its family, `takers` where they keep seats for some.
    """

    open_day: int
    supplement: int
    day: str
    child: int
    activity: int
    structure: int
    name: str
    short_name: str
    slots: str
    terms: str
    waiting_list: bool
    extra_cents: int | None
    capacity: int | None
    taken: int
    counter_left: int | None
    opens_at: int | None
    closes_at: int | None
    period: str | None
    booking: int | None
    booking_state: str | None
    booking_cents: int | None
    elsewhere: bool | None
    pending: str | None
    queue: int
    rank: int | None
    wish: str | None
    problem: str | None
    pattern: str
    custody_days: str
    has_extras: bool
    person: Person | None = None
    takers: Takers = ()

    @property
    def date(self) -> date:
        return as_date(self.day)

    @property
    def rules(self) -> term_rules.Terms:
        return term_rules.parse(self.terms)

    @property
    def target(self) -> str:
        """How forms name it: « 2026-12-09:3 » (an activity), « 2026-12-09:s12 » (a supplement)."""
        return (
            f"{self.day}:s{self.supplement}" if self.supplement else f"{self.day}:{self.activity}"
        )

    @property
    def facts(self) -> Facts:
        """What the rules of the activity may ask of the child."""
        if self.person is None:
            return Facts(formula=self.rules.formula)
        return self.person.facts(self.date, self.activity, self.rules)

    def quote(self, *, late: bool = False) -> Quote:
        """What booking it costs, and by which rule; `late`: after the limit, where that is
        dearer."""
        if self.extra_cents is not None:
            return Quote(self.extra_cents, "Supplément", assumed=False)
        return self.rules.quote(self.facts, late=late) or NO_PRICE

    @property
    def price(self) -> int:
        """What booking it in time costs, in cents."""
        return self.quote().cents

    @property
    def holds(self) -> str:
        """What the child has once the pending movements have passed: '', `booked`, `waiting`."""
        if self.pending in ("cancel", "leave"):
            return ""
        return self.booking_state or ""

    @property
    def seats_left(self) -> int | None:
        """Seats not taken; None without limit."""
        own = None if self.capacity is None else self.capacity - self.taken
        known = [left for left in (own, self.counter_left) if left is not None]
        return max(0, min(known)) if known else None

    @property
    def is_full_itself(self) -> bool:
        """True if the day itself has no seat left, whatever the counters that it shares."""
        return self.capacity is not None and self.taken >= self.capacity

    def kept(self, now: datetime, calendar: TownCalendar) -> int:
        """Seats kept for other families at `now`."""
        if not self.rules.places.reserves or self.supplement:
            return 0
        local = now.astimezone(calendar.zone).replace(tzinfo=None)
        return self.rules.places.kept(self.facts.all_categories, local, self.takers)

    def seats_left_at(self, now: datetime, calendar: TownCalendar) -> int | None:
        """Seats that this family may take at `now`; None without limit."""
        left = self.seats_left
        return left and max(0, left - self.kept(now, calendar))


@lru_cache(maxsize=4096)
def as_date(day: str) -> date:
    """A date of ISO text; the same few hundred days are asked again and again."""
    return date.fromisoformat(day)
