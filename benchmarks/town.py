"""A town of 2,000 families and 200,000 bookings, or so many times larger, written straight into the
tables.

It lives around the day it is made: four months behind, four ahead, weekends and school holidays
apart. The same seed makes the same town on the same day.
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import chunked

from webapp.activities.rules.terms import compose
from webapp.database import database, execute, execute_many, write_transaction
from webapp.tables import TABLES

FAMILIES = 2_000
BATCH = 50_000
"""Rows written at once, so that a large town needs no more memory than a small one."""
AROUND = 120
STRUCTURE = 1
MEALS, COACH = 1, 2
TIMEZONE = "Europe/Paris"
CHILDREN = (1, 1, 2, 2, 2, 2, 3, 4)
"""How many children a family has, drawn at random: two on average."""


class Kind(NamedTuple):
    """An activity: its days of the week (Monday is 0), its counters, its bookings. `who`: the
    part of the children who come; Wednesday's two activities exclude each other."""

    name: str
    short: str
    slots: str
    weekdays: tuple[int, ...]
    cents: int
    counters: tuple[int, ...]
    bookings: int
    who: slice = slice(None)


SCHOOL_DAYS = (0, 1, 3, 4)
KINDS = (
    Kind("Restauration scolaire", "Midi", "midi", SCHOOL_DAYS, 385, (MEALS,), 80_000),
    Kind("Accueil du matin", "Matin", "aube", SCHOOL_DAYS, 150, (), 30_000),
    Kind("Accueil du soir", "Soir", "soir", SCHOOL_DAYS, 260, (), 50_000),
    Kind(
        "Mercredis, journée", "Mercr.", "matin midi apres-midi", (2,), 1485, (MEALS, COACH),
        20_000, slice(None, None, 2),
    ),
    Kind("Mercredis, matin", "M. mat.", "matin", (2,), 620, (COACH,), 20_000, slice(1, None, 2)),
)  # fmt: skip
DAILY = (1, 2, 3)
"""Numbers of the activities of school days."""


@dataclass(frozen=True)
class Town:
    """What the measurements ask for: children per family, open days to come per activity."""

    children: dict[int, list[int]]
    coming: dict[int, list[tuple[int, str]]]
    bookings: int

    @property
    def families(self) -> list[int]:
        return list(self.children)


def build(now: datetime, times: int = 1) -> Town:
    """Make the tables and the town in the bound database: `times` the families and bookings, the
    same offer."""
    rng = random.Random(2026)
    with database.connection_context():
        database.create_tables(TABLES)
        with write_transaction():
            days = _offer(now.date(), times)
            children = _people(rng, FAMILIES * times)
            drawn = _drawn(rng, days, children, times)
            booked = _bookings(drawn, int(now.timestamp()))
            _count_seats()
        execute("ANALYZE")
        coming = {
            activity: [(n, day) for n, day in found if day > str(now.date() + timedelta(7))]
            for activity, found in days.items()
        }
        return Town(children, coming, booked)


def insert(table: str, columns: str, values: Iterable[tuple[Any, ...]]) -> int:
    """Write many rows; how many."""
    found = list(values)
    marks = ", ".join("?" * len(columns.split(", ")))
    execute_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", found)
    return len(found)


def _offer(today: date, times: int) -> dict[int, list[tuple[int, str]]]:
    """The structure, its activities and counters; the open days of each activity."""
    insert(
        "structure",
        "id, code, name, address, phone, email, hours, timezone, night_at, position, revision",
        [(STRUCTURE, "carteville", "CarteVille", "", "", "", "", TIMEZONE, "02:00", 0, 1)],
    )
    insert("wallet", "id, structure_id, code, name", [(1, STRUCTURE, "enfance", "Enfance")])
    insert(
        "activity",
        "id, structure_id, wallet_id, code, name, short_name, slots, terms, waiting_list, position",
        (
            (n, STRUCTURE, 1, f"a{n}", k.name, k.short, k.slots, _terms(k.cents), True, n)
            for n, k in enumerate(KINDS, 1)
        ),
    )
    counters = [(MEALS, STRUCTURE, "repas", "Repas"), (COACH, STRUCTURE, "car", "Car")]
    insert("counter", "id, structure_id, code, name", counters)
    insert(
        "activity_counter",
        "activity_id, counter_id",
        ((n, counter) for n, k in enumerate(KINDS, 1) for counter in k.counters),
    )
    return _days(today, times)


def _days(today: date, times: int) -> dict[int, list[tuple[int, str]]]:
    holidays = _holidays(today)
    all_days = [today + timedelta(offset) for offset in range(-AROUND, AROUND)]
    school = [
        day
        for day in all_days
        if day.weekday() < 5 and not any(first <= day <= last for first, last in holidays)
    ]
    ids = iter(range(1, 10_000))
    days = {
        activity: [(next(ids), str(day)) for day in school if day.weekday() in kind.weekdays]
        for activity, kind in enumerate(KINDS, 1)
    }
    insert(
        "open_day",
        "id, activity_id, day, capacity, taken, released",
        (
            (n, activity, day, 6_000 * times, 0, 0)
            for activity, own in days.items()
            for n, day in own
        ),
    )
    insert(
        "counter_day",
        "counter_id, day, capacity, taken, released",
        ((counter, str(day), 9_000 * times, 0, 0) for counter in (MEALS, COACH) for day in school),
    )
    return days


