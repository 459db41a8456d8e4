"""`make run`: it starts, says so, ends on Ctrl-C and finds its data again."""

import signal
import smtplib
import sqlite3
import stat
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.service.conftest import Launch, Service
from tests.support.waiting import until
from webapp.service.data_dir import announced


def families(data_dir: Path) -> int:
    with sqlite3.connect(data_dir / "marelle.db") as database:
        (count,) = database.execute("SELECT count(*) FROM family").fetchone()
    database.close()
    return int(count)


def test_the_first_start_says_what_it_does_then_that_it_is_ready(first_start: Service) -> None:
    said = first_start.output()
    steps = ("Base de données", "Ville de démonstration", "Démarrage", "Marelle is ready: http")
    assert [said.index(step) for step in steps] == sorted(said.index(step) for step in steps)
    assert families(first_start.data_dir) > 100


def test_ctrl_c_ends_it_without_a_word_too_many_and_leaves_nobody(first_start: Service) -> None:
    assert first_start.process.returncode == 0
    assert first_start.lines()[-2:] == [f"Marelle is ready: {first_start.url}",
                                        "Marelle est arrêtée."]  # fmt: skip
    assert first_start.nobody_left()


def test_a_second_start_keeps_the_data_and_the_key(launch: Launch, data_dir: Path) -> None:
    key = (data_dir / "secret_key").read_text()
    with sqlite3.connect(data_dir / "marelle.db") as database:
        database.execute("DELETE FROM cart")
        database.execute("UPDATE structure SET name = 'Ma ville' WHERE id = 1")
    database.close()
    before = families(data_dir)
    service = launch(data_dir, "run").ready()
    with sqlite3.connect(data_dir / "marelle.db") as database:
        (name,) = database.execute("SELECT name FROM structure WHERE id = 1").fetchone()
    database.close()
    assert (name, families(data_dir)) == ("Ma ville", before)
    assert (data_dir / "secret_key").read_text() == key
    assert "Ville de démonstration" not in service.output()


def test_when_it_says_ready_every_part_answers(running: Service) -> None:
    with urlopen(f"{running.url}/sante") as answer:
        assert answer.status == 200
    told = announced(running.data_dir)
    assert told is not None
    with smtplib.SMTP("127.0.0.1", int(told[1]["MAIL_PORT"])) as mail:
        mail.sendmail("a@ville.test", ["b@famille.test"], b"Subject: essai\r\n\r\nBonjour\r\n")
    received = [path.read_text() for path in (running.data_dir / "mail" / "new").iterdir()]
    assert sum("Subject: essai" in text for text in received) == 1
    for part in ("worker.py", "cron.py", "aiosmtpd", "valkey-server"):
        assert len(running.pids(part)) == 1, part
    assert len(running.pids("granian")) == 3, "one that listens, two that answer"


def test_secrets_are_for_their_owner_alone(running: Service) -> None:
    assert stat.S_IMODE(running.data_dir.stat().st_mode) == 0o700
    for name in ("secret_key", "run.json"):
        assert stat.S_IMODE((running.data_dir / name).stat().st_mode) == 0o600


def test_it_lives_in_a_directory_whose_path_is_too_long_for_a_socket(
    launch: Launch, data_dir: Path
) -> None:
    far = data_dir.rename(data_dir.parent / ("très " * 20 + "loin"))
    service = launch(far, "run").ready()
    told = announced(far)
    assert told is not None
    assert str(far) not in told[1]["REDIS_URL"]
    assert service.end() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_start_ends_it_too(launch: Launch, data_dir: Path, number: int) -> None:
    service = launch(data_dir, "run")
    until(lambda: service.pids("valkey-server"), what="Valkey is there")
    assert service.end(number) == 0
    assert "ready" not in service.output()
    assert "Traceback" not in service.output()
    assert service.nobody_left()
