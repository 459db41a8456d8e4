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
    family, child, day, open_day, structure = connection.execute(
        "SELECT u.family_id, u.child_id, od.day, od.id, a.structure_id FROM custody u"
        " JOIN enrolment e ON e.child_id = u.child_id"
        " JOIN open_day od ON od.activity_id = e.activity_id"
        " JOIN activity a ON a.id = e.activity_id ORDER BY od.day DESC LIMIT 1"
    ).fetchone()
    start = time.perf_counter()
    for number in range(COUNT):
        key = f"{family}-raw{number % 50}"
        asked = (key, day, day, family, family, child, structure, 0, 0)
        connection.execute(DAYS, asked).fetchall()
        _write(connection, key, family, child, open_day)
    return COUNT / (time.perf_counter() - start)


def _write(
    connection: sqlite3.Connection, key: str, family: int, child: int, open_day: int
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(cart.TOUCH, (key, family, 0)).fetchone()[0]
    connection.execute(cart.PUT, (number, child, open_day, 0, "book", 0, 0))
    connection.execute(cart.SUMMARY, (number,)).fetchone()
    connection.execute("COMMIT")
