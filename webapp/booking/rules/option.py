"""An option: one activity, or one supplement, that a child could have on one day.

It is the row that the calendar, the click, both checks and the simulator all start from; its
fields are those of the query that reads it (`booking/queries.py`), in that order.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from webapp.activities.rules import packages
from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.places import Takers
from webapp.activities.rules.pricing import Quote
from webapp.families.rules import has_child
from webapp.structures.rules import TownCalendar
from webapp.wallets.rules import Standing

PACK = 1_000_000
"""More than any capacity: two numbers of a counter come in one column."""
NO_PRICE = Quote(0, "Aucun tarif", assumed=False)


class Option(NamedTuple):
    """`day` is ISO text; instants are UTC seconds; counts are seats, NULL capacity = no limit.

    `booking_state` is '' without a live booking; `pending` the kind of its movement not yet
    transmitted; `counter`: of the counters that the child takes from beside the day itself, the
    one with the fewest seats left, as that number times PACK plus its capacity; `queue`
    how many wait for this day; `rank` the child's place among them, from 1.
    `has_extras`: the day has supplements. `supplement` is 0 for the day itself; `extra_cents` is
    a supplement's price, else None.
    `closure`: why the day has been closed at short notice, None if it has not.
    `total` to `debit_limit` are the family's standing (`wallets/rules.py`).
    `elsewhere`: booked by the child's other household. `exception`: whether the child is with this
    household, whatever its pattern says; None by default. `person` is known where the rules of
    the activity ask about the child or its family, `takers` where they keep seats for some,
    `ahead` where some go before others on the waiting list: how many would be served before.
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
    counter: int | None
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
    exception: bool | None
    has_extras: bool
    closure: str | None
    total: int | None = None
    lowest: int | None = None
    debit_scope: str | None = None
    debit_limit: int | None = None
    person: Person | None = None
    takers: Takers = ()
    ahead: int | None = None

    @property
    def date(self) -> date:
        return as_date(self.day)

    @property
    def own_day(self) -> bool:
        """True if the child is with this household that day."""
        return has_child(self.pattern, self.custody_days, self.date, self.exception)

    @property
    def standing(self) -> Standing:
        """What the family has, as it counts for booking."""
        return Standing(self.total, self.lowest, self.debit_scope or "", self.debit_limit or 0)

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
    def tariffs(self) -> str:
        """What each number of days costs, where prices depend on it; else nothing."""
        counted = self.rules.package is not None and not self.supplement
        return packages.table(self.rules, self.facts) if counted else ""

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
    def counter_left(self) -> int | None:
        """The fewest seats left on a counter; None without one that is limited."""
        return None if self.counter is None else self.counter // PACK

    @property
    def scarcest(self) -> tuple[int, int] | None:
        """Seats taken and capacity of what decides: the day itself or a counter, whichever has
        fewer seats left; None without limit."""
        own = None if self.capacity is None else self.capacity - self.taken
        if self.counter is None or (own is not None and own <= self.counter // PACK):
            return None if self.capacity is None else (self.taken, self.capacity)
        left, capacity = divmod(self.counter, PACK)
        return capacity - left, capacity

    @property
    def fullest(self) -> tuple[int, int] | None:
        """The same if it is full."""
        found = self.scarcest
        return found if found and found[0] >= found[1] else None

    @property
    def group(self) -> str:
        """« 3-5 ans »: the age group of the child that is what is full, or nothing."""
        places = self.rules.places
        own = places.group(self.facts.age) if places.ages and not self.supplement else None
        if own is None or self.fullest is None or self.fullest[1] != own[1] or self.is_full_itself:
            return ""
        least, most = own[0]
        ages = f"{least}\u00a0ans et plus" if most is None else f"{least}-{most}\u00a0ans"
        return ages.replace(f"{least}-{least}", f"{least}")

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
        if self.queue:  # what is kept no longer goes to the list first, by night
            local -= timedelta(1)
        return self.rules.places.kept(self.facts.all_categories, local, self.takers)

    def seats_left_at(self, now: datetime, calendar: TownCalendar) -> int | None:
        """Seats that this family may take at `now`; None without limit."""
        left = self.seats_left
        return left and max(0, left - self.kept(now, calendar))


@lru_cache(maxsize=4096)
def as_date(day: str) -> date:
    """A date of ISO text; the same few hundred days are asked again and again."""
    return date.fromisoformat(day)
