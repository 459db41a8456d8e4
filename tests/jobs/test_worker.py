"""The whole way of the night: Valkey, the worker as it is deployed, the database, the mail."""

from flask import Flask
from rq.job import Job, JobStatus

from tests.jobs.nights import assert_seats_are_true, state_of
from tests.support.processes import Start
from tests.support.smtp import Mailbox
from tests.support.valkey import Valkey
from tests.support.waiting import until
from tests.town import make_town
from tests.world import a_booking, a_movement
from webapp import clock, jobs
from webapp.mail.models import OutboxMail


def test_the_worker_passes_the_night_and_sends_the_mails(
    app: Flask, valkey: Valkey, smtp: Mailbox, start: Start
) -> None:
    town = make_town(clock.now())
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    with app.app_context():
        queue = jobs.queue()
        line = queue.enqueue("webapp.jobs.night_now", town.structure.id)
        sent = queue.enqueue("webapp.jobs.deliver_outbox")
        start("python", "worker.py")
        until(lambda: _ended(line) and _ended(sent), timeout=60, what="the two jobs end")
        assert "1\u00a0acceptée" in str(line.return_value())
        assert sent.return_value() == 1
        queue.connection.close()
    assert state_of(asked) == "accepted"
    assert [message["Auto-Submitted"] for message in smtp.to("martin@exemple.fr")] == [
        "auto-generated"
    ]
    assert_seats_are_true()


def test_a_tick_is_enough_for_all_that_is_due(
    app: Flask, valkey: Valkey, smtp: Mailbox, start: Start
) -> None:
    town = make_town(clock.now())
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    with app.app_context():
        assert jobs.enqueue("tick")
    start("python", "worker.py")
    until(lambda: smtp.messages, timeout=60, what="the report arrives")
    until(lambda: OutboxMail.get().state == "sent", what="the outbox knows")


def _ended(job: Job) -> bool:
    status = job.get_status()
    assert status is not JobStatus.FAILED, job.latest_result()
    return status is JobStatus.FINISHED