def _holidays(today: date) -> list[tuple[date, date]]:
    """Two weeks off, six weeks ago and in ten weeks."""
    monday = today - timedelta(today.weekday())
    firsts = [monday - timedelta(weeks=6), monday + timedelta(weeks=10)]
    found = [(first, first + timedelta(13)) for first in firsts]
    insert(
        "holiday",
        "structure_id, kind, name, first_day, last_day",
        ((STRUCTURE, "school", "Vacances scolaires", str(a), str(b)) for a, b in found),
    )
    return found


def _people(rng: random.Random, families: int) -> dict[int, list[int]]:
    ids = itertools.count(1)
    children = {
        family: [next(ids) for _ in range(rng.choice(CHILDREN))]
        for family in range(1, families + 1)
    }
    insert(
        "family",
        "id, code, name, address, resident",
        ((n, f"f{n}", f"Famille {n}", "", True) for n in children),
    )
    insert("membership", "family_id, structure_id", ((n, STRUCTURE) for n in children))
    insert(
        "account",
        "id, login, password_hash, title, first_name, last_name, email, role, active",
        (
            (n, f"f{n}", "", "Mme", "Camille", f"Nom{n}", f"f{n}@exemple.fr", "family", True)
            for n in children
        ),
    )
    insert("account_family", "account_id, family_id", ((n, n) for n in children))
    pairs = [(family, child) for family, own in children.items() for child in own]
    insert(
        "child",
        "id, code, first_name, last_name, birth_day",
        ((c, f"e{c}", f"Enfant{c % 7}", f"Nom{f}", f"201{c % 8}-03-02") for f, c in pairs),
    )
    insert(
        "custody",
        "child_id, family_id, pattern, days",
        ((c, f, "always", "") for f, c in pairs),
    )
    insert(
        "enrolment",
        "child_id, activity_id, first_day, last_day",
        ((c, n, "2020-01-01", "2099-12-31") for _, c in pairs for n in range(1, len(KINDS) + 1)),
    )
    return children


def _bookings(drawn: Iterable[tuple[Kind, int, int, int, str]], now: int) -> int:
    """Bookings already transmitted, with their slots and their requests; how many."""
    found: list[tuple[int, Kind, int, int, int, str]] = []
    for batch in chunked(((n, *one) for n, one in enumerate(drawn, 1)), BATCH):
        found = batch
        _write(batch, now)
    return found[-1][0]


def _write(found: list[tuple[int, Kind, int, int, int, str]], now: int) -> None:
    columns = "id, structure_id, family_id, child_id, open_day_id, day, state, cents"
    insert(
        "booking",
        f"{columns}, priority, created_at",
        (
            (n, STRUCTURE, family, child, open_day, day, "booked", kind.cents, 0, now - 9_999)
            for n, kind, family, child, open_day, day in found
        ),
    )
    insert(
        "booking_slot",
        "booking_id, child_id, day, slot",
        ((n, child, day, s) for n, kind, _, child, _, day in found for s in kind.slots.split()),
    )
    insert(
        "movement",
        "structure_id, family_id, child_id, booking_id, day, kind, state, author, requested_at, "
        "decided_at, from_state, to_state, cents, reason_code, reason, facts",
        (
            (STRUCTURE, family, child, n, day, "book", "accepted", "Camille Nom", now - 9_999,
             now - 999, "", "booked", kind.cents, "", "", "")
            for n, kind, family, child, _, day in found
        ),
    )  # fmt: skip


def _drawn(
    rng: random.Random,
    days: dict[int, list[tuple[int, str]]],
    children: dict[int, list[int]],
    times: int,
) -> Iterator[tuple[Kind, int, int, int, str]]:
    """Each activity's bookings, drawn among its children and days: no child twice on a day."""
    pairs = [(family, child) for family, own in children.items() for child in own]
    for activity, kind in enumerate(KINDS, 1):
        who, own = pairs[kind.who], days[activity]
        for place in rng.sample(range(len(who) * len(own)), kind.bookings * times):
            yield kind, *who[place // len(own)], *own[place % len(own)]


def _count_seats() -> None:
    execute(
        "UPDATE open_day SET taken = (SELECT COUNT(*) FROM booking WHERE open_day_id = open_day.id)"
    )
    execute(
        "UPDATE counter_day SET taken = (SELECT COALESCE(SUM(od.taken), 0) FROM open_day od"
        " JOIN activity_counter ac ON ac.activity_id = od.activity_id"
        " WHERE ac.counter_id = counter_day.counter_id AND od.day = counter_day.day)"
    )


def _terms(cents: int) -> str:
    price = f"{cents // 100},{cents % 100:02d}"
    return compose(reserver="2 jours ouvrés avant", annuler="2 jours ouvrés avant", prix=price)
