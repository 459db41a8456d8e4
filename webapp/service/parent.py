"""Run one program so that it never outlives the process that started it, even after `kill -9`.

    python -P webapp/service/parent.py program /path/to/binary ARGUMENTS…
    python -P webapp/service/parent.py module granian ARGUMENTS…
    python -P webapp/service/parent.py file worker.py ARGUMENTS…

A script of its own, on the standard library alone: Valkey should not cost an import of Flask.
EXPECTED_PARENT in its environment is the process it was started by: that one may die while Python
starts, and nobody would tell.
"""

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import threading
from pathlib import Path

EXPECTED_PARENT = "EXPECTED_PARENT"
PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.5
ROOT = Path(__file__).resolve().parents[2]


def end_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """From now on this process receives signal `number` when `parent`, its parent, ends; at once
    if that is the past already.

    Linux does it itself and keeps the promise across exec; elsewhere a thread watches.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)
    else:
        watch_parent(parent, number)


def watch_parent(parent: int, number: int) -> None:
    """The portable way: look every half second whether `parent` is still the parent."""

    def watch() -> None:
        while os.getppid() == parent:
            pause.wait(POLL_SECONDS)
        os.kill(os.getpid(), number)

    pause = threading.Event()
    threading.Thread(target=watch, daemon=True).start()


def children_end_too() -> None:
    """Whatever this process forks (web workers, jobs) ends with it as well."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    forking: list[int] = []
    os.register_at_fork(
        before=lambda: forking.append(os.getpid()),
        after_in_parent=forking.clear,
        after_in_child=lambda: end_with_parent(forking.pop()),
    )


def run_program(argv: list[str], *, become: bool) -> int:
    """Run a foreign binary: become it where the kernel watches, else stay beside it."""
    if become:
        os.execv(argv[0], argv)  # noqa: S606
    parent = os.getppid()
    with subprocess.Popen(argv) as program:
        signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        while program.poll() is None:
            if os.getppid() != parent:
                program.kill()
            try:
                program.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
    return program.returncode


def main(arguments: list[str]) -> int:
    kind, *argv = arguments
    parent = int(os.environ.pop(EXPECTED_PARENT, os.getppid()))
    if kind == "program":
        end_on_linux = sys.platform == "linux"
        if end_on_linux:
            end_with_parent(parent)
        return run_program(argv, become=end_on_linux)
    end_with_parent(parent)
    children_end_too()
    sys.path.insert(0, str(ROOT))
    sys.argv = argv
    if kind == "module":
        runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(argv[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
