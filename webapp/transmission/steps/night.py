"""What every step of the night is given, what it gives back, and how it locks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from webapp.database import execute, is_sqlite
from webapp.transmission.backoffice import BackOffice

MOVEMENTS = 1_000
FAMILIES = 100
BOOKINGS = 500
DAYS = 14


@dataclass(frozen=True, slots=True)
class Night:
    """The transmission under way and its structure."""

    now: datetime
    office: BackOffice
    id: int
    cutoff: int
    structure_id: int
    structure_name: str
    structure_email: str
    timezone: str
    revision: int

    @property
    def seconds(self) -> int:
        """`now` as it is stored."""
        return int(self.now.timestamp())


class Progress(NamedTuple):
    """Where a chunk has come to (None: the step is over) and what it adds to the totals."""

    cursor: str | None
    counts: Mapping[str, int]


def locked(sql: str, tables: str) -> str:
    """`sql`, locking the rows of `tables` that it reads until the end of the transaction.

    SQLite has one writer at a time, and `write_transaction` has made it us.
    """
    return sql if is_sqlite() else f"{sql} FOR NO KEY UPDATE OF {tables}"


def unclaimed(sql: str, tables: str) -> str:
    """Like `locked`, leaving out what a family is changing at this very moment: the night never
    waits for a booking or a movement, so that it cannot make anybody wait for it in turn."""
    return sql if is_sqlite() else f"{locked(sql, tables)} SKIP LOCKED"


def in_a_hurry() -> None:
    """From now on the transaction gives up (and the chunk is done again) rather than wait long
    for a seat: PostgreSQL ends one of two that wait for each other after a second, and that must
    never be the family's « Valider »."""
    if not is_sqlite():
        execute("SET LOCAL lock_timeout = '250ms'")


class ConflictError(Exception):
    """Somebody else has just taken what the chunk was about to write: do the chunk again."""
