"""The cashier's desk: money in, corrections, nothing twice, nothing edited."""

import pytest

from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_structure
from webapp.audit.models import AuditEvent
from webapp.billing.models import Consumption, Payment
from webapp.billing.verification import differences
from webapp.families.models import Family, Membership
from webapp.wallets.models import Balance, LedgerEntry, Wallet

PATH = "/admin/regie"


def at_desk(agent: Client, town: Town, **fields: str) -> Page:
    page = agent.page(PATH, query_string={"famille": town.martin.code})
    typed = {"montant": "45,50", "moyen": "espèces", **fields}
    return agent.submit(page.form(PATH), **typed)


def balance(town: Town) -> int:
    found = Balance.get_or_none(Balance.family == town.martin)
    return found.cents if found else 0


def test_a_payment_is_entered_and_credited(agent: Client, town: Town) -> None:
    page = at_desk(agent, town, moyen="chèque", numero="0012345", payeur="Anne Martin")
    assert "Enregistré\u00a0: 45,50\u00a0€ de" in page.text
    payment = Payment.get()
    assert (payment.cents, payment.means, payment.number) == (4550, "chèque", "0012345")
    assert balance(town) == 4550
    assert LedgerEntry.get().author
    assert differences() == []
    assert AuditEvent.select().where(AuditEvent.action == "payment.taken").count() == 1


def test_sent_twice_it_is_entered_once(agent: Client, town: Town) -> None:
    form = agent.page(PATH, query_string={"famille": town.martin.code}).form(PATH)
    for _ in range(2):
        page = agent.submit(form, montant="10", moyen="espèces")
    assert "Déjà enregistré" in page.text
    assert (Payment.select().count(), balance(town)) == (1, 1000)


def test_what_is_wrong_is_said_and_kept(agent: Client, town: Town) -> None:
    page = agent.page(PATH, query_string={"famille": town.martin.code})
    form = page.form(PATH)
    for montant in ("", "douze", "-5", "0", "10000,01", "1,234"):
        wrong = agent.submit(form, status=422, montant=montant, moyen="chèque", payeur="")
        assert "Un montant en euros" in str(wrong.id("montant-err").text_content())
        assert "numéro du chèque" in str(wrong.id("numero-err").text_content())
        assert wrong.id("payeur-err") is not None
    assert Payment.select().count() == 0


def test_the_wallet_of_another_town_is_not_found(agent: Client, town: Town) -> None:
    other = Wallet.create(structure=a_structure("ailleurs", "Ailleurs"), code="x", name="X")
    form = agent.page(PATH, query_string={"famille": town.martin.code}).form(PATH)
    fields = {**form.fields, "montant": "10", "moyen": "espèces", "porte_monnaie": str(other.id)}
    fields.pop("csrf_token")
    assert agent.send(PATH, **fields).status_code == 404
    assert Payment.select().count() == 0


def test_families_are_found_by_name_and_chosen(agent: Client, town: Town) -> None:
    twin = Family.create(code="F77", name=f"{town.martin.name}ez")
    Membership.create(family=twin, structure=town.structure)
    page = agent.page(PATH, query_string={"famille": town.martin.name.lower()[:4]})
    assert "F77" in page.text
    assert "Aucune famille" in agent.page(PATH, query_string={"famille": "Zzz%"}).text


def test_a_payment_is_taken_back_once_with_its_reason(agent: Client, town: Town) -> None:
    page = at_desk(agent, town)
    path = f"{PATH}/{Payment.get().id}/annuler"
    assert "Dites pourquoi" in agent.submit(page.form(path), raison=" ").text
    agent.submit(page.form(path), raison="mauvaise famille")
    agent.submit(page.form(path), raison="mauvaise famille")
    assert [p.cents for p in Payment.select().order_by(Payment.id)] == [4550, -4550]
    assert balance(town) == 0
    assert differences() == []
    assert agent.send(f"{PATH}/999/annuler", raison="x").status_code == 404


