"""The outbox: written once, taken by one, tried again, given up at last."""

from datetime import datetime

import pytest

from tests.mail.letters import a_letter, queued, row_of
from tests.support.engines import Database
from webapp.mail import operations
from webapp.mail.operations import DELAYS, LEASE

pytestmark = pytest.mark.both_engines
NOW = int(datetime.fromisoformat("2026-11-27T02:00+01:00").timestamp())


def test_the_same_key_is_one_mail_and_the_first_stands(db: Database) -> None:
    queued(NOW, a_letter())
    (mail,) = queued(NOW + 60, a_letter(address="autre@exemple.fr"))
    assert mail.to_address == "martin@exemple.fr"
    assert mail.created_at is not None
    assert int(mail.created_at.timestamp()) == NOW


def test_a_mail_is_claimed_once(db: Database) -> None:
    (mail,) = queued(NOW, a_letter())
    claimed = operations.claim(mail.id, NOW)
    assert claimed is not None
    assert (claimed.attempts, claimed.context["name"]) == (1, "Mme MARTIN Camille")
    assert operations.claim(mail.id, NOW) is None
    assert operations.next_due(NOW, 10) == []


def test_what_a_dead_process_held_is_taken_over(db: Database) -> None:
    (mail,) = queued(NOW, a_letter())
    operations.claim(mail.id, NOW)
    assert not operations.any_due(NOW + LEASE - 1)
    assert operations.any_due(NOW + LEASE)
    again = operations.claim(mail.id, NOW + LEASE)
    assert again is not None
    assert again.attempts == 2


def test_attempts_come_later_and_later_then_the_mail_has_failed(db: Database) -> None:
    (mail,) = queued(NOW, a_letter())
    moment, waits = NOW, []
    while (claimed := operations.claim(mail.id, moment)) is not None:
        operations.postpone(claimed, "451 later", moment)
        after = int(row_of().next_attempt_at.timestamp())
        waits.append(after - moment)
        moment = after
        if row_of().state == "failed":
            break
    assert tuple(waits[:-1]) == DELAYS
    assert row_of().attempts == len(DELAYS) + 1
    assert row_of().last_error == "451 later"
    assert not operations.any_due(NOW + 365 * 86_400)


def test_the_oldest_is_next(db: Database) -> None:
    queued(NOW + 5, a_letter("b:1"))
    mails = queued(NOW, a_letter("a:1"))
    assert operations.next_due(NOW + 5, 10) == [mails[1].id, mails[0].id]
    assert operations.next_due(NOW + 5, 1) == [mails[1].id]
    assert operations.next_due(NOW + 4, 10) == [mails[1].id]


def test_a_sent_mail_is_over(db: Database) -> None:
    (mail,) = queued(NOW, a_letter())
    operations.claim(mail.id, NOW)
    operations.sent(mail.id, NOW + 1)
    assert (row_of().state, row_of().last_error) == ("sent", "")
    assert operations.claim(mail.id, NOW + LEASE) is None


def test_blame_costs_no_attempt_and_spares_what_is_not_due(db: Database) -> None:
    queued(NOW, a_letter("now:1"))
    queued(NOW + 60, a_letter("later:1"))
    operations.blame("ConnectionRefusedError", NOW)
    assert (row_of("now:1").last_error, row_of("now:1").attempts) == ("ConnectionRefusedError", 0)
    assert row_of("later:1").last_error == ""
