"""« Soldes et Paiements »: what is in each wallet, what bookings will cost, what will be left."""

from datetime import timedelta

import pytest

from tests.http.booking import click, validate
from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, money
from webapp.billing.models import Consumption
from webapp.wallets.models import Wallet

pytestmark = pytest.mark.both_engines


@pytest.fixture
def purses(town: Town) -> dict[str, Wallet]:
    return {wallet.code: wallet for wallet in Wallet.select()}


def _lines(page: Page) -> dict[str, list[str]]:
    """The cells of each row, by its head."""
    return {
        row.xpath("th")[0].text_content(): [td.text_content() for td in row.xpath("td")]
        for row in page.all("(//table)[1]//tr[td]")
    }


def _totals(page: Page) -> list[str]:
    return [each.text_content() for each in page.all("//dl[@class='sum']//dd")]


def test_each_wallet_and_the_three_totals(
    town: Town, purses: dict[str, Wallet], martin: Client
) -> None:
    money(town.martin, purses["loisirs"], 5000)
    money(town.martin, purses["repas"], -1245)
    money(town.benali, purses["repas"], 99_900)
    for day in town.days[:2]:
        a_booking(town.lea, town.martin, town.open_day(town.matin, day))
    a_booking(town.ines, town.benali, town.open_day(town.repas))
    page = martin.page("/soldes")
    assert page.h1 == "Soldes et Paiements"
    assert _lines(page) == {
        "Loisirs": ["50,00", "29,70", "20,30"],
        "Restauration (débiteur)": ["−\u00a012,45", "0,00", "−\u00a012,45"],
        "Total": ["37,55", "29,70", "7,85"],
    }
    assert _totals(page) == ["37,55\u00a0€", "−\u00a029,70\u00a0€", "7,85\u00a0€"]


def test_a_wallet_in_credit_does_not_pay_for_another(
    town: Town, purses: dict[str, Wallet], martin: Client
) -> None:
    money(town.martin, purses["loisirs"], 5000)
    money(town.martin, purses["repas"], -1245)
    paid = martin.page("/soldes").id("paiement").text_content()
    assert "Restauration12,45" in "".join(paid.split()) and "Loisirs" not in paid


def test_the_estimate_stops_at_the_day_chosen(town: Town, martin: Client) -> None:
    for day in town.days[:3]:
        a_booking(town.lea, town.martin, town.open_day(town.matin, day))
    assert _lines(martin.page("/soldes"))["Total"][1] == "44,55"
    page = martin.page("/soldes")
    assert page.form("/soldes").fields["jusqu"] == str(town.days[2])
    page = martin.submit(page.form("/soldes"), jusqu=str(town.days[1]))
    assert _lines(page)["Total"][1] == "29,70"
    assert page.form("/soldes").fields["jusqu"] == str(town.days[1])
    typed = f"{town.days[0]:%d/%m/%Y}"
    assert _lines(martin.page(f"/soldes?jusqu={typed}"))["Total"][1] == "14,85"


@pytest.mark.parametrize("typed", ["31/02/2027", "demain", "0000-00-00", "2027-13-01"])
def test_a_day_that_is_none_is_told_and_kept(town: Town, martin: Client, typed: str) -> None:
    page = martin.page(f"/soldes?jusqu={typed}", status=422)
    assert "Cette date n’existe pas" in page.id("jusqu-err").text_content()
    assert page.form("/soldes").fields["jusqu"] == typed


def test_a_day_that_is_past_is_told(town: Town, martin: Client) -> None:
    page = martin.page(f"/soldes?jusqu={NOW.date() - timedelta(1)}", status=422)
    assert "Cette date est passée" in page.id("jusqu-err").text_content()


def test_what_is_charged_already_is_not_counted_again(town: Town, martin: Client) -> None:
    charged, imported, coming = (
        a_booking(town.lea, town.martin, town.open_day(town.matin, day)) for day in town.days[:3]
    )
    for code, booking, kind in [("a", charged, "booking"), ("b", imported, "import")]:
        Consumption.create(
            code=code, family=town.martin, child=town.lea, activity=town.matin, day=booking.day,
            cents=1485, kind=kind, booking=booking if kind == "booking" else None,
        )  # fmt: skip
    assert _lines(martin.page("/soldes"))["Total"][1] == "14,85"
    assert coming.state == "booked"


def test_a_cancellation_under_way_costs_what_remains_due(town: Town, martin: Client) -> None:
    gone, late = (
        a_booking(town.lea, town.martin, town.open_day(town.matin, day)) for day in town.days[:2]
    )
    a_movement(gone, "cancel", cents=-1485)
    a_movement(late, "cancel", cents=-985)
    assert _lines(martin.page("/soldes"))["Total"][1] == "5,00"


def test_what_is_validated_is_counted_at_once(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    assert _lines(martin.page("/soldes"))["Total"][1] == "0,00"
    validate(martin)
    assert _lines(martin.page("/soldes"))["Total"][1] == "14,85"


def test_without_a_structure_it_says_whom_to_ask(town: Town, martin: Client) -> None:
    town.martin.memberships.get().delete_instance()
    page = martin.page("/soldes")
    assert "rattachée à aucune structure" in page.text
