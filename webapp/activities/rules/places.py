"""How many places, for whom, and in which order the waiting list is served
(docs/rules.md, § 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from webapp.activities.rules.facts import Audience, audience
from webapp.activities.rules.reading import (
    END_OF_DAY,
    Range,
    RuleError,
    Table,
    has_hour,
    instant,
    number_range,
    plain,
)
from webapp.activities.rules.reading import day as read_day
from webapp.activities.rules.reading import weekdays as read_weekdays

MOST_LINES = 20


class Reserve(NamedTuple):
    """`seats` kept for an audience, until a naive instant of the structure's clock (None: for
    ever)."""

    audience: Audience
    seats: int
    until: datetime | None


Takers = Sequence[tuple[frozenset[str], int]]
"""Who has taken seats: categories, and how many."""


def kept(reserves: Iterable[Reserve], takers: Takers) -> int:
    """Seats of these reserves that those whom they are for have not taken yet."""
    return sum(
        max(0, reserve.seats - sum(n for who, n in takers if reserve.audience.fits(who)))
        for reserve in reserves
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Capacities: by weekday (None without limit), by age group, by date."""

    weekdays: tuple[int | None, ...] = (None,) * 7
    ages: tuple[tuple[Range, int], ...] = ()
    dates: tuple[tuple[date, int], ...] = ()
    reserves: tuple[Reserve, ...] = ()
    waiting_list: bool = False
    priority: tuple[Audience, ...] = ()

    def capacity(self, day: date, age: int | None) -> int | None:
        """Places on `day` for a child of `age`; None without limit, 0 for an age that has no
        group."""
        whole = self.whole(day)
        if whole is not None or not self.ages:
            return whole
        group = self.group(age)
        return group[1] if group else 0

    def whole(self, day: date) -> int | None:
        """Places on `day` for all ages together; None without limit, and where each group has its
        own."""
        for exception, seats in self.dates:
            if exception == day:
                return seats
        return self.weekdays[day.weekday()]

    def group(self, age: int | None) -> tuple[Range, int] | None:
        """The age group of a child and its places; None if there is none."""
        return next((g for g in self.ages if age is not None and g[0].holds(age)), None)

    def group_from(self, least: int | None) -> int | None:
        """The places of the age group that begins at `least` years; None if there is none."""
        return next((seats for ages, seats in self.ages if ages.least == least), None)

    def kept(self, categories: frozenset[str], local: datetime, takers: Takers = ()) -> int:
        """Seats kept for others at `local` (naive, the structure's clock), those aside that they
        have already taken."""
        return kept(self.against(categories, local), takers)

    def against(self, categories: frozenset[str], local: datetime) -> tuple[Reserve, ...]:
        """The reserves for others that hold at `local`."""
        return tuple(
            reserve
            for reserve in self.reserves
            if (reserve.until is None or local < reserve.until)
            and not reserve.audience.fits(categories)
        )

    def rank(self, categories: frozenset[str]) -> int:
        """The order of the waiting list, 0 first: whom the first line fits, among those whom the
        second fits, and so on."""
        last = len(self.priority) - 1
        return sum(
            1 << (last - n) for n, who in enumerate(self.priority) if not who.fits(categories)
        )

    def ahead(self, categories: frozenset[str], queue: Iterable[tuple[int, int]]) -> int:
        """How many of a waiting list, told by rank and number, are served before a newcomer."""
        own = self.rank(categories)
        return sum(count for rank, count in queue if rank <= own)


class Asker(NamedTuple):
    """One who waits."""

    name: str
    since: datetime
    categories: frozenset[str]


def order(places: Places, askers: Iterable[Asker]) -> list[Asker]:
    """The waiting list in the order in which it is served: priority, then instant."""
    return sorted(askers, key=lambda asker: (places.rank(asker.categories), asker.since))


def served(places: Places, askers: Iterable[Asker], free: int) -> list[Asker]:
    """Who gets the `free` seats."""
    return order(places, askers)[: max(0, free)]


