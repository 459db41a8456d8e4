"""`make night`: with Marelle running or alone, the same worker, the same mails."""

import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.mail.letters import a_letter, queued
from tests.service.conftest import Launch, Service
from tests.support.engines import bound
from tests.support.waiting import until
from webapp import clock
from webapp.database import database


def execute(data_dir: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(data_dir / "marelle.db")
    with connection:
        found = connection.execute(sql, values).fetchall()
    connection.close()
    return found


def structures(data_dir: Path) -> list[str]:
    return [str(name) for (name,) in execute(data_dir, "SELECT name FROM structure ORDER BY id")]


def waiting_mail(data_dir: Path, address: str) -> None:
    """A mail of the outbox that is due."""
    with bound(f"sqlite:///{data_dir}/marelle.db"), database.connection_context():
        queued(int(clock.now().timestamp()), a_letter(address, address=address))


@contextlib.contextmanager
def held_back(service: Service, *words: str) -> Iterator[None]:
    """One process of a service stands still meanwhile."""
    [pid] = service.pids(*words)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def assert_passed(night: Service, address: str) -> None:
    """It told all, and its mail is in the Maildir when it returns."""
    assert night.finished() == 0, night.output()
    told = [line for line in night.lines() if not line.startswith("Base de données")]
    assert [line.split("\u00a0:")[0] for line in told] == [*structures(night.data_dir), "Courrier"]
    assert told[-1] == "Courrier\u00a0: 1 envoyé."
    mails = [path.read_text() for path in (night.data_dir / "mail" / "new").iterdir()]
    assert sum(f"X-RcptTo: {address}" in text for text in mails) == 1
    assert night.nobody_left()


def test_a_night_beside_a_run_uses_its_worker(launch: Launch, running: Service) -> None:
    with held_back(running, "service/cron.py"):  # its tick would send the mail before
        waiting_mail(running.data_dir, "martin@exemple.fr")
        assert_passed(launch(running.data_dir, "night"), "martin@exemple.fr")
    assert running.process.poll() is None


def test_a_night_alone_brings_its_own_worker(launch: Launch, data_dir: Path) -> None:
    waiting_mail(data_dir, "benali@exemple.fr")
    assert_passed(launch(data_dir, "night"), "benali@exemple.fr")


def test_a_night_that_fails_is_told_and_the_others_pass(launch: Launch, data_dir: Path) -> None:
    execute(data_dir, "ALTER TABLE transmission RENAME TO gone")
    night = launch(data_dir, "night")
    assert night.finished() == 1
    failed = [line for line in night.lines() if "la nuit a échoué (" in line]
    assert len(failed) == len(structures(data_dir))
    assert night.lines()[-1].startswith("Courrier\u00a0: ")
    assert night.nobody_left()


def test_a_night_needs_a_town(launch: Launch, tmp_path: Path) -> None:
    night = launch(tmp_path / "vide", "night")
    assert night.finished() == 1
    assert night.lines()[-1].startswith("La base ne contient aucune structure\u00a0: ")


def test_a_night_while_marelle_is_starting_asks_to_wait(launch: Launch, data_dir: Path) -> None:
    service = launch(data_dir, "run")
    until(lambda: "Démarrage" in service.output(), what="it starts")
    service.process.send_signal(signal.SIGSTOP)
    night = launch(data_dir, "night")
    assert night.finished() == 1
    assert night.lines() == ["Marelle est en train de démarrer\u00a0: réessayez dans un instant."]


def test_two_nights_at_once_are_one_too_many(launch: Launch, data_dir: Path) -> None:
    first = launch(data_dir, "night")
    until((data_dir / "run.json").exists, what="the first one is under way")
    kind = json.loads((data_dir / "run.json").read_text())["kind"]
    first.process.send_signal(signal.SIGSTOP)
    second = launch(data_dir, "night")
    assert second.finished() == 1
    assert kind == "night"
    assert second.lines() == ["Une nuit est déjà en cours dans ce dossier\u00a0: attendez sa fin."]
