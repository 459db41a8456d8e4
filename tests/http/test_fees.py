"""Fees that go with the first booking (« adhésion »): told, frozen, charged with the first day."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.http.booking import click, validate
from tests.http.test_activity_rules import rule
from tests.http.test_withdrawal import take_back
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.processes import Spawn
from tests.town import Town
from tests.world import a_booking
from webapp.activities.models import Activity, Enrolment, OpenDay
from webapp.billing.models import Consumption
from webapp.booking.models import Booking, FeeDue, Movement
from webapp.booking.operations import cart, validation
from webapp.booking.operations.cart import Click
from webapp.booking.operations.recording import Author
from webapp.booking.queries import Scope
from webapp.families.models import Child, Family
from webapp.structures.rules import TownCalendar
from webapp.wallets.models import LedgerEntry

pytestmark = pytest.mark.both_engines
NBSP = "\u00a0"


def charging(activity: Activity, par: str = "an", **more: Any) -> None:
    """The activity asks for a membership of 15 €."""
    fee = {"nom": "adhésion", "montant": "15,00", "par": par} | more
    rule(activity, prix="4,00", frais=[fee])


def owed() -> list[tuple[int, str, int, str]]:
    found = FeeDue.select().order_by(FeeDue.id)
    return [(fee.child_id, fee.name, fee.cents, fee.state) for fee in found]


def ask(martin: Client, town: Town, *days: date, child: Child | None = None) -> None:
    for day in days:
        click(martin, town, town.matin, day=day, child=child)


def total(page: Any) -> str:
    return str(page.one("//p[@class='total']").text_content())


def test_the_first_booking_of_a_year_owes_the_fee_of_the_child(town: Town, martin: Client) -> None:
    charging(town.matin)
    ask(martin, town, *town.days[:2])
    page = martin.page("/panier")
    assert "Adhésion" in page.text and "Léa, par an" in page.text
    assert total(page).endswith(f"23,00{NBSP}€")
    result = validate(martin)
    assert "À payer une fois" in result.text and f"15,00{NBSP}€" in result.text
    assert owed() == [(town.lea.id, "adhésion", 1500, "due")]
    assert FeeDue.get().due_on == town.days[0]
    ask(martin, town, town.days[2])
    page = martin.page("/panier")
    assert "Adhésion" not in page.text and total(page).endswith(f"4,00{NBSP}€")
    ask(martin, town, town.days[2], child=town.tom)
    validate(martin)
    assert [fee[0] for fee in owed()] == [town.lea.id, town.tom.id]


@pytest.mark.parametrize("par", ["famille et an", "famille", "famille et période"])
def test_a_family_owes_it_once(town: Town, martin: Client, par: str) -> None:
    charging(town.matin, par)
    ask(martin, town, town.days[0])
    ask(martin, town, town.days[0], child=town.tom)
    page = martin.page("/panier")
    assert "toute la famille" in page.text and total(page).endswith(f"23,00{NBSP}€")
    validate(martin)
    assert len(owed()) == 1


def test_activities_of_a_structure_that_name_it_alike_owe_it_once(
    town: Town, martin: Client
) -> None:
    charging(town.matin)
    charging(town.repas)
    ask(martin, town, town.days[0])
    click(martin, town, town.repas, day=town.days[0])
    validate(martin)
    assert len(owed()) == 1


def test_what_it_costs_follows_the_rules_and_is_frozen(town: Town, martin: Client) -> None:
    fees = [
        {"nom": "adhésion", "montant": "24,00", "par": "famille et an", "pour": "extérieur"},
        {"nom": "adhésion", "montant": "22,00", "par": "famille et an"},
        {"nom": "retard du soir", "montant": "5,00", "par": "fois"},
        {"nom": "dossier en retard", "montant": "25,00", "pour": "dossier en retard"},
    ]
    rule(town.matin, prix="4,00", frais=fees)
    Family.update(resident=False).where(Family.id == town.martin.id).execute()
    ask(martin, town, town.days[0])
    assert "toute la famille, par an, tarif extérieur" in martin.page("/panier").text
    validate(martin)
    Family.update(resident=True).execute()
    ask(martin, town, town.days[1])
    validate(martin)
    assert [(fee[1], fee[2]) for fee in owed()] == [("adhésion", 2400)]


def test_it_goes_with_the_last_booking_of_its_unit(town: Town, martin: Client) -> None:
    charging(town.matin)
    ask(martin, town, *town.days[:2])
    validate(martin)
    first, second = [m.id for m in Movement.select().order_by(Movement.day)]
    take_back(martin, first)
    assert owed()[0][3] == "due" and FeeDue.get().due_on == town.days[1]
    take_back(martin, second)
    assert owed()[0][3] == "withdrawn"
    ask(martin, town, town.days[0])
    validate(martin)
    assert [fee[3] for fee in owed()] == ["withdrawn", "due"]


def test_a_cancellation_asked_withdraws_it_too(town: Town, martin: Client, clock: Clock) -> None:
    charging(town.matin)
    ask(martin, town, town.days[0])
    validate(martin)
    pass_night(town, clock.now)
    click(martin, town, town.matin, "free", day=town.days[0])
    validate(martin)
    assert owed()[0][3] == "withdrawn"
    pass_night(town, clock.now)
    assert owed()[0][3] == "withdrawn"


def test_the_cart_tells_what_a_cancellation_would_withdraw(
    town: Town, martin: Client, clock: Clock
) -> None:
    charging(town.matin, "famille et an")
    ask(martin, town, *town.days[:2])
    validate(martin)
    pass_night(town, clock.now)
    click(martin, town, town.matin, "free", day=town.days[0])
    page = martin.page("/panier")
    assert "Adhésion" not in page.text and total(page).endswith(f"−{NBSP}4,00{NBSP}€")
    click(martin, town, town.matin, "free", day=town.days[1])
    with statements() as seen:
        page = martin.page("/panier")
    assert len(seen) <= 8
    assert "Adhésion toute la famille, n’est plus à payer" in page.text
    assert total(page).endswith(f"−{NBSP}23,00{NBSP}€")
    ask(martin, town, town.days[0], child=town.tom)
    page = martin.page("/panier")
    assert "Adhésion" not in page.text and total(page).endswith(f"−{NBSP}4,00{NBSP}€")


def test_the_estimate_counts_it_until_it_is_charged(
    town: Town, martin: Client, clock: Clock
) -> None:
    charging(town.matin)
    ask(martin, town, *town.days[:2])
    validate(martin)
    estimate = "(//dl[@class='sum']//dd)[2]"
    told = martin.page("/soldes").one(estimate).text_content()
    assert told == f"−{NBSP}23,00{NBSP}€"
    told = martin.page(f"/soldes?jusqu={town.days[0] - timedelta(1)}").one(estimate).text_content()
    assert told == f"0,00{NBSP}€"
    clock.to(clock.now + (town.days[0] - clock.now.date()) + timedelta(days=1))
    pass_night(town, clock.now)
    martin.log_in("martin")
    told = martin.page("/soldes").one(estimate).text_content()
    assert told == f"−{NBSP}4,00{NBSP}€"


def test_the_night_owes_it_for_a_promotion_and_withdraws_it_for_a_refusal(
    town: Town, martin: Client, clock: Clock
) -> None:
    charging(town.matin)
    a_booking(town.tom, town.martin, town.open_day(town.matin), "waiting")
    OpenDay.update(capacity=9).execute()
    ask(martin, town, town.days[0])
    validate(martin)
    Enrolment.update(last_day=town.days[0] - timedelta(1)).where(
        Enrolment.child == town.lea
    ).execute()
    pass_night(town, clock.now)
    assert owed() == [
        (town.lea.id, "adhésion", 1500, "withdrawn"), (town.tom.id, "adhésion", 1500, "due")
    ]  # fmt: skip


def test_the_night_charges_it_once_with_the_first_day(
    town: Town, martin: Client, clock: Clock
) -> None:
    charging(town.matin)
    ask(martin, town, *town.days[:2])
    validate(martin)
    pass_night(town, clock.now)
    assert not Consumption.select().exists()
    later = clock.now + (town.days[1] - clock.now.date()) + timedelta(days=1)
    for _ in range(2):
        pass_night(town, later)
    charged = {(c.kind, c.label, c.cents) for c in Consumption.select()}
    assert ("fee", "Adhésion", 1500) in charged
    assert Consumption.select().count() == 3
    assert sum(entry.cents for entry in LedgerEntry.select()) == -2300


def _validate(family: int, key: str, calendar: TownCalendar, structure: int, now: int) -> bool:
    calendars = {structure: calendar}
    return validation.validate(Author(family, 1, "C."), key, 1, calendars, now) is not None


def test_two_at_once_do_not_owe_it_twice(town: Town, spawn: Spawn, clock: Clock) -> None:
    charging(town.matin, "famille et an")
    now, calendar = int(clock.now.timestamp()), TownCalendar("Europe/Paris", ())
    structure, family = town.structure.id, town.martin.id
    for key, child, day in (("a", town.lea, 0), ("b", town.tom, 1)):
        scope = Scope(family, key, child.id, structure)
        asked = Click(town.days[day].isoformat(), str(town.matin.id), "booked")
        cart.click(scope, asked, calendar, now)
    given = [(family, key, calendar, structure, now) for key in ("a", "b")]
    assert all(spawn.together(_validate, given))
    assert Booking.select().count() == 2 and len(owed()) == 1
