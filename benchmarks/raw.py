"""The ceiling: what the statements of a click cost alone, straight through sqlite3."""

import sqlite3
import time
from pathlib import Path

from webapp.booking.operations import cart
from webapp.booking.queries import DAYS

COUNT = 3_000


def clicks(base: Path) -> float:
    """Clicks per second of one process that runs nothing but their SQL."""
    connection = sqlite3.connect(base, isolation_level=None)
    connection.execute("PRAGMA synchronous = normal")
    family, child, day, open_day = connection.execute(
        "SELECT u.family_id, u.child_id, od.day, od.id FROM custody u"
        " JOIN enrolment e ON e.child_id = u.child_id"
        " JOIN open_day od ON od.activity_id = e.activity_id ORDER BY od.day DESC LIMIT 1"
    ).fetchone()
    start = time.perf_counter()
    for number in range(COUNT):
        _click(connection, f"{family}-raw{number % 50}", family, child, day, open_day)
    return COUNT / (time.perf_counter() - start)


def _click(
    connection: sqlite3.Connection, key: str, family: int, child: int, day: str, open_day: int
) -> None:
    connection.execute(DAYS, (key, day, day, family, child, 1, 0, 0)).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(cart.TOUCH, (key, family, 0)).fetchone()[0]
    connection.execute(cart.PUT, (number, child, open_day, 0, "book", 0, 0))
    connection.execute(cart.SUMMARY, (number,)).fetchone()
    connection.execute("COMMIT")
