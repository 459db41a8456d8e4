"""Mails: all of them, once each, whatever happens to the mail server and to those who send."""

from collections import Counter

import pytest
from flask import Flask
from rq.job import Job

from tests.concurrency.crowd import FAMILIES, make_crowd
from tests.mail.letters import a_letter, queued
from tests.support.processes import Start
from tests.support.smtp import Mailbox
from tests.support.valkey import Valkey
from tests.support.waiting import until
from tests.town import make_town
from webapp import clock, jobs
from webapp.mail.models import OutboxMail

pytestmark = pytest.mark.both_engines


def states() -> Counter[str]:
    """How many mails are in each state."""
    return Counter(mail.state for mail in OutboxMail.select())


def test_the_mail_server_is_down_during_the_night_and_comes_back(
    app: Flask, valkey: Valkey, smtp: Mailbox, start: Start
) -> None:
    make_crowd(make_town(clock.now()), clock.now(), days=3)
    smtp.stop()
    workers = [start("python", "worker.py") for _ in range(2)]
    with app.app_context():
        queue = jobs.queue()
        queue.enqueue("webapp.jobs.tick")  # the night is due
        until(lambda: states()["pending"] == FAMILIES + 10, timeout=90, what="the night is over")
        tried = queue.enqueue("webapp.jobs.deliver_outbox")
        until(lambda: _ended(tried), timeout=60, what="an attempt is over")
        assert tried.return_value() == 0
        assert states() == {"pending": FAMILIES + 10}
        smtp.start()
        for _ in workers:
            queue.enqueue("webapp.jobs.tick")
        until(lambda: states()["sent"] == FAMILIES + 10, timeout=90, what="all mails are sent")
        queue.connection.close()
    identities = [message["Message-ID"] for message in smtp.messages]
    assert len(identities) == len(set(identities)) == FAMILIES + 10


def test_four_workers_at_once_send_each_mail_once(
    app: Flask, valkey: Valkey, smtp: Mailbox, start: Start
) -> None:
    queued(int(clock.now().timestamp()), *(a_letter(f"promotion:1:{n}") for n in range(400)))
    with app.app_context():
        queue = jobs.queue()
        tried = [queue.enqueue("webapp.jobs.deliver_outbox") for _ in range(4)]
        for _ in tried:
            start("python", "worker.py")
        until(lambda: all(_ended(job) for job in tried), timeout=90, what="all four end")
        assert sum(job.return_value() for job in tried) == 400
        queue.connection.close()
    identities = {message["Message-ID"] for message in smtp.messages}
    assert len(identities) == len(smtp.messages) == 400
    assert states() == {"sent": 400}


def _ended(job: Job) -> bool:
    return bool(job.get_status(refresh=True).value in ("finished", "failed"))
