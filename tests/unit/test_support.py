"""The test bed itself: it would be no use if it let things pass."""

import os

import pytest

from tests.support.clocks import Clock
from tests.support.engines import Database, statements
from tests.support.processes import Spawn
from tests.support.smtp import Mailbox
from tests.support.typography import faults
from tests.support.valkey import Valkey
from tests.town import Town
from tests.world import NOW, a_booking
from webapp.activities.models import CounterDay, OpenDay
from webapp.database import row, rows, write_transaction
from webapp.families.models import Child, Family


@pytest.mark.both_engines
def test_each_test_has_a_fresh_database_with_all_tables(db: Database) -> None:
    assert rows("SELECT COUNT(*) FROM movement") == [(0,)]
    assert db.engine in db.url
    Family.create(code="x", name="X")


@pytest.mark.both_engines
def test_the_next_test_finds_nothing_of_it(db: Database) -> None:
    assert Family.select().count() == 0


@pytest.mark.both_engines
def test_the_town_has_its_people_and_days(town: Town) -> None:
    assert {child.first_name for child in Child.select()} == {"Léa", "Tom", "Inès"}
    assert town.late > NOW.date() and len(town.days) == 10
    assert OpenDay.select().count() == 33


def test_a_booking_takes_the_seat_and_that_of_each_counter(town: Town) -> None:
    day = town.open_day(town.journee)
    a_booking(town.lea, town.martin, day)
    assert OpenDay.get_by_id(day.id).taken == 1
    taken = {found.day: found.taken for found in CounterDay.select()}
    assert taken[day.day] == 1 and sum(taken.values()) == 1


def test_time_stands_still_until_it_is_moved(clock: Clock) -> None:
    assert clock.now == NOW
    clock.forward(days=2, hours=1)
    assert clock.now.isoformat() == "2026-11-29T10:30:00+01:00"


def test_statements_are_counted(db: Database) -> None:
    with statements() as seen:
        row("SELECT 1")
        Family.select().count()
    assert len(seen) == 2
    row("SELECT 2")
    assert len(seen) == 2


def _add_family(code: str) -> int:
    with write_transaction():
        Family.create(code=code, name=code)
    return os.getpid()


def _fail() -> None:
    raise ValueError("on purpose")


@pytest.mark.both_engines
def test_processes_share_the_database_of_the_test(db: Database, spawn: Spawn) -> None:
    pids = spawn.together(_add_family, [(f"family-{number}",) for number in range(8)])
    assert len({*pids, os.getpid()}) == 9
    assert Family.select().count() == 8


def test_what_fails_in_a_process_fails_the_test(spawn: Spawn) -> None:
    with pytest.raises(AssertionError, match="on purpose"):
        spawn(_fail).result()


def test_valkey_is_real_and_comes_back_with_what_it_knew(own_valkey: Valkey) -> None:
    with own_valkey.client() as connection:
        connection.set("a", "1")
        assert connection.get("a") == b"1"


def test_smtp_keeps_what_it_receives(smtp: Mailbox) -> None:
    import smtplib

    with smtplib.SMTP("127.0.0.1", smtp.port) as sender:
        sender.sendmail("a@exemple.fr", ["b@exemple.fr"], "Subject: Bonjour\r\n\r\nTexte\r\n")
    assert [mail["Subject"] for mail in smtp.to("b@exemple.fr")] == ["Bonjour"]


@pytest.mark.parametrize(
    "text",
    ["l'enfant", "etc...", "Jour: lundi", "Jour : lundi", "Oui!", "Oui !", "Oui\u00a0?", "«oui»",
     "14,85€", "14,85 €", "23 h 59", "1 jour(s)"],
)  # fmt: skip
def test_typography_finds_the_fault(text: str) -> None:
    assert len(faults(text)) >= 1


@pytest.mark.parametrize(
    "text",
    ["l’enfant", "etc.…", "Jour\u00a0: lundi", "Oui\u202f!", "«\u00a0oui\u00a0»", "à 12:30",
     "14,85\u00a0€", "23\u00a0h\u00a059", "https://exemple.fr/?a=b", "1 jour, 2 jours"],
)  # fmt: skip
def test_typography_leaves_good_text_alone(text: str) -> None:
    assert faults(text) == ()
