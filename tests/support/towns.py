"""The town of `tests.town`, made once per process and then copied: most tests begin with it."""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.town import Town, make_town
from webapp.database import database, write_transaction
from webapp.tables import TABLES

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Made:
    """A town, and the rows that it is made of, by table."""

    town: Town
    rows: dict[str, Rows]


_made: dict[datetime, Made] = {}


def town_at(now: datetime, engine: str) -> Town:
    """The town around `now`: a copy, row by row, if it has been made before. On PostgreSQL it is
    made anew each time, as where a test has written before: numbers come from the database."""
    if engine != "sqlite" or any(_rows().values()):
        return make_town(now)
    if now not in _made:
        with write_transaction():
            town = make_town(now)
        _made[now] = Made(town, {table: rows for table, rows in _rows().items() if rows})
    else:
        _fill(_made[now].rows)
    return copy.deepcopy(_made[now].town)


def _rows() -> dict[str, Rows]:
    names = [table._meta.table_name for table in TABLES]
    return {name: database.execute_sql(f'SELECT * FROM "{name}"').fetchall() for name in names}


def _fill(rows: dict[str, Rows]) -> None:
    connection = database.connection()
    with write_transaction():
        for name, lines in rows.items():
            marks = ", ".join("?" * len(lines[0]))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', lines)
