"""Separate processes: functions that race, and the real server.

Children are forked from one process that has imported Marelle and nothing else, so that forty of
them cost little; each has its own connection to the test's database.
"""

import contextlib
import multiprocessing
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from tests.support.engines import Database
from tests.support.waiting import until
from webapp import database as webapp_database
from webapp.database import database

ROOT = Path(__file__).parents[2]
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.processes", "webapp.tables"])


class Child:
    """A function running elsewhere: `child.result()`, `child.kill()`, `child.pid`."""

    def __init__(self, process: ForkServerProcess, answers: Connection) -> None:
        self._process = process
        self._answers = answers

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def running(self) -> bool:
        return self._process.is_alive()

    def result(self, timeout: float = 60) -> Any:
        """What the function returned; its exception fails the test."""
        assert self._answers.poll(timeout), f"no answer after {timeout} s"
        try:
            worked, value = self._answers.recv()
        except EOFError:
            raise AssertionError("the process ended without an answer") from None
        self._process.join(timeout)
        assert worked, f"in the process:\n{value}"
        return value

    def close(self) -> None:
        self.kill()
        self._answers.close()
        self._process.close()


class Spawn:
    """`spawn(function, *args)` → Child; `spawn.together(function, [(args), …])` → results.

    The function stands at the top of a module; arguments and results can be pickled.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._children: list[Child] = []

    def __call__(self, function: Callable[..., Any], *args: Any) -> Child:
        return self._start(function, args, None)

    def together(self, function: Callable[..., Any], calls: Sequence[tuple[Any, ...]],
                 timeout: float = 120) -> list[Any]:  # fmt: skip
        """One process per call, all released at the same instant; results in order."""
        barrier = _context.Barrier(len(calls))
        children = [self._start(function, args, barrier) for args in calls]
        return [child.result(timeout) for child in children]

    def close(self) -> None:
        for child in self._children:
            child.close()

    def _start(self, function: Callable[..., Any], args: tuple[Any, ...],
               barrier: Barrier | None) -> Child:  # fmt: skip
        receiver, sender = _context.Pipe(duplex=False)
        process = _context.Process(
            target=_work, args=(self._url, sender, barrier, function, args), daemon=True
        )
        process.start()
        sender.close()
        child = Child(process, receiver)
        self._children.append(child)
        return child


def _work(url: str, answers: Connection, barrier: Barrier | None, function: Callable[..., Any],
          args: tuple[Any, ...]) -> None:  # fmt: skip
    try:
        webapp_database.connect(url)
        with database.connection_context():
            if barrier is not None:
                barrier.wait(60)
            value = function(*args)
        answers.send((True, value))
    except BaseException:  # noqa: BLE001 (whatever it is, the test must hear of it)
        answers.send((False, traceback.format_exc()))


@pytest.fixture
def spawn(db: Database) -> Iterator[Spawn]:
    """Run functions in processes of their own, on the test's database."""
    spawner = Spawn(db.url)
    yield spawner
    spawner.close()


class Program:
    """A command of ours running: `program.output()`, `program.kill()`, `program.wait()`."""

    def __init__(self, argv: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                argv, env=os.environ | environment, cwd=ROOT, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def output(self) -> str:
        return self.log.read_text()

    def wait(self, timeout: float = 30) -> int:
        """Its exit code."""
        return self.process.wait(timeout)

    def kill(self) -> None:
        """SIGKILL to it and to all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()


Start = Callable[..., Program]


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """`start("granian", …)` runs a program of the virtual environment with the test's settings."""
    programs: list[Program] = []

    def run(name: str, *arguments: str, **extra: str) -> Program:
        argv = [str(Path(sys.executable).parent / name), *arguments]
        program = Program(argv, environment | extra, tmp_path / f"{name}-{len(programs)}.log")
        programs.append(program)
        return program

    yield run
    for program in programs:
        program.kill()


def alive(program: Program, answers: Callable[[], bool], what: str) -> None:
    """Wait until a program answers; show what it printed if it stops instead."""

    def ready() -> bool:
        stopped = program.process.poll()
        assert stopped is None, f"{what} stopped ({stopped}):\n{program.output()}"
        return answers()

    until(ready, timeout=30, what=f"{what} answers")