def reseated(
    before: Places, after: Places, days: Iterable[tuple[int, date, int | None]]
) -> dict[int, int | None]:
    """The new capacities of open days (id, day, capacity) when an activity states other places:
    those that had what was stated follow, and all of them where nothing was. The others were
    set one by one and stay."""
    found: dict[int, int | None] = {}
    for number, day, capacity in days:
        old, new = before.whole(day), after.whole(day)
        if new not in (old, capacity) and old in (None, capacity):
            found[number] = new
    return found


def is_tight(taken: int, seats: int | None) -> bool:
    """True if more are taken than `seats` (None: without limit)."""
    return seats is not None and taken > seats


def read_places(table: Table) -> Places:
    """Read `[….places]`; raises RuleError."""
    if table.has("jour") and table.has("ages"):
        raise RuleError(table.at("jour"), "jour ou ages est attendu, pas les deux")
    found = Places(
        weekdays=table.read("jour", _by_weekday, (None,) * 7) or (None,) * 7,
        ages=table.read("ages", _by_age) or (),
        dates=table.read("dates", _by_date) or (),
        reserves=table.read("reserve", _reserves) or (),
        waiting_list=table.choice("liste_attente", {"oui": True, "non": False}, "non"),
        priority=table.read("priorite", _priority) or (),
    )
    table.done()
    return found


def seats(value: object, place: str) -> int:
    """A number of places."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if type(value) is not int or value < 0:
        raise RuleError(place, "un nombre de places est attendu", value)
    return value


def _priority(value: Any, place: str) -> tuple[Audience, ...]:
    stated = value if isinstance(value, list) else str(value).split(",")
    if len(stated) > MOST_LINES:
        raise RuleError(place, f"{MOST_LINES} lignes au plus sont attendues")
    return tuple(audience(each, place) for each in stated)


def _by_weekday(value: Any, place: str) -> tuple[int | None, ...]:
    if not isinstance(value, dict):
        return (seats(value, place),) * 7
    found: list[int | None] = [0] * 7
    others = next((v for k, v in value.items() if plain(k) == "autres"), None)
    if others is not None:
        found = [seats(others, f"{place}.autres")] * 7
    for names, number in value.items():
        if plain(names) != "autres":
            for weekday in read_weekdays(names, f"{place}.{names}"):
                found[weekday] = seats(number, f"{place}.{names}")
    return tuple(found)


def _rows(value: Any, place: str, sizes: Sequence[int], expected: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(
        isinstance(row, list) and len(row) in sizes for row in value
    ):
        raise RuleError(place, expected, value)
    return value


def _by_age(value: Any, place: str) -> tuple[tuple[Range, int], ...]:
    rows = _rows(value, place, (2,), 'une liste [["3-5", 70], …] est attendue')
    groups = [
        (number_range(ages, f"{place}[{n}]"), seats(number, f"{place}[{n}]"))
        for n, (ages, number) in enumerate(rows, 1)
    ]
    groups.sort(key=lambda group: group[0].least)
    for (before, _), (after, _) in pairwise(groups):
        if before.most is None or after.least <= before.most:
            raise RuleError(place, f"deux groupes se chevauchent à {after.least} ans")
    return tuple(groups)


def _by_date(value: Any, place: str) -> tuple[tuple[date, int], ...]:
    if not isinstance(value, dict):
        raise RuleError(place, 'des dates sont attendues ({ "2027-01-13" = 10 })', value)
    return tuple((read_day(k, place), seats(v, f"{place}.{k}")) for k, v in value.items())


def _reserves(value: Any, place: str) -> tuple[Reserve, ...]:
    rows = _rows(value, place, (2, 3), 'une liste [["habitant", 20, "2027-09-27"]] est attendue')
    found = []
    for n, (who, number, *until) in enumerate(rows, 1):
        at = f"{place}[{n}]"
        end = _end(until[0], at) if until else None
        found.append(Reserve(audience(who, at), seats(number, at), end))
    return tuple(found)


def _end(value: object, place: str) -> datetime:
    day, at = instant(value, place)
    if at == END_OF_DAY or not has_hour(value):
        return datetime.combine(day + timedelta(1), time())
    return datetime.combine(day, at)
