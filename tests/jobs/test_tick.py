"""`tick`: what is due is asked of the database, and enqueued; Redis is only the messenger."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from rq.job import Job

from tests.jobs.nights import state_of
from tests.support.clocks import Clock
from tests.support.smtp import Mailbox
from tests.support.valkey import Valkey
from tests.town import Town
from tests.world import a_booking, a_movement
from webapp import jobs
from webapp.mail.models import OutboxMail
from webapp.transmission.models import Transmission


@pytest.fixture
def here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Jobs called in this process run in the application of the tests."""
    monkeypatch.setattr(jobs, "application", lambda: app)
    return app


def enqueued(app: Flask) -> list[tuple[str, tuple[object, ...]]]:
    """Jobs that wait, as (name, arguments)."""
    with app.app_context():
        waiting: list[Job] = jobs.queue().jobs
        found = [(job.func_name.removeprefix("webapp.jobs."), tuple(job.args)) for job in waiting]
        jobs.queue().connection.close()
        return found


def test_a_night_that_is_due_is_enqueued_until_it_has_run(
    here: Flask, town: Town, valkey: Valkey
) -> None:
    jobs.tick()
    jobs.tick()
    assert enqueued(here) == 2 * [("run_night", (town.structure.id,))]
    for _ in range(2):
        jobs.run_night(town.structure.id)
    assert Transmission.select().count() == 1
    valkey.empty()
    jobs.tick()
    assert enqueued(here) == []


def test_mails_that_wait_are_enqueued(
    here: Flask, town: Town, valkey: Valkey, smtp: Mailbox
) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    jobs.run_night(town.structure.id)
    assert enqueued(here) == [("deliver_outbox", ())]
    valkey.empty()  # and what was enqueued is lost
    jobs.tick()
    assert enqueued(here) == [("deliver_outbox", ())]
    assert jobs.deliver_outbox() == 1
    assert [message["Subject"] for message in smtp.messages] == [
        "Compte rendu de vos demandes – CarteVille"
    ]
    valkey.empty()
    jobs.tick()
    assert enqueued(here) == []


def test_without_redis_nothing_fails_and_the_next_tick_asks_again(
    here: Flask, town: Town, own_valkey: Valkey, smtp: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    own_valkey.kill()
    with caplog.at_level(logging.WARNING):
        jobs.tick()
        jobs.run_night(town.structure.id)  # its mails cannot be asked for
    assert "Redis is away" in caplog.text
    assert state_of(asked) == "accepted"
    assert OutboxMail.get().state == "pending"
    own_valkey.start()
    jobs.tick()
    assert enqueued(here) == [("deliver_outbox", ())]
    assert jobs.deliver_outbox() == 1
    assert len(smtp.messages) == 1


def test_night_now_tells_its_line(here: Flask, town: Town, clock: Clock) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    assert jobs.night_now(town.structure.id) == (
        "CarteVille\u00a0: 1\u00a0mouvement reçu, dont 1\u00a0réservation et 0\u00a0annulation"
        "\u202f; 1\u00a0acceptée\u202f; 0\u00a0place attribuée\u202f; 1\u00a0mail."
    )
    assert jobs.night_now(town.structure.id) == "CarteVille\u00a0: aucun mouvement reçu."
