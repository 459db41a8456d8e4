"""Where the kernel does not end a child with its parent, we look ourselves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.service.conftest import ROOT, Launch
from tests.support.waiting import until

PORTABLE = """
import os, subprocess, sys
from webapp.service import parent
parent.POLL_SECONDS = 0.05
child = "parent.run_program(['/bin/sleep', '60'], become=False)"
watch = "parent.watch_parent(os.getppid(), 9)"
start = "import os; from webapp.service import parent; parent.POLL_SECONDS = 0.05; "
body = {"program": child, "python": watch + "; import threading; threading.Event().wait(60)"}
subprocess.run([sys.executable, "-c", start + body[sys.argv[1]]])
"""


def orphaned(launch: Launch, place: Path, kind: str, sign: str) -> None:
    service = launch(place, argv=(sys.executable, "-c", PORTABLE, kind))
    until(lambda: service.pids(sign), what=f"{kind} runs")
    service.end(signal.SIGKILL)
    until(service.nobody_left, what="nobody is left")


def test_a_foreign_program_ends_when_the_parent_is_gone(launch: Launch, tmp_path: Path) -> None:
    orphaned(launch, tmp_path, "program", "/bin/sleep")


def test_a_python_program_ends_when_the_parent_is_gone(launch: Launch, tmp_path: Path) -> None:
    orphaned(launch, tmp_path, "python", "watch_parent")


def test_a_part_whose_parent_died_while_it_started_ends_at_once() -> None:
    script = str(ROOT / "webapp" / "service" / "parent.py")
    done = subprocess.run(
        [sys.executable, "-P", script, "program", "/bin/sleep", "60"],
        env=os.environ | {"EXPECTED_PARENT": "1"}, check=False, timeout=20,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL


def test_a_program_keeps_its_exit_code_and_its_arguments() -> None:
    script = str(ROOT / "webapp" / "service" / "parent.py")
    done = subprocess.run(
        [sys.executable, "-P", script, "program", "/bin/sh", "-c", "echo \"$0\"; exit 7", "a b"],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (7, "a b\n")
