"""Marelle as a person starts it: its command, its data directory, all its processes."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.smtp import free_port
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "webapp.service")
MARK = "MARELLE_TEST_RUN"
OURS = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL")


class Service:
    """One command running in a data directory; `mark` tells its processes from all others."""

    def __init__(self, data_dir: Path, argv: tuple[str, ...], port: int, logs: Path) -> None:
        self.data_dir = data_dir
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._mark = uuid.uuid4().hex
        self._log = logs / f"{self._mark}.log"
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {"PORT": str(port), "DATA_DIR": str(data_dir), MARK: self._mark}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def output(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def lines(self) -> list[str]:
        return self.output().splitlines()

    def ready(self) -> "Service":
        """Wait for the line that people and programs wait for."""
        expected = f"Marelle is ready: {self.url}"

        def said() -> bool:
            assert self.process.poll() is None, self.output()
            return expected in self.lines()

        until(said, timeout=60, what=expected)
        return self

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal to the command alone; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def finished(self) -> int:
        return self.process.wait(60)

    def survivors(self) -> dict[int, str]:
        """Command lines of all processes of this run that live."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                ours = f"{MARK}={self._mark}".encode() in (entry / "environ").read_bytes()
                if ours and (line := (entry / "cmdline").read_bytes()):
                    found[int(entry.name)] = line.replace(b"\0", b" ").decode()
        return found

    def pids(self, *words: str) -> list[int]:
        """Processes of this run whose command line has all `words`."""
        return [p for p, line in self.survivors().items() if all(w in line for w in words)]

    def nobody_left(self) -> bool:
        return not self.survivors()

    def kill_all(self) -> None:
        for pid in self.survivors():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


Launch = Callable[..., Service]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """`launch(data_dir, "run")` → Service; nothing of it survives the test."""
    started: list[Service] = []

    def start(data_dir: Path, *words: str, port: int = 0, argv: tuple[str, ...] = ()) -> Service:
        service = Service(data_dir, argv or (*COMMAND, *words), port or free_port(), tmp_path)
        started.append(service)
        return service

    yield start
    for service in started:
        service.kill_all()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The very first `run` in an empty place, ended by Ctrl-C once it was ready."""
    place = tmp_path_factory.mktemp("service")
    service = Service(place / "première fois", (*COMMAND, "run"), free_port(), place)
    try:
        service.ready().end()
        yield service
    finally:
        service.kill_all()


@pytest.fixture
def data_dir(first_start: Service, tmp_path: Path) -> Path:
    """A copy of the data of that first start."""
    return Path(shutil.copytree(first_start.data_dir, tmp_path / "données"))


@pytest.fixture(scope="session")
def running(first_start: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A `run` for tests that only look at it, on a copy of its own."""
    place = tmp_path_factory.mktemp("running")
    copy = Path(shutil.copytree(first_start.data_dir, place / "var"))
    service = Service(copy, (*COMMAND, "run"), free_port(), place)
    try:
        yield service.ready()
    finally:
        service.kill_all()
