"""« Attestations fiscales »: care paid in a year, by payer and child, meals apart."""

from datetime import date

import pytest

from tests.http.test_till import at_desk
from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from webapp.activities.models import Activity
from webapp.billing.models import Payment
from webapp.billing.operations import Charge, charge
from webapp.database import write_transaction
from webapp.families.models import Child

pytestmark = pytest.mark.both_engines
PATH = "/reglements/attestations"
NOW = 1_795_768_200


@pytest.fixture
def spent(town: Town, agent: Client) -> Town:
    """Léa (4) and Tom (8) were looked after for 20 € each with a meal of 3,80 €, Léa ate for 5 €;
    their mother paid 45 € at the desk for the care."""
    Activity.update(care=True, meal_cents=380).where(Activity.id == town.matin.id).execute()
    Child.update(birth_day=date(2022, 5, 1)).where(Child.id == town.lea.id).execute()
    Child.update(birth_day=date(2018, 5, 1)).where(Child.id == town.tom.id).execute()
    days = [(town.lea, town.matin, 2000), (town.tom, town.matin, 2000), (town.lea, town.repas, 500)]
    charges = [
        Charge(town.martin.id, child.id, activity.id, activity.wallet_id, "2026-11-02", cents,
               "booking", number, activity.name)
        for number, (child, activity, cents) in enumerate(days)
    ]  # fmt: skip
    with write_transaction():
        charge(charges, NOW)
    at_desk(
        agent, town, montant="45", payeur="Anne Martin", porte_monnaie=str(town.matin.wallet_id)
    )
    return town


def cells(page: Page) -> list[list[str]]:
    return [[str(cell.text_content()) for cell in row] for row in page.all("//tbody/tr")]


def test_a_parent_takes_the_certificate_of_a_year(spent: Town, martin: Client) -> None:
    page = martin.page(PATH)
    [[year, payer, care, _]] = cells(page)
    assert (year, payer, care) == ("2026 (en cours)", "Anne Martin", "Garde 16,20")
    link = page.one("//table//a/@href")
    paper = martin.page(link)
    assert paper.h1 == "Attestation de frais de garde 2026"
    assert cells(paper) == [["Léa Martin", "01/05/2022", "16,20", "3,80"]]
    assert "Tom Martin (naissance le 1er mai 2018)" in paper.text and "3\u202f500" in paper.text
    assert "Provisoire" in paper.text
    file = martin.get(paper.one("//a[contains(@href, '.pdf')]/@href"))
    assert file.data.startswith(b"%PDF")
    assert martin.get(link.replace("Anne", "Paul")).status_code == 404
    assert martin.get(link.replace("2026", "2025")).status_code == 404


def test_the_cashier_prints_it_too(spent: Town, agent: Client, benali: Client) -> None:
    accounts = agent.page(f"/admin/regie/familles/{spent.martin.id}")
    page = agent.page(accounts.one("//a[contains(., 'Attestations')]/@href"))
    paper = agent.page(page.one("//table//a/@href"))
    assert cells(paper) == [["Léa Martin", "01/05/2022", "16,20", "3,80"]]
    assert agent.get(paper.one("//a[contains(@href, '.pdf')]/@href")).data.startswith(b"%PDF")
    assert cells(benali.page(PATH)) == []


def test_what_was_given_back_or_taken_back_was_not_paid(
    spent: Town, agent: Client, martin: Client
) -> None:
    back = Charge(
        spent.martin.id, spent.lea.id, spent.matin.id, spent.matin.wallet_id, "2026-11-02", -1000,
        "absence", 9, "Absence",
    )  # fmt: skip
    with write_transaction():
        charge([back], NOW)
    assert cells(martin.page(PATH))[0][2] == "Garde 6,20"
    path = f"/admin/regie/{Payment.get().id}/annuler"
    agent.submit(agent.page("/admin/regie").form(path), raison="chèque sans provision")
    assert cells(martin.page(PATH)) == []
