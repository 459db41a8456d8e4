"""The database: one proxy, one base model, one way to write, one way to read fast.

Instants are stored as whole UTC seconds, days as ISO text (`2026-12-09`): both compare and
index alike on SQLite and on PostgreSQL, and arrive in raw rows exactly as they leave.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from peewee import (  # type: ignore[attr-defined]
    AutoField,
    BigIntegerField,
    CharField,
    DatabaseProxy,
    IntegrityError,
    Model,
    OperationalError,
    SqliteDatabase,
    __exception_wrapper__,
)
from playhouse.db_url import connect as connect_url

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# SQLSTATE of a deadlock, of a serialization failure, and of a row that refers to one that another
# transaction has just deleted (a day closed in the calendar): read again, it is not there.
GIVEN_UP = ("40P01", "40001", "23503")
GONE = "SQLITE_CONSTRAINT_FOREIGNKEY"
ATTEMPTS = 5

database = DatabaseProxy()

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "cache_size": -1_000,
    # Writing the log back every 4 MB, as by default, is half of what a « Valider » takes.
    "wal_autocheckpoint": 8_000,
}


class InstantField(BigIntegerField):
    """An instant: an aware datetime in Python, whole UTC seconds in the database."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return int(value.timestamp()) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else instant(value)


class DayField(CharField):
    """A day: a date in Python, ISO text in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class BaseModel(Model):
    """Parent of every table; table names are the snake_case of the class."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


# A table whose rows are neither changed nor deleted, whoever asks.
APPEND_ONLY_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
APPEND_ONLY_POSTGRES = (
    """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
""",
    "DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
    """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
""",
)


class AppendOnlyModel(BaseModel):
    """A table to which rows are only added: the database refuses the rest."""

    @classmethod
    def create_table(cls, safe: bool = True, **options: Any) -> None:
        """The table and the triggers that hold it."""
        super().create_table(safe, **options)
        table = cls._meta.table_name
        if is_sqlite():
            for verb in ("UPDATE", "DELETE"):
                database.execute_sql(APPEND_ONLY_SQLITE.format(table=table, verb=verb))
        else:
            for statement in APPEND_ONLY_POSTGRES:
                database.execute_sql(statement.format(table=table))


def instant(seconds: int) -> datetime:
    """The aware UTC datetime of a stored instant."""
    return datetime.fromtimestamp(seconds, UTC)


def connect(url: str) -> None:
    """Bind the proxy to `url` (`sqlite:////path` or `postgresql://…`); opens no connection yet."""
    if url.startswith("sqlite:"):
        # The pool hands a connection to one thread at a time, not always the one that opened it.
        target = connect_url(
            url.replace("sqlite:", "sqlite+pool:", 1),
            pragmas=SQLITE_PRAGMAS,
            check_same_thread=False,
        )
    else:
        target = connect_url("psycopg3+pool:" + url.partition(":")[2], max_connections=40)
    database.initialize(target)


def is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


@contextmanager
def write_transaction() -> Iterator[None]:
    """One business verb = one transaction.

    SQLite takes its write lock at once (IMMEDIATE): a transaction that reads, then writes, would
    otherwise fail with « database is locked » under concurrency, whatever the busy timeout.
    """
    if is_sqlite():
        with database.atomic("IMMEDIATE"):
            yield
    else:
        with database.atomic():
            yield


def _given_up(error: object) -> bool:
    state, name = getattr(error, "sqlstate", ""), getattr(error, "sqlite_errorname", "")
    return state in GIVEN_UP or name == GONE


def retried(verb: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Do a verb again when PostgreSQL gave it up for another that wanted the same rows, or what it
    refers to has just gone, on both engines: nothing of it was written."""

    @wraps(verb)
    def again(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        for _ in range(ATTEMPTS - 1):
            try:
                return verb(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if not _given_up(getattr(error, "orig", None)):
                    raise
        return verb(*args, **kwargs)

    return again


@lru_cache(maxsize=512)  # lists of ids give texts of every length
def _for_postgres(sql: str) -> str:
    return sql.replace("?", "%s")


def _dialect(sql: str) -> str:
    return sql if is_sqlite() else _for_postgres(sql)


def rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a named query. Queries use `?`, no `%`, and run on both engines."""
    return database.execute_sql(_dialect(sql), parameters).fetchall()  # type: ignore[no-any-return]


def row(sql: str, *parameters: Any) -> tuple[Any, ...] | None:
    """The first row of a named query, or None."""
    return database.execute_sql(_dialect(sql), parameters).fetchone()  # type: ignore[no-any-return]


def execute(sql: str, *parameters: Any) -> int:
    """Run a writing statement; the number of rows that it changed."""
    return database.execute_sql(_dialect(sql), parameters).rowcount  # type: ignore[no-any-return]


def execute_many(sql: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Run one writing statement for many rows in the transaction under way."""
    if parameters:
        with __exception_wrapper__:  # peewee wraps execute_sql only
            database.cursor().executemany(_dialect(sql), parameters)


def marks(values: Sequence[Any]) -> str:
    """`?,?,?` for an IN clause."""
    return ",".join("?" * len(values))


def open_connection() -> None:
    """Before a request: take a connection of the pool."""
    database.connect(reuse_if_open=True)


def close_connection(_: BaseException | None = None) -> None:
    """After a request: give it back."""
    if not database.is_closed():
        database.close()
