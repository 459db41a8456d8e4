"""How long a night takes: every family has asked for days, all of it at once.

    python benchmarks/night.py [MOVEMENTS…]

2,000 families of two children each; as many bookings of the past again as there are requests,
charged long ago, or (`due`) all of them still to be charged by this very night.
The night is timed alone, from its opening to its last mail in the outbox, by the verbs that the
job runs; the database is a new SQLite file with the settings of production.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from webapp.activities.rules.terms import compose  # noqa: E402
from webapp.database import connect, database, execute_many, rows, write_transaction  # noqa: E402
from webapp.tables import TABLES  # noqa: E402
from webapp.transmission import operations  # noqa: E402

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
YESTERDAY = "2026-11-26"
SECONDS = int(NOW.timestamp())
FAMILIES = 2_000
SLOTS = "morning noon afternoon"
TERMS = compose(reserver="2 jours ouvrés avant", annuler="2 jours ouvrés avant", prix="14,85")


@dataclass(frozen=True)
class Result:
    """What a night cost: seconds, and what it decided."""

    movements: int
    seconds: float
    accepted: int
    mails: int


def measure(movements: int, url: str = "", due: bool = False) -> Result:
    """Time a night of `movements` requests, in the database at `url` (a new file if none); with
    `due`, as many days that are over are charged too."""
    with tempfile.TemporaryDirectory() as directory:
        connect(url or f"sqlite:///{directory}/night.db")
        try:
            with database.connection_context():
                database.create_tables(TABLES)
                _fill(movements, due)
                return _timed(movements)
        finally:
            database.close_all()


def _timed(movements: int) -> Result:
    start = time.perf_counter()
    transmission_id = operations.open_by_hand(1, NOW)
    operations.run(transmission_id, NOW)
    seconds = time.perf_counter() - start
    accepted = rows("SELECT COUNT(*) FROM movement WHERE state = 'accepted'")[0][0]
    mails = rows("SELECT COUNT(*) FROM outbox_mail")[0][0]
    return Result(movements, seconds, accepted, mails)


def _insert(table: str, columns: str, values: Iterator[tuple[Any, ...]]) -> None:
    found = list(values)
    marks = ", ".join("?" * len(columns.split(", ")))
    execute_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", found)


def _fill(movements: int, due: bool) -> None:
    children = FAMILIES * 2
    days = -(-movements // children)
    with write_transaction():
        _town(2 * days, None if due else YESTERDAY)
        _families()
        for first_id, first_day, last in ((0, 1 - days, movements), (movements, 1, movements)):
            _bookings(first_id, first_day, last, children)
        _insert(
            "movement",
            "id, structure_id, family_id, child_id, booking_id, day, kind, state, author, "
            "requested_at, from_state, to_state, cents, reason_code, reason, facts",
            (
                (n, 1, family, child, movements + n, day, "book", "pending",
                 "Camille MARTIN", SECONDS - 3600, "", "booked", 1485, "", "", "")
                for n, family, child, day in _asked(movements, children, 1)
            ),
        )  # fmt: skip


def _town(days: int, charged_until: str | None) -> None:
    _insert(
        "structure",
        "id, code, name, address, phone, email, hours, timezone, night_at, position, revision, "
        "charged_until",
        iter([(1, "town", "Mairie de CarteVille", "", "", "enfance@exemple.fr", "",
               "Europe/Paris", "02:00", 0, 1, charged_until)]),
    )  # fmt: skip
    _insert("wallet", "id, structure_id, code, name", iter([(1, 1, "alsh", "Loisirs")]))
    _insert(
        "activity",
        "id, structure_id, wallet_id, code, name, short_name, slots, terms, waiting_list, position",
        iter([(1, 1, 1, "alsh", "Accueil de loisirs, journée", "ALSH", SLOTS, TERMS, True, 0)]),
    )
    _insert("counter", "id, structure_id, code, name", iter([(1, 1, "repas", "Repas")]))
    _insert("activity_counter", "activity_id, counter_id", iter([(1, 1)]))
    count = FAMILIES * 2
    every = [(n, _day(n - days // 2)) for n in range(1, days + 1)]
    _insert(
        "open_day",
        "id, activity_id, day, capacity, taken, released",
        ((n, 1, day, count, count, 0) for n, day in every),
    )
    _insert(
        "counter_day",
        "id, counter_id, day, capacity, taken, released",
        ((n, 1, day, count, count, 0) for n, day in every),
    )


def _families() -> None:
    _insert(
        "family",
        "id, code, name, address, resident",
        ((n, f"f{n}", f"Famille {n}", "", True) for n in range(1, FAMILIES + 1)),
    )
    _insert(
        "account",
        "id, login, password_hash, title, first_name, last_name, email, role, active",
        (
            (n, f"f{n}", "", "Mme", "Camille", f"FAMILLE{n}", f"f{n}@exemple.fr", "family", True)
            for n in range(1, FAMILIES + 1)
        ),
    )
    _insert("account_family", "account_id, family_id", ((n, n) for n in range(1, FAMILIES + 1)))
    _insert(
        "child",
        "id, code, first_name, last_name, birth_day",
        (
            (n, f"c{n}", f"Enfant{n % 2}", "FAMILLE", "2019-03-02")
            for n in range(1, FAMILIES * 2 + 1)
        ),
    )
    _insert(
        "enrolment",
        "child_id, activity_id, first_day, last_day",
        ((n, 1, "2020-01-01", "2030-12-31") for n in range(1, FAMILIES * 2 + 1)),
    )


def _asked(count: int, children: int, first_day: int) -> Iterator[tuple[int, int, int, str]]:
    """Number, family, child and day of each request: day after day, child after child."""
    for n in range(count):
        child = n % children + 1
        yield n + 1, (child + 1) // 2, child, _day(first_day + n // children)


def _bookings(first_id: int, first_day: int, count: int, children: int) -> None:
    past = -(-count // children)
    _insert(
        "booking",
        "id, structure_id, family_id, child_id, open_day_id, day, state, cents, priority, "
        "created_at",
        (
            (first_id + n, 1, family, child, (n - 1) // children + first_day + past, day, "booked",
             1485, 0, SECONDS - 3600)
            for n, family, child, day in _asked(count, children, first_day)
        ),
    )  # fmt: skip
    _insert(
        "booking_slot",
        "booking_id, child_id, day, slot",
        (
            (first_id + n, child, day, slot)
            for n, _, child, day in _asked(count, children, first_day)
            for slot in SLOTS.split()
        ),
    )


def _day(offset: int) -> str:
    """From December on what is asked; in October and before, what is over."""
    return (date(2026, 12, 1) + timedelta(offset if offset > 0 else offset - 45)).isoformat()


if __name__ == "__main__":
    for asked in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
        done = measure(asked)
        print(
            f"{done.movements:>8} requests: {done.seconds:6.2f} s, "
            f"{done.seconds / done.movements * 1e6:5.1f} µs each; "
            f"{done.accepted} accepted, {done.mails} mails"
        )
