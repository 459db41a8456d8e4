"""Whoever is killed, nobody stays behind; a part that dies is started again or ends the whole."""

import os
import shutil
import signal
from functools import partial
from pathlib import Path

from tests.service.conftest import Launch
from tests.support.waiting import until

ALONE = ("webapp.service", "run")
PARTS = ("worker.py", "cron.py", "aiosmtpd", "valkey-server", "granian")


def test_killing_the_supervisor_leaves_nobody(launch: Launch, data_dir: Path) -> None:
    service = launch(data_dir, "run").ready()
    assert len(service.survivors()) > 8
    service.end(signal.SIGKILL)
    until(service.nobody_left, what="everybody has gone")
    launch(data_dir, "run", port=service.port).ready()


def test_killing_make_leaves_nobody(launch: Launch, data_dir: Path) -> None:
    service = launch(data_dir, argv=(str(shutil.which("make")), "run")).ready()
    service.end(signal.SIGKILL)
    until(service.nobody_left, what="everybody has gone")


def test_each_part_that_is_killed_is_started_again(launch: Launch, data_dir: Path) -> None:
    service = launch(data_dir, "run").ready()

    def told(times: int) -> bool:
        return service.output().count("elle est relancée") == times

    for number, part in enumerate(PARTS, start=1):
        before = set(service.pids(part))
        assert before, part
        os.kill(min(before), signal.SIGKILL)

        def another(part: str = part, before: set[int] = before) -> bool:
            now = set(service.pids(part))
            return len(now) == len(before) and not now & before

        until(another, what=f"another {part}")
        until(partial(told, number), what="it is told")
    assert service.end() == 0
    assert service.nobody_left()


def test_the_helper_of_a_part_may_be_killed_too(launch: Launch, data_dir: Path) -> None:
    service = launch(data_dir, "run").ready()
    helpers = [pid for pid in service.pids(*ALONE) if pid != service.process.pid]
    os.kill(helpers[0], signal.SIGKILL)
    until(lambda: "elle est relancée" in service.output(), what="it is told")
    until(lambda: len(service.pids(*ALONE)) == len(helpers) + 1, what="another helper")
    assert service.end() == 0
    assert service.nobody_left()


def test_a_part_that_cannot_start_ends_the_whole_with_its_reason(
    launch: Launch, data_dir: Path
) -> None:
    for file in (data_dir / "valkey" / "appendonlydir").iterdir():
        file.write_bytes(b"rubbish\n")
    service = launch(data_dir, "run")
    assert service.finished() == 1
    last = service.lines()[-1]
    assert last.startswith("La partie «\u00a0valkey\u00a0» s’est arrêtée (code 1) — dernière ligne")
    assert "Invalid AOF manifest" in last
    assert service.nobody_left()
