"""Writing bookings already held: the booking, its parts of the day, its movement, its seat."""

from datetime import datetime
from typing import Any

from webapp.database import execute, execute_many, marks, rows
from webapp.staff.imports.bookings import IMPORTED, is_booked, slots_of
from webapp.staff.imports.capacities import Seats
from webapp.staff.imports.files import BOOKINGS, COUNTER_DAYS, OPEN_DAYS, SUPPLEMENTS
from webapp.staff.imports.known import Known, chunks
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.prices import Prices
from webapp.staff.imports.reading import Row
from webapp.staff.imports.writing import OutrunError

AUTHOR = ""
REASON = "Reprise des données de la structure."
LONGEST_RULE = 400

NEW_BOOKING = (
    "INSERT INTO booking (structure_id, family_id, child_id, open_day_id, supplement_id, day, "
    "state, cents, price_rule, priority, waiting_since, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
NEW_SLOT = "INSERT INTO booking_slot (booking_id, child_id, day, slot) VALUES (?, ?, ?, ?)"
NEW_MOVEMENT = (
    "INSERT INTO movement (structure_id, family_id, child_id, booking_id, day, kind, state, "
    "author, requested_at, decided_at, from_state, to_state, cents, reason_code, reason, facts) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LIVE = (
    "SELECT id, child_id, open_day_id, supplement_id FROM booking "
    "WHERE open_day_id IN ({marks}) AND state IN ('booked', 'waiting')"
)
TAKE = (
    "UPDATE {table} SET taken = taken + ? WHERE id = ? "
    "AND (capacity IS NULL OR taken + ? <= capacity)"
)


def write_bookings(
    picture: Picture, new: list[Row], seats: Seats, prices: Prices, now: datetime
) -> None:
    """Insert what is new and take its seats; raises OutrunError when a seat is gone."""
    if not new:
        return
    stamp = int(now.timestamp())
    lines = [_booking(picture, row, prices, stamp) for row in new]
    execute_many(NEW_BOOKING, lines)
    numbers = _numbers(sorted({line[3] for line in lines}))
    ids = [numbers[line[2], line[3], line[4]] for line in lines]
    execute_many(
        NEW_SLOT,
        [
            (number, line[2], line[5], slot)
            for number, line, row in zip(ids, lines, new, strict=True)
            for slot in slots_of(picture, row)
        ],
    )
    _write_movements(lines, ids, stamp)
    for spec in (OPEN_DAYS, COUNTER_DAYS, SUPPLEMENTS):
        _take(picture.known, spec.name, spec.table, seats)


def _booking(picture: Picture, row: Row, prices: Prices, stamp: int) -> tuple[Any, ...]:
    ids, fields, values = picture.known.ids, row.fields, row.values
    parents = {reference.field: reference.to for reference in BOOKINGS.references}

    def found(name: str) -> int | None:
        key = fields.get(name)
        return None if key is None else ids[parents[name]][key]

    since = values.get("depuis")
    cents, rule = prices.frozen(row)
    return (
        ids["structures.csv"][values["structure"],],
        found("family_id"),
        found("child_id"),
        found("open_day_id"),
        found("supplement_id"),
        values["jour"],
        values["etat"],
        cents,
        rule[:LONGEST_RULE],
        prices.rank(row),
        None if is_booked(row) else since,
        since or stamp,
    )


def _numbers(open_days: list[int]) -> dict[tuple[int, int, int | None], int]:
    """Ids of the live bookings of these days: unique by child, day and supplement."""
    return {
        (child, day, supplement): number
        for ids in chunks(open_days)
        for number, child, day, supplement in rows(LIVE.format(marks=marks(ids)), *ids)
    }


def _write_movements(lines: list[tuple[Any, ...]], ids: list[int], stamp: int) -> None:
    """One decided movement for each booking: « Suivi » tells where it comes from."""
    movements = []
    for number, line in zip(ids, lines, strict=True):
        structure, family, child, _, _, day, state, cents, *_, created = line
        kind, outcome = ("book", "accepted") if state == "booked" else ("wait", "waiting")
        asked = (structure, family, child, number, day, kind, outcome, AUTHOR, created, stamp)
        movements.append((*asked, "", state, cents, IMPORTED, REASON, ""))
    execute_many(NEW_MOVEMENT, movements)


def _take(known: Known, name: str, table: str, seats: Seats) -> None:
    """The conditional statement of invariant 1, for several seats at once."""
    sql = TAKE.format(table=table)
    for key, count in seats.taken[name].items():
        if not execute(sql, count, known.ids[name][key], count):
            raise OutrunError(name)
