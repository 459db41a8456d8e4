"""The two databases that tests run on, one fresh copy per test."""

import contextlib
import functools
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.support.postgres import Postgres
from webapp import database as webapp_database
from webapp.database import database
from webapp.tables import TABLES

_numbers = count(1)
CACHED = functools._lru_cache_wrapper


@dataclass(frozen=True)
class Database:
    """A fresh database; `url` is what other processes need to share it."""

    url: str
    engine: str


def create_schema() -> None:
    """The tables of the models in the bound database: faster than the migrations."""
    with database.connection_context():
        database.create_tables(TABLES)


def unbind() -> None:
    """Close every connection of the bound database."""
    if database.obj is not None:
        database.close()
        database.close_all()


def forget_cached() -> None:
    """Empty what modules keep in memory: ids of one test's database mean nothing in the next."""
    for name, module in list(sys.modules.items()):
        if name.startswith("webapp"):
            for value in list(vars(module).values()):
                if isinstance(value, CACHED) and value.__module__ == name:
                    value.cache_clear()


@contextlib.contextmanager
def bound(url: str) -> Iterator[None]:
    """Bind Marelle to `url` for the length of a test."""
    webapp_database.connect(url)
    forget_cached()
    try:
        yield
    finally:
        unbind()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole session, started by the first test that asks."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "template.db"
    with bound(f"sqlite:///{path}"):
        create_schema()
    return path


@dataclass
class Reused:
    """The database of one test after the other; `objects`: see `Postgres.objects`."""

    name: str
    objects: tuple[object, ...] | None


@pytest.fixture(scope="session")
def _postgres_database(postgres: Postgres) -> Reused:
    name = "marelle"
    with bound(postgres.create(name)):
        create_schema()
    return Reused(name, postgres.objects(name))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """`sqlite`, or each engine in turn for tests marked `both_engines`."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def db(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables, bound to the models."""
    if engine == "sqlite":
        path = tmp_path / "marelle.db"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        with bound(f"sqlite:///{path}"):
            yield Database(f"sqlite:///{path}", engine)
        return
    server, reused = (request.getfixturevalue(name) for name in ("postgres", "_postgres_database"))
    url = server.url(reused.name)
    with bound(url):
        yield Database(url, "postgres")
    server.empty(reused.name)
    if server.objects(reused.name) != reused.objects:
        server.drop(reused.name)
        with bound(server.create(reused.name)):
            create_schema()
        reused.objects = server.objects(reused.name)


@pytest.fixture
def bare_db(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, bound: for the migrations."""
    if engine == "sqlite":
        with bound(f"sqlite:///{tmp_path / 'bare.db'}"):
            yield Database(f"sqlite:///{tmp_path / 'bare.db'}", engine)
        return
    server = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    url = server.create(name)
    try:
        with bound(url):
            yield Database(url, "postgres")
    finally:
        server.drop(name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-engines", action="store_true", help="every test on both databases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    wanted = metafunc.definition.get_closest_marker("both_engines") is not None
    everywhere = metafunc.config.getoption("--all-engines")
    if "engine" in metafunc.fixturenames and (wanted or everywhere):
        metafunc.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements run inside the block, in order."""
    target, seen = database.obj, []
    original = target.execute_sql

    def noted(sql: str, *args: object, **kwargs: object) -> object:
        seen.append(sql)
        return original(sql, *args, **kwargs)

    target.execute_sql = noted
    try:
        yield seen
    finally:
        del target.execute_sql
