"""« Familles »: found by a few letters, accents and typing errors forgiven; the sheet of one."""

import pytest

from tests.support.client import Client
from tests.support.engines import statements
from tests.town import Town
from tests.world import a_booking, a_child, a_family, an_account
from webapp.accounts.models import Account
from webapp.database import execute, row, rows, write_transaction
from webapp.families.operations import index, index_account, index_anew
from webapp.families.rules import near, words_of


@pytest.fixture(autouse=True)
def found_by(town: Town) -> None:
    index_anew()


def found(agent: Client, asked: str) -> list[str]:
    page = agent.page("/admin/familles", query_string={"q": asked})
    return [str(link.text_content()) for link in page.all("//tbody//th/a")]


def test_a_typing_error_leaves_a_stem_in_common() -> None:
    for wrong in ("martni", "marin", "maartin", "mortin", "artin"):
        assert near("martin") & near(wrong), wrong
    assert not near("martin") & near("benali")
    assert not near("léa") and not near("75012")
    assert words_of("Cœur d’Hélène-2") == {"coeur", "d", "helene", "2"}


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "asked", ["mar", "MARTIN", "lé", "lea mart", "martni", "Mértin", "maartin"]
)
def test_a_family_is_found(agent: Client, town: Town, asked: str) -> None:
    assert found(agent, asked) == [town.martin.name]


@pytest.mark.both_engines
def test_by_number_identifiant_and_mail(agent: Client, town: Town) -> None:
    family = a_family("Zoubir", town.structure)
    execute("UPDATE family SET code = 'F-90210' WHERE id = ?", family.id)
    an_account("zoubir.k", family, email="karim.zoubir@example.org")
    index([family.id])
    for asked in ("90210", "F-90210", "zoubir.k", "karim.zoubir@example.org"):
        assert found(agent, asked) == ["Zoubir"], asked


def test_nothing_is_said_when_nothing_fits(agent: Client) -> None:
    assert found(agent, "xqwz") == [] and found(agent, "m") == [] and found(agent, "%_'") == []
    assert "Aucune famille ne correspond" in agent.page("/admin/familles?q=xqwz").text


def test_a_new_address_is_found_and_the_old_no_more(agent: Client, town: Town) -> None:
    account = Account.get(Account.login == "martin")
    with write_transaction():
        execute("UPDATE account SET email = 'neuve@ailleurs.example' WHERE id = ?", account.id)
        index_account(account.id)
    assert found(agent, "neuve ailleurs") == [town.martin.name]
    with write_transaction():
        execute("UPDATE account SET email = 'autre@ailleurs.example' WHERE id = ?", account.id)
        index_account(account.id)
    assert found(agent, "neuve@ailleurs.example") == []


@pytest.mark.both_engines
def test_built_anew_it_is_the_same(town: Town) -> None:
    kept = "SELECT family_id, near, word FROM family_word ORDER BY family_id, near, word"
    before = rows(kept)
    assert before
    with write_transaction():
        assert index() == 0
    index_anew()
    assert rows(kept) == before


def test_the_sheet_tells_all_and_its_reading_is_logged(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin, town.days[0]))
    page = agent.page(f"/admin/familles/{town.martin.id}")
    for said in (town.martin.code, "Léa", "Tom", "martin", town.matin.name, "Aucun quotient"):
        assert said in page.text, said
    assert row("SELECT action, family_id FROM audit_event ORDER BY id DESC LIMIT 1") == (
        "family.seen",
        town.martin.id,
    )
    agent.page("/admin/familles/999999", 404)


def test_many_bookings_come_by_pages_in_ten_statements(agent: Client, town: Town) -> None:
    for number in range(25):
        child = a_child(f"Enfant{number}", town.martin)
        a_booking(child, town.martin, town.open_day(town.repas, town.days[number % len(town.days)]))
    address = f"/admin/familles/{town.martin.id}"
    with statements() as seen:
        page = agent.page(address)
    assert len(seen) <= 10, seen
    shown = len(page.all("//section[@id='reservations']//tbody/tr"))
    third = agent.page(f"{address}?reservations=3")
    assert (shown, len(third.all("//section[@id='reservations']//tbody/tr"))) == (10, 5)