@pytest.mark.parametrize("code", ["cb-261127ABCDEFGHJKMN-1", "2026-0042", "annule:7"])
def test_only_what_the_desk_has_entered_is_taken_back(agent: Client, town: Town, code: str) -> None:
    """Money paid by card is at the bank, an imported payment in another software."""
    payment = Payment.create(
        code=code, family=town.martin, wallet=town.matin.wallet, day="2026-11-27", label="x",
        means="CB", payer="Anne Martin", cents=4550,
    )  # fmt: skip
    response = agent.send(f"{PATH}/{payment.id}/annuler", raison="demandé par la famille")
    assert response.status_code == 303
    assert "n’a pas été saisi au guichet" in agent.page(PATH).text
    assert (Payment.select().count(), balance(town)) == (1, 0)
    assert AuditEvent.select().where(AuditEvent.action == "payment.taken_back").count() == 0


def test_corrections_are_entries_with_a_reason(agent: Client, town: Town) -> None:
    path = f"{PATH}/familles/{town.martin.id}"
    form = agent.page(path).form(path)
    agent.submit(form, status=422, press=("sens", "credit"), montant="5", raison="")
    page = agent.submit(form, press=("sens", "debit"), montant="5", raison="repas offert deux fois")
    agent.submit(form, press=("sens", "debit"), montant="5", raison="repas offert deux fois")
    assert "repas offert deux fois" in page.text
    assert balance(town) == -500
    assert differences() == []
    assert agent.get(f"{PATH}/familles/999").status_code == 404


def test_the_statement_adds_up_what_came_in(agent: Client, town: Town) -> None:
    for means, number in (("espèces", ""), ("chèque", "7"), ("chèque", "8")):
        at_desk(agent, town, moyen=means, numero=number, montant="10")
    page = agent.page(f"{PATH}/releve")
    cells = [str(found.text_content()) for found in page.all("//tfoot//td")]
    assert cells[:2] == ["3", "30,00"]
    sheet = agent.get(f"{PATH}/releve.csv").get_data(as_text=True)
    assert sheet.count("Règlement au guichet") == 3
    assert sheet.rstrip().endswith("30,00")
    assert agent.get(f"{PATH}/releve.pdf").data.startswith(b"%PDF")
    assert agent.get(f"{PATH}/releve.xlsx").data.startswith(b"PK")


def test_what_was_consumed_is_taken_away_too(agent: Client, town: Town) -> None:
    day, cells = "2026-11-02", "02/11/2026;{};{};Léa Martin;Matin;;2;-5,00"
    Consumption.create(
        code="c", family=town.martin, child=town.lea, activity=town.matin, day=day, quantity=2,
        cents=-500,
    )  # fmt: skip
    page = agent.page(f"{PATH}/releve")
    links = page.all("//a[contains(@href, 'consommations.')]/@href")
    assert [link.partition("?")[0][-4:] for link in links] == ["xlsx", ".csv"]
    assert cells.format(town.martin.code, town.martin.name) in agent.get(links[1]).text
    assert agent.get(links[0]).data.startswith(b"PK")
    today = agent.page(page.one("//a[text()='Aujourd’hui']/@href"))
    assert "Aucune sur cette période" in today.text


def test_a_statement_needs_two_days_in_order(agent: Client, town: Town) -> None:
    spelt = [("20261101", "2026-11-30"), ("2026-11-01", "2026-W48-1"), ("٢٠٢٦-11-01", "2026-12-01")]
    wrong = [("x", "2026-01-01"), ("2026-02-01", "2026-01-01"), ("2020-01-01", "2026-01-01")]
    for first, last in [*wrong, *spelt]:
        asked = {"du": first, "au": last}
        assert agent.page(f"{PATH}/releve", query_string=asked, status=422).id("du-err") is not None
        assert agent.get(f"{PATH}/releve.csv", query_string=asked).status_code == 404
