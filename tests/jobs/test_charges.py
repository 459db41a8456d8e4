"""Fourth step of the night: what is over is charged, once, at the price that was frozen."""

import json
from datetime import date, timedelta

import pytest

from tests.jobs.nights import pass_night
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_movement, a_supplement, money, open_days
from webapp.activities.models import Activity, OpenDay
from webapp.billing.models import Consumption
from webapp.billing.verification import differences
from webapp.booking.models import Booking
from webapp.database import execute, rows
from webapp.structures.models import Structure
from webapp.wallets.models import Balance, Wallet
from webapp.wallets.queries import balances

pytestmark = pytest.mark.both_engines


@pytest.fixture
def yesterday(town: Town, clock: Clock) -> OpenDay:
    """« Matin » ran yesterday."""
    return open_days(town.matin, [clock.now.date() - timedelta(1)])[0]


def _balances(town: Town) -> dict[str, int]:
    found = balances(town.martin.id, town.structure.id)
    return {each.name: each.cents for each in found if each.cents}


def _charged() -> list[tuple[str, str, int]]:
    found = Consumption.select().order_by(Consumption.id)
    return [(c.kind, c.label, c.cents) for c in found]


def test_a_day_that_is_over_is_charged_at_its_frozen_price(
    town: Town, clock: Clock, yesterday: OpenDay
) -> None:
    booking = a_booking(town.lea, town.martin, yesterday)
    Booking.update(cents=1234).where(Booking.id == booking.id).execute()
    Activity.update(terms="{}").where(Activity.id == town.matin.id).execute()
    line = pass_night(town, clock.now)
    assert "1\u00a0jour facturé" in line and "écart" not in line
    assert _balances(town) == {"Loisirs": -1234}
    found = Consumption.get()
    assert (found.booking_id, found.day, found.quantity) == (booking.id, yesterday.day, 1)
    assert rows("SELECT kind, source, label FROM ledger_entry") == [
        ("consumption", f"booking:{booking.id}", "Matin")
    ]


def test_it_is_charged_once_whatever_the_nights(
    town: Town, clock: Clock, yesterday: OpenDay
) -> None:
    a_booking(town.lea, town.martin, yesterday)
    for _ in range(3):
        pass_night(town, clock.now)
        clock.forward(hours=24)
    Structure.update(charged_until=None).execute()
    pass_night(town, clock.now)
    assert _balances(town) == {"Loisirs": -1485}
    assert differences() == []


def test_today_and_tomorrow_are_not_charged(town: Town, clock: Clock) -> None:
    for ahead in (0, 1):
        [open_day] = open_days(town.matin, [clock.now.date() + timedelta(ahead)])
        a_booking(town.lea, town.martin, open_day)
    pass_night(town, clock.now)
    assert _charged() == []
    clock.forward(hours=24)
    pass_night(town, clock.now)
    assert len(_charged()) == 1


def test_a_booking_that_comes_late_is_found_by_a_later_night(
    town: Town, clock: Clock, yesterday: OpenDay
) -> None:
    pass_night(town, clock.now)
    assert Structure.get().charged_until == yesterday.day
    a_booking(town.lea, town.martin, yesterday)
    clock.forward(hours=48)
    pass_night(town, clock.now)
    assert _balances(town) == {"Loisirs": -1485}


@pytest.mark.parametrize("state", ["waiting", "cancelled", "refused", "withdrawn", "left"])
def test_only_what_is_booked_is_charged(
    town: Town, clock: Clock, yesterday: OpenDay, state: str
) -> None:
    a_booking(town.lea, town.martin, yesterday, state)
    pass_night(town, clock.now)
    assert _charged() == []


def test_supplements_are_charged_by_their_name(
    town: Town, clock: Clock, yesterday: OpenDay
) -> None:
    a_booking(town.lea, town.martin, yesterday)
    pool = a_supplement(yesterday)
    Booking.create(
        structure=town.structure, family=town.martin, child=town.lea, open_day=yesterday,
        supplement=pool, day=yesterday.day, state="booked", cents=350, created_at=clock.now,
    )  # fmt: skip
    pass_night(town, clock.now)
    assert _charged() == [("booking", "Matin", 1485), ("booking", "Matin, Piscine", 350)]


def test_what_the_town_has_imported_is_not_charged_again(
    town: Town, clock: Clock, yesterday: OpenDay
) -> None:
    a_booking(town.lea, town.martin, yesterday)
    Consumption.create(code="C1", family=town.martin, child=town.lea, activity=town.matin,
                       day=yesterday.day, cents=1485)  # fmt: skip
    pass_night(town, clock.now)
    assert [kind for kind, _, _ in _charged()] == ["import"]


def test_a_late_cancellation_is_charged_what_it_leaves_due(town: Town, clock: Clock) -> None:
    late, free = (
        a_booking(town.lea, town.martin, town.open_day(town.matin, day)) for day in town.days[:2]
    )
    for booking, due in ((late, 500), (free, 0)):
        more = {"reason_code": "charged", "facts": json.dumps({"due": due})} if due else {}
        a_movement(booking, "cancel", from_state="booked", to_state="cancelled", **more)
    for _ in range(2):
        pass_night(town, clock.now)
    assert _charged() == [("cancellation", "Matin, annulation hors délai", 500)]
    assert Consumption.get().day == late.day
    assert _balances(town) == {"Loisirs": -500}


def test_each_household_pays_its_own_days(town: Town, clock: Clock, yesterday: OpenDay) -> None:
    a_booking(town.lea, town.martin, yesterday)
    a_booking(town.ines, town.benali, yesterday)
    pass_night(town, clock.now)
    assert {b.family_id: b.cents for b in Balance.select()} == {
        town.martin.id: -1485, town.benali.id: -1485
    }  # fmt: skip


def test_the_night_says_when_the_books_do_not_agree(
    town: Town, clock: Clock, yesterday: OpenDay, caplog: pytest.LogCaptureFixture
) -> None:
    money(town.martin, Wallet.get(Wallet.code == "loisirs"), 1000)
    execute("UPDATE balance SET cents = 7")
    line = pass_night(town, clock.now)
    assert "1\u00a0écart dans les comptes (ledger verify)" in line
    assert "solde Loisirs, famille martin" in caplog.text


def test_days_far_apart_are_charged_in_chunks(
    town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.transmission.steps import charges

    monkeypatch.setattr(charges, "BOOKINGS", 2)
    past = [date(2026, 9, 1) + timedelta(n) for n in range(7)]
    for open_day in open_days(town.matin, past):
        a_booking(town.lea, town.martin, open_day)
    assert "7\u00a0jours facturés" in pass_night(town, clock.now)
    assert _balances(town) == {"Loisirs": -7 * 1485}
