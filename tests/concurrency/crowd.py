"""A night with much to do: 100 families, 5,000 movements, made quickly.

On each of 50 days, 90 seats are all taken: 80 by requests of today, 10 by bookings that their
families cancel. 10 more families ask to wait, and get those 10 seats.
"""

from datetime import date, datetime

from tests.jobs.nights import assert_seats_are_true
from tests.town import Town
from tests.world import an_activity, weekdays
from webapp.activities.models import Activity, Counter, CounterDay, OpenDay
from webapp.booking.models import Booking, Movement
from webapp.database import database, execute_many, rows, write_transaction
from webapp.mail.models import OutboxMail
from webapp.structures.models import Structure
from webapp.transmission.models import Transmission
from webapp.wallets.models import Wallet

DAYS, FAMILIES, REQUESTS, CANCELLED, SEATS = 50, 100, 80, 10, 90
MOVEMENTS = DAYS * FAMILIES

TOTALS = {
    "book": DAYS * REQUESTS, "cancel": DAYS * CANCELLED, "wait": DAYS * 10, "leave": 0,
    "accepted": DAYS * REQUESTS, "cancelled": DAYS * CANCELLED, "waiting": DAYS * 10, "left": 0,
    "promoted": DAYS * 10, "closed": 0, "refused": 0,
    "reports": FAMILIES, "promotions": 10, "families": FAMILIES,
}  # fmt: skip


def make_crowd(town: Town, now: datetime, days: int = DAYS) -> None:
    """The crowd in `town`, its movements all « Non transmis »."""
    counter = Counter.create(structure=town.structure, code="foule", name="Goûters")
    activity = an_activity(
        "Étude", Wallet.get(), "evening", counter=counter, waiting_list=True, position=9
    )
    seconds = int(now.timestamp())
    dates = weekdays(now.date().replace(day=1, month=1, year=now.year + 1), days)
    with write_transaction():
        _families(town.structure, activity)
        _days(activity, counter, dates)
        for open_day_id, day in rows(
            "SELECT id, day FROM open_day WHERE activity_id = ? ORDER BY id", activity.id
        ):
            _bookings(town.structure, open_day_id, day, seconds)
        _slots()
        _movements(seconds)


def _families(structure: Structure, activity: Activity) -> None:
    numbers = range(1000, 1000 + FAMILIES)
    execute_many(
        "INSERT INTO family (id, code, name, address, resident) VALUES (?, ?, ?, '', ?)",
        [(n, f"foule{n}", f"Foule {n}", True) for n in numbers],
    )
    execute_many(
        "INSERT INTO child (id, code, first_name, last_name, birth_day)"
        " VALUES (?, ?, 'Zoé', 'Foule', '2019-01-01')",
        [(n, f"foule{n}") for n in numbers],
    )
    execute_many(
        "INSERT INTO account (id, login, password_hash, title, first_name, last_name, email, role,"
        " active) VALUES (?, ?, '', 'Mme', 'Camille', 'FOULE', ?, 'family', ?)",
        [(n, f"foule{n}", f"foule{n}@exemple.fr", True) for n in numbers],
    )
    execute_many(
        "INSERT INTO account_family (account_id, family_id) VALUES (?, ?)",
        [(n, n) for n in numbers],
    )
    execute_many(
        "INSERT INTO membership (family_id, structure_id) VALUES (?, ?)",
        [(n, structure.id) for n in numbers],
    )
    execute_many(
        "INSERT INTO enrolment (child_id, activity_id, first_day, last_day)"
        " VALUES (?, ?, '2020-01-01', '2040-01-01')",
        [(n, activity.id) for n in numbers],
    )


def _days(activity: Activity, counter: Counter, dates: list[date]) -> None:
    OpenDay.insert_many(
        [{"activity": activity, "day": day, "capacity": SEATS, "taken": SEATS} for day in dates]
    ).execute()
    CounterDay.insert_many(
        [{"counter": counter, "day": day, "capacity": SEATS, "taken": SEATS} for day in dates]
    ).execute()


def _bookings(structure: Structure, open_day_id: int, day: str, seconds: int) -> None:
    execute_many(
        "INSERT INTO booking (structure_id, family_id, child_id, open_day_id, day, state, cents,"
        " priority, waiting_since, created_at) VALUES (?, ?, ?, ?, ?, ?, 500, 0, ?, ?)",
        [
            (structure.id, 1000 + n, 1000 + n, open_day_id, day,
             "booked" if n < SEATS else "waiting", None if n < SEATS else seconds, seconds)
            for n in range(FAMILIES)
        ],
    )  # fmt: skip


def _slots() -> None:
    """A cancellation asked has given its part of the day free already."""
    database.execute_sql(
        "INSERT INTO booking_slot (booking_id, child_id, day, slot)"
        " SELECT id, child_id, day, 'evening' FROM booking"
        f" WHERE child_id >= 1000 AND child_id < {1000 + REQUESTS}"
    )


def _movements(seconds: int) -> None:
    for kind, first, last in (
        ("book", 0, REQUESTS),
        ("cancel", REQUESTS, SEATS),
        ("wait", SEATS, FAMILIES),
    ):
        database.execute_sql(
            "INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state,"
            " author, requested_at, from_state, to_state, cents, reason_code, reason, facts)"
            f" SELECT structure_id, family_id, child_id, id, day, '{kind}', 'pending', 'Camille',"
            f" {seconds}, '', '', 500, '', '', '' FROM booking"
            f" WHERE child_id >= {1000 + first} AND child_id < {1000 + last}"
        )


def decided() -> int:
    """How many movements have left « Non transmis »."""
    return int(Movement.select().where(Movement.state != "pending").count())


def assert_whole(transmission_id: int) -> None:
    """The night of the crowd has done everything, once."""
    import json

    done = Transmission.get_by_id(transmission_id)
    assert done.state == "done"
    totals = {key: count for key, count in json.loads(done.counts).items() if count}
    assert totals == {key: count for key, count in TOTALS.items() if count}
    assert _count(Movement.select().where(Movement.transmission_id == transmission_id)) == (
        MOVEMENTS + DAYS * 10
    )
    by_state = {
        state: _count(Booking.select().where(Booking.state == state))
        for state in ("booked", "cancelled", "waiting")
    }
    assert by_state == {"booked": DAYS * SEATS, "cancelled": DAYS * CANCELLED, "waiting": 0}
    assert _count(OutboxMail.select()) == FAMILIES + 10
    keys = [mail.dedup_key for mail in OutboxMail.select()]
    assert len(set(keys)) == len(keys)
    assert_seats_are_true()


def _count(query: object) -> int:
    return int(query.count())  # type: ignore[attr-defined]
