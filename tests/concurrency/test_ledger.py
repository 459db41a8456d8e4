"""Money entered by many at once."""

from datetime import datetime, timedelta

import pytest

from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from tests.world import a_booking, open_days
from webapp.billing.models import Consumption
from webapp.billing.verification import BALANCES, differences
from webapp.database import retried, rows, write_transaction
from webapp.transmission import operations
from webapp.transmission.models import Transmission
from webapp.transmission.steps import charges
from webapp.wallets.models import Balance, LedgerEntry, Wallet
from webapp.wallets.operations import Entry, enter

pytestmark = pytest.mark.both_engines
TIMES = 20


@retried
def enter_once(entries: list[Entry]) -> int:
    with write_transaction():
        return enter(entries, 1_795_768_200)


def credit(family: int, wallets: list[int], kind: str) -> int:
    """In a process of its own: twenty times a credit to each wallet; how many were new."""
    return sum(
        enter_once([Entry(family, w, "2026-11-27", 250, kind, f"{n}-{w}", "") for w in wallets])
        for n in range(TIMES)
    )


def test_the_same_money_told_by_four_is_entered_once(town: Town, spawn: Spawn) -> None:
    wallets = [wallet.id for wallet in Wallet.select()]
    kinds = ["repeated", "repeated", "repeated", "alone"]
    crossed = [wallets, wallets[::-1], wallets, wallets[::-1]]
    asked = [(town.martin.id, some, kind) for some, kind in zip(crossed, kinds, strict=True)]
    new = spawn.together(credit, asked)
    assert sum(new) == LedgerEntry.select().count() == 2 * TIMES * len(wallets)
    assert [b.cents for b in Balance.select()] == [2 * TIMES * 250] * len(wallets)
    assert rows(BALANCES, 0, 0) == []


def charge_days(structure_id: int, now: datetime) -> None:
    """In a process of its own: a night that charges three days at a time."""
    charges.BOOKINGS = 3
    opened = operations.open_due(structure_id, now)
    if opened is not None:
        operations.run(opened, now)


def _past_days(town: Town, now: datetime) -> int:
    """Sixty days that are over; how many bookings."""
    past = [now.date() - timedelta(n) for n in range(1, 61)]
    for open_day in open_days(town.matin, past):
        a_booking(town.lea, town.martin, open_day)
        a_booking(town.ines, town.benali, open_day)
    return 2 * len(past)


def _assert_charged_once(count: int) -> None:
    assert Consumption.select().count() == LedgerEntry.select().count() == count
    assert sum(b.cents for b in Balance.select()) == -1485 * count
    assert differences() == []
    assert Transmission.select().where(Transmission.state == "done").count() == 1


def test_killed_while_it_charges_the_next_goes_on(town: Town, clock: Clock, spawn: Spawn) -> None:
    count = _past_days(town, clock.now)
    for reached in (10, 50, 90):
        worker = spawn(charge_days, town.structure.id, clock.now)
        until(lambda least=reached: LedgerEntry.select().count() >= least, timeout=60)
        worker.kill()
        assert differences() == []
    spawn(charge_days, town.structure.id, clock.now).result()
    _assert_charged_once(count)


def test_four_nights_at_once_charge_each_day_once(town: Town, clock: Clock, spawn: Spawn) -> None:
    count = _past_days(town, clock.now)
    spawn.together(charge_days, 4 * [(town.structure.id, clock.now)])
    _assert_charged_once(count)
