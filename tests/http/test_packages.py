"""Prices of several days together: « forfaits » of 2, 3 or 5 days of a week."""

import json
from datetime import date

import pytest

from tests.http.booking import address, calendar, click, states, validate
from tests.http.test_activity_rules import days_of_a_week, rule
from tests.http.test_withdrawal import take_back
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.town import Town
from tests.world import a_booking
from webapp.activities.models import Enrolment, OpenDay
from webapp.booking.models import Booking, CartLine, Movement
from webapp.families.models import Quotient

pytestmark = pytest.mark.both_engines
NBSP, THIN = "\u00a0", "\u202f"
FRANS = {
    "colonnes": "nombre de jours",
    "bornes": "haute exclue",
    "grille": [
        ["QF", "2", "3", "5"], ["0-720", "49", "67", "112"], ["720+", "51", "70", "117"],
    ],
}  # fmt: skip
DAILY = {
    "montant": "10,00",
    "compte": "semaine",
    "ajustement": [{"nombre_jours": "4+", "reduit": "20 %"}],
}


@pytest.fixture
def week(town: Town) -> list[date]:
    """Monday to Friday; « Matin » costs 49 €, 67 € or 112 € for 2, 3 or 5 of them."""
    rule(town.matin, prix={"tarif": [FRANS], "forfait": "semaine"})
    Quotient.create(family=town.martin, declared_on=date(2026, 1, 1), hundredths=60_000)
    return days_of_a_week(town)


def ask(martin: Client, town: Town, days: list[date], want: str = "booked") -> str:
    return [click(martin, town, town.matin, want, day=day).text for day in days][-1]


def shares() -> list[int]:
    """Of the bookings that stand, by day."""
    held = Booking.select().where(Booking.state == "booked").order_by(Booking.day)
    asked = {m.booking_id for m in Movement.select().where(
        Movement.kind == "cancel", Movement.state == "pending")}  # fmt: skip
    return [b.cents for b in held if b.id not in asked]


def rules() -> set[str]:
    return {b.price_rule for b in Booking.select().where(Booking.state == "booked")}


def test_the_page_shows_what_each_number_of_days_costs(
    town: Town, martin: Client, week: list[date]
) -> None:
    page = calendar(martin, town, town.matin)
    table = f"forfait par semaine{NBSP}: 2{NBSP}jours 49,00{NBSP}€, 3{NBSP}jours 67,00{NBSP}€, 5"
    assert table in page.text and "Aucun tarif" not in page.text
    panel = martin.page(address(town, "toutes", week[0]))
    assert f"Forfait par semaine{NBSP}: 2{NBSP}jours 49,00{NBSP}€" in panel.text


def test_a_click_says_what_the_days_will_cost_together(
    town: Town, martin: Client, week: list[date]
) -> None:
    told = ask(martin, town, week[:1])
    offered = f"Ce tarif est pour 2, 3 ou 5{NBSP}jours par semaine{THIN}; vous en auriez 1."
    assert offered in told
    told = ask(martin, town, week[1:3])
    assert f"Forfait 3{NBSP}jours de la semaine{NBSP}: 67,00{NBSP}€." in told
    assert f"3{NBSP}demandes · 67,00{NBSP}€" in told
    assert sorted(line.cents for line in CartLine.select()) == [2233, 2233, 2234]


def test_the_recap_has_a_line_for_the_package_and_freezes_its_shares(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week[:3])
    page = martin.page("/panier")
    said = f"Forfait 3{NBSP}jours de la semaine{NBSP}: 67,00{NBSP}€"
    assert said in page.text
    assert page.one("//p[@class='total']").text_content().endswith(f"67,00{NBSP}€")
    result = validate(martin)
    assert f"22,34{NBSP}€" in result.text
    assert shares() == [2234, 2233, 2233]
    assert rules() == {said}
    assert sorted(m.cents for m in Movement.select()) == [2233, 2233, 2234]


def test_a_day_more_is_what_the_greater_package_adds(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week[:2])
    validate(martin)
    assert shares() == [2450, 2450]
    assert f"18,00{NBSP}€" in ask(martin, town, week[2:3])
    page = martin.page("/panier")
    assert f"au lieu de 49,00{NBSP}€" in page.text
    validate(martin)
    assert shares() == [2234, 2233, 2233]


def test_weeks_are_counted_apart(town: Town, martin: Client, week: list[date]) -> None:
    monday = week[0]
    later = [day for day in town.days if day > week[-1]][:2]
    assert (later[0] - monday).days == 7
    ask(martin, town, [*week[:3], *later])
    page = martin.page("/panier")
    assert page.one("//p[@class='total']").text_content().endswith(f"116,00{NBSP}€")
    validate(martin)
    assert shares() == [2234, 2233, 2233, 2450, 2450]


