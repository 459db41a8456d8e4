"""What the rules of an activity do to its next service days, for a family without anything
special: the same days, the same rules, the same words as the simulator and the calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from webapp import words
from webapp.activities.rules.people import Person
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import Terms, parse
from webapp.activities.rules.typical import born, typical_age
from webapp.booking.queries import takers_of
from webapp.booking.rules.day import judge
from webapp.booking.rules.option import PACK, Option, as_date
from webapp.database import rows
from webapp.staff.simulator import STATES, deadlines, places, price, why
from webapp.structures.rules import TownCalendar

DAYS = 10
QUOTIENT = 900
"""Euros: what half of the families with children have, or about."""
COMING = """
SELECT od.id, 0, od.day, 0, a.id, a.structure_id, a.name, a.short_name, a.slots, a.terms,
  a.waiting_list, NULL, od.capacity, od.taken,
  (SELECT MIN(CAST(cd.capacity - cd.taken AS BIGINT) * ? + cd.capacity)
     FROM activity_counter ac
     JOIN counter_day cd ON cd.counter_id = ac.counter_id AND cd.day = od.day
    WHERE ac.activity_id = a.id AND (ac.least_age IS NULL OR ac.least_age <= ?)
      AND (ac.most_age IS NULL OR ac.most_age >= ?)),
  p.opens_at, p.closes_at, p.name, NULL, NULL, NULL, FALSE, NULL,
  (SELECT COUNT(*) FROM booking w WHERE w.open_day_id = od.id AND w.state = 'waiting'),
  NULL, NULL, NULL, 'always', '', NULL, FALSE,
  (SELECT z.reason FROM closure z WHERE z.id = od.closure_id)
FROM open_day od JOIN activity a ON a.id = od.activity_id
LEFT JOIN period p ON p.id = od.period_id
WHERE a.id = ? AND od.day >= ? ORDER BY od.day LIMIT ?
"""


class Seen(NamedTuple):
    """A day as that family would see it, in words."""

    day: date
    state: str
    facts: tuple[str, ...]


class Pair(NamedTuple):
    """A day before and after a change."""

    day: date
    before: Seen
    after: Seen

    @property
    def news(self) -> tuple[str, ...]:
        """What is not as before, its state first."""
        stays = {self.before.state, *self.before.facts}
        return tuple(said for said in (self.after.state, *self.after.facts) if said not in stays)


def family(terms: Terms) -> str:
    """Whom the days are told for."""
    age = words.plural(typical_age(terms), "an")
    quotient = words.euros(QUOTIENT * 100).replace(",00", "")
    return f"de la commune, un enfant de {age}, quotient {quotient}, rien de réservé"


def coming(activity: int, terms: Terms, today: date) -> list[Option]:
    """The next days on which the activity runs, for that family. One query, two if places are
    kept for some."""
    age = typical_age(terms)
    found = [
        Option(*row) for row in rows(COMING, PACK, age, age, activity, today.isoformat(), DAYS)
    ]
    person = _person(terms, age, today)
    takers = takers_of([o.open_day for o in found]) if terms.places.reserves and found else {}
    return [o._replace(person=person, takers=takers.get(o.open_day, ())) for o in found]


def _person(terms: Terms, age: int, today: date) -> Person:
    """A child that the activity is for, whose birthday is not near."""
    public = terms.public
    return Person(
        born(age, today).isoformat(),
        next(iter(public.schools), ""),
        next(iter(public.classes), ""),
        frozenset(each for each in public.audience.wanted if each != word("habitant")),
        ((date(1990, 1, 1), Decimal(QUOTIENT)),),
        {},
    )


def look(options: Sequence[Option], calendar: TownCalendar, now: datetime) -> list[Seen]:
    """These days as the family sees them at `now`."""
    return [_seen(option, calendar, now) for option in options]


def compare(
    options: Sequence[Option],
    terms: str,
    seats: Mapping[int, int | None],
    calendar: TownCalendar,
    now: datetime,
) -> list[Pair]:
    """The days as they are, and with other rules; `seats`: the new capacities, by open day."""
    after = parse(terms)
    changed = [
        option._replace(
            terms=terms,
            waiting_list=after.places.waiting_list,
            capacity=seats.get(option.open_day, option.capacity),
        )
        for option in options
    ]
    return [
        Pair(old.day, old, new)
        for old, new in zip(look(options, calendar, now), look(changed, calendar, now), strict=True)
    ]


def _seen(option: Option, calendar: TownCalendar, now: datetime) -> Seen:
    seconds = int(now.timestamp())
    verdict = judge(option, calendar, seconds)
    state = words.capitalised(STATES[verdict.state])
    reason = words.capitalised(why(option, verdict, calendar, seconds)).rstrip(".")
    reason = words.capitalised(reason.removeprefix(f"{state}\u00a0: "))
    book, cancel = deadlines(option, calendar)
    return Seen(
        as_date(option.day),
        state,
        (
            *((reason,) if reason else ()),
            *(() if "jusqu’au" in reason else (book,)),
            cancel,
            places(option, calendar, now),
            price(option, calendar, seconds),
        ),
    )
