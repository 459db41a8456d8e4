"""Which month is shown, and where its arrows lead."""

import calendar as gregorian
from datetime import date

import pytest

from tests.http.booking import calendar
from tests.support.client import Client
from tests.town import Town
from tests.world import (
    an_activity,
    enrol,
    open_days,
    terms,
)
from webapp.activities.models import Enrolment
from webapp.wallets.models import Wallet


def test_a_month_shows_all_its_days_once(town: Town, martin: Client) -> None:
    page = calendar(martin, town, town.matin)
    shown = [square.get("data-date") for square in page.all("//table//td[@data-date]")]
    days = gregorian.monthrange(2026, 12)[1]
    assert shown == [f"2026-12-{day:02}" for day in range(1, days + 1)]


def _far_activity(town: Town) -> str:
    far = an_activity("Étude", Wallet.get(), "evening", terms=terms(), position=9)
    open_days(far, [date(2026, 11, 5), date(2026, 12, 9), date(2027, 2, 3)])
    enrol(town.lea, far)
    return str(far.id)


def _arrows(martin: Client, town: Town, activity: str, month: str) -> list[str]:
    page = martin.page(f"/reservations?enfant={town.lea.id}&activite={activity}&mois={month}")
    links = page.all("//div[contains(@class, 'pager')]//a/@href")
    return [link.partition("mois=")[2] for link in links]


@pytest.mark.parametrize(
    ("month", "arrows"),
    [
        ("2026-11", ["2026-12"]),
        ("2026-12", ["2026-11", "2027-01"]),
        ("2027-01", ["2026-12", "2027-02"]),
        ("2027-02", ["2027-01"]),
        ("1999-01", ["2026-12"]),
        ("9999-12", ["2027-01"]),
    ],
)
def test_arrows_lead_from_the_first_to_the_last_day_that_exists(
    town: Town, martin: Client, month: str, arrows: list[str]
) -> None:
    assert _arrows(martin, town, _far_activity(town), month) == arrows


def test_the_month_of_the_next_day_that_can_be_booked_comes_first(
    town: Town, martin: Client
) -> None:
    page = martin.page(f"/reservations?enfant={town.lea.id}&activite={town.matin.id}")
    assert page.id("mois").text_content() == "Décembre 2026"
    far = _far_activity(town)
    Enrolment.update(first_day=date(2027, 1, 1)).execute()
    page = martin.page(f"/reservations?enfant={town.lea.id}&activite={far}")
    assert page.id("mois").text_content() == "Février 2027"


def test_a_day_in_the_address_shows_its_month(town: Town, martin: Client) -> None:
    far = _far_activity(town)
    for activity in (far, "toutes"):
        page = martin.page(
            f"/reservations?enfant={town.lea.id}&activite={activity}&jour=2027-02-03"
        )
        assert page.id("mois").text_content() == "Février 2027"
    assert "Rien n’est ouvert ce jour-là." not in page.text