def test_a_number_without_a_package_is_refused_with_those_that_exist(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week[:4])
    page = martin.page("/panier")
    assert f"pour 2, 3 ou 5{NBSP}jours par semaine{THIN}; vous en auriez 4." in page.text
    assert not page.all("//form[contains(@action, 'valider')]")
    martin.send("/panier/valider", version=str(len(week[:4])))
    assert states(town.lea) == []


def test_a_withdrawal_before_the_night_settles_what_is_left(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week[:3])
    validate(martin)
    take_back(martin, Movement.get().id)
    assert sum(shares()) == 4900 and len(shares()) == 2
    assert rules() == {f"Forfait 2{NBSP}jours de la semaine{NBSP}: 49,00{NBSP}€"}


def test_a_number_that_only_a_withdrawal_makes_costs_the_next_package(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week)
    validate(martin)
    take_back(martin, Movement.get().id)
    assert sum(shares()) == 11200 and len(shares()) == 4
    said = f"Forfait 5{NBSP}jours de la semaine, pour 4{NBSP}jours{NBSP}: 112,00{NBSP}€"
    assert rules() == {said}


def test_a_cancellation_asked_does_not_count(
    town: Town, martin: Client, week: list[date], clock: Clock
) -> None:
    ask(martin, town, week[:3])
    validate(martin)
    pass_night(town, clock.now)
    ask(martin, town, week[:1], "free")
    page = martin.page("/panier")
    assert f"Forfait 2{NBSP}jours de la semaine{NBSP}: 49,00{NBSP}€" in page.text
    assert f"\u2212{NBSP}18,00{NBSP}€" in page.text
    validate(martin)
    assert shares() == [2450, 2450]
    ask(martin, town, week[:1])
    validate(martin)
    assert shares() == [2234, 2233, 2233]
    ask(martin, town, week[:1], "free")
    validate(martin)
    pass_night(town, clock.now)
    assert shares() == [2450, 2450]


def test_what_the_night_refuses_leaves_a_smaller_package(
    town: Town, martin: Client, week: list[date], clock: Clock
) -> None:
    ask(martin, town, week[:3])
    validate(martin)
    Enrolment.update(last_day=week[1]).where(Enrolment.activity == town.matin).execute()
    pass_night(town, clock.now)
    assert shares() == [2450, 2450]


def test_a_promotion_makes_a_greater_one(
    town: Town, martin: Client, week: list[date], clock: Clock
) -> None:
    ask(martin, town, week[:2])
    validate(martin)
    third = town.open_day(town.matin, week[2])
    waits = a_booking(town.lea, town.martin, third, "waiting")
    OpenDay.update(capacity=9).where(OpenDay.id == third.id).execute()
    pass_night(town, clock.now)
    assert shares() == [2234, 2233, 2233]
    assert Movement.get(Movement.booking == waits, Movement.kind == "promote").cents == 2233


def test_what_remains_due_still_counts(
    town: Town, martin: Client, week: list[date], clock: Clock
) -> None:
    """Cancelled too late, at half its price: three days are still three."""
    prices = {"tarif": [FRANS], "forfait": "semaine"}
    rule(town.matin, prix=prices, annuler="jamais", annuler_apres="facturé", retenue="50 %")
    ask(martin, town, week[:3])
    validate(martin)
    pass_night(town, clock.now)
    ask(martin, town, week[:1], "free")
    validate(martin)
    assert json.loads(Movement.get(Movement.kind == "cancel").facts) == {"due": 1117}
    assert sum(shares()) == 6700 - 1117
    pass_night(town, clock.now)
    assert sum(shares()) == 6700 - 1117


def test_a_price_per_day_that_depends_on_their_number(
    town: Town, martin: Client, week: list[date]
) -> None:
    rule(town.matin, prix=DAILY)
    page = calendar(martin, town, town.matin)
    assert f"prix par jour par semaine{NBSP}: 1 à 3{NBSP}jours 10,00{NBSP}€, 4 à 7" in page.text
    ask(martin, town, week[:3])
    validate(martin)
    assert shares() == [1000, 1000, 1000]
    told = ask(martin, town, week[3:4])
    assert f"Tarif pour 4{NBSP}jours de la semaine{NBSP}: 8,00{NBSP}€ par jour." in told
    assert f"1{NBSP}demande · 2,00{NBSP}€" in told
    validate(martin)
    assert shares() == [800] * 4


def test_a_page_costs_no_more_statements_for_more_days(
    town: Town, martin: Client, week: list[date]
) -> None:
    ask(martin, town, week[:2])
    with statements() as two:
        martin.page("/panier")
    ask(martin, town, week)
    with statements() as five:
        martin.page("/panier")
    assert len(two) == len(five) <= 9


def test_other_activities_pass_by(town: Town, martin: Client) -> None:
    with statements() as seen:
        click(martin, town, town.matin)
    assert not [sql for sql in seen if "price_rule" in sql or "reason_code = 'charged'" in sql]
