"""A family in debit is kept out of booking, told why and how to pay (S17)."""

import pytest

from tests.http.booking import address, click, validate
from tests.support.client import Client
from tests.town import Town
from tests.world import a_booking, money
from webapp.activities.models import OpenDay
from webapp.booking.models import Booking
from webapp.structures.models import Structure
from webapp.wallets.models import Wallet

pytestmark = pytest.mark.both_engines
SAID = "Votre compte est débiteur de 12,45\u00a0€"


@pytest.fixture
def purse(town: Town) -> Wallet:
    found: Wallet = Wallet.get(Wallet.code == "loisirs")
    return found


@pytest.fixture
def owing(town: Town, purse: Wallet) -> Wallet:
    """The wallet in which the Martins owe 12,45 €."""
    money(town.martin, purse, -1245)
    return purse


def test_the_calendar_says_why_and_leads_to_the_payment(
    town: Town, owing: Wallet, martin: Client, benali: Client
) -> None:
    for activity in (town.matin, "toutes"):
        page = martin.page(address(town, activity))
        note = page.one("//main//div[contains(@class, 'warn')]")
        assert SAID in note.text_content()
        assert note.xpath(".//a/@href") == ["/soldes#paiement"]
    assert "débiteur" not in benali.page("/reservations").text
    assert SAID in martin.page("/soldes").text


def test_a_month_without_days_says_it_too(town: Town, owing: Wallet, martin: Client) -> None:
    OpenDay.delete().execute()
    assert SAID in martin.page("/reservations").text


def test_a_click_is_refused_with_the_reason(town: Town, owing: Wallet, martin: Client) -> None:
    for want in ("booked", "waiting"):
        assert "votre compte est débiteur de 12,45" in click(martin, town, town.matin, want).text
    assert "Rien n’est à valider" in martin.page("/panier").text


def test_what_is_booked_stays_in_sight_and_can_be_cancelled(
    town: Town, owing: Wallet, martin: Client
) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    cell = martin.page(address(town, town.matin)).id(f"j-{town.days[0]}")
    assert "réservé" in cell.text_content()
    click(martin, town, town.matin, "free")
    validate(martin)
    assert "Annulation" in martin.page("/suivi").text


def test_both_validations_refuse_what_was_asked_before_the_debit(
    town: Town, purse: Wallet, martin: Client
) -> None:
    click(martin, town, town.matin)
    recap = martin.page("/panier")
    money(town.martin, purse, -1245)
    assert SAID in martin.page("/panier").text
    done = martin.submit(recap.form("/panier/valider"))
    assert SAID in done.text
    assert Booking.select().count() == 0


def test_a_payment_opens_booking_at_once(town: Town, owing: Wallet, martin: Client) -> None:
    click(martin, town, town.matin)
    money(town.martin, owing, 1245, kind="payment")
    assert "débiteur" not in martin.page(address(town, town.matin)).text
    click(martin, town, town.matin)
    validate(martin)
    assert Booking.get().state == "booked"


@pytest.mark.parametrize(
    ("scope", "limit", "closed"),
    [("sum", 0, False), ("any", 0, True), ("any", 1245, False), ("never", 0, False)],
)
def test_the_structure_says_what_counts(
    town: Town, owing: Wallet, martin: Client, scope: str, limit: int, closed: bool
) -> None:
    money(town.martin, Wallet.get(Wallet.code == "repas"), 5000)
    Structure.update(debit_scope=scope, debit_limit=limit).execute()
    page = martin.page(address(town, town.matin))
    assert ("est débiteur de" in page.text) == closed
