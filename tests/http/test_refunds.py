"""Refunds: asked on « Soldes », decided once by the cashier, entered as a payment the other way."""

from collections.abc import Callable

import pytest

from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, money
from webapp.audit.models import AuditEvent
from webapp.billing.models import Payment
from webapp.billing.refunds.models import Refund
from webapp.billing.verification import differences
from webapp.mail.models import OutboxMail
from webapp.wallets.models import Balance, Wallet

pytestmark = pytest.mark.both_engines
PATH = "/soldes/remboursements"
DESK = "/admin/regie/remboursements"


@pytest.fixture
def purse(town: Town) -> Wallet:
    """50 € in the wallet of leisure."""
    wallet = Wallet.get(Wallet.code == "loisirs")
    money(town.martin, wallet, 5000)
    return wallet


def ask(martin: Client, somme: str = "30", raison: str = "Nous déménageons", **more: int) -> Page:
    return martin.submit(martin.page("/soldes").form(PATH), somme=somme, raison=raison, **more)


def decide(agent: Client, how: str = "accorder", **typed: str) -> Page:
    path = f"{DESK}/{Refund.get().id}/{how}"
    typed = {"moyen": "virement", "numero": "VIR 12", **typed} if how == "accorder" else typed
    return agent.submit(agent.page(DESK).form(path), **typed)


def balance() -> int:
    return int(Balance.get().cents)


def test_a_parent_asks_once_and_reads_what_becomes_of_it(
    town: Town, purse: Wallet, martin: Client
) -> None:
    form = martin.page("/soldes").form(PATH)
    page = martin.submit(form, somme="30", raison="Nous déménageons")
    assert "envoyée au service" in page.text and "en attente de réponse" in page.text
    again = martin.submit(form, somme="30", raison="Nous déménageons")
    assert "déjà en attente" in again.text
    assert [(r.cents, r.state, r.author) for r in Refund.select()] == [
        (3000, "asked", town.martin_account.first_name + " " + town.martin_account.last_name)
    ]
    assert balance() == 5000


def test_it_is_withdrawn_and_may_be_asked_again(
    town: Town, purse: Wallet, martin: Client, benali: Client
) -> None:
    ask(martin)
    path = f"{PATH}/{Refund.get().id}/retirer"
    form = martin.page("/soldes").form(path)
    assert benali.send(path).status_code == 404
    assert "est retirée" in martin.submit(form).text
    assert "n’attend plus" in martin.submit(form).text
    ask(martin, "20")
    assert [(r.cents, r.state) for r in Refund.select().order_by(Refund.id)] == [
        (3000, "withdrawn"), (2000, "asked")
    ]  # fmt: skip


@pytest.mark.parametrize("somme", ["", "0", "50,01", "beaucoup", "-5"])
def test_what_is_wrong_is_said_and_kept(
    town: Town, purse: Wallet, martin: Client, somme: str
) -> None:
    form = martin.page("/soldes").form(PATH)
    page = martin.submit(form, status=422, somme=somme, raison="")
    assert page.id("somme-err") is not None and page.id("raison-err") is not None
    assert page.form(PATH).fields["somme"] == somme
    assert Refund.select().count() == 0


def test_nobody_asks_for_what_is_not_there(town: Town, martin: Client, purse: Wallet) -> None:
    form = martin.page("/soldes").form(PATH)
    for wallet in Wallet.select().where(Wallet.id != purse.id):
        wrong = {**form.fields, "porte_monnaie": str(wallet.id), "somme": "5", "raison": "x"}
        wrong.pop("csrf_token")
        assert martin.send(PATH, **wrong).status_code in (303, 404)
    money(town.martin, purse, -5000)
    assert "somme" not in martin.page("/soldes").text
    assert "n’a plus ce crédit" in martin.submit(form, somme="5", raison="x").text
    assert Refund.select().count() == 0


def test_what_is_accepted_leaves_the_wallet_once(
    town: Town, purse: Wallet, martin: Client, agent: Client
) -> None:
    ask(martin)
    form = agent.page(DESK).form(f"{DESK}/{Refund.get().id}/accorder")
    page = agent.submit(form, moyen="virement", numero="VIR 12")
    assert "30,00\u00a0€ remboursés" in page.text
    assert "n’attend plus" in agent.submit(form, moyen="virement", numero="VIR 12").text
    assert balance() == 2000 and differences() == []
    paid = Payment.get()
    assert (paid.cents, paid.means, paid.number) == (-3000, "virement", "VIR 12")
    assert AuditEvent.select().where(AuditEvent.action == "refund.accepted").count() == 1
    [mail] = OutboxMail.select().where(OutboxMail.template == "refund")
    assert mail.to_address == town.martin_account.email and "30,00" in mail.context
    assert "acceptée" in martin.page("/soldes").text
    Refund.update(given=2999).execute()
    assert [found.kind for found in differences()] == ["remboursement"]
    assert "−\u00a030,00" in martin.page("/reglements").text


def test_the_cashier_gives_less_but_never_more_than_the_balance(
    town: Town, purse: Wallet, martin: Client, agent: Client
) -> None:
    ask(martin)
    money(town.martin, purse, -4000)
    page = agent.page(DESK)
    path = f"{DESK}/{Refund.get().id}/accorder"
    form = page.form(path)
    assert form.fields["somme"] == "10,00"
    wrong = agent.submit(form, status=422, somme="10,01", moyen="chèque", numero="")
    told = [str(each.text_content()) for each in wrong.all("//span[@class='err']")]
    assert any("jusqu’à 10,00" in each for each in told) and len(told) == 2
    agent.submit(form, somme="10", moyen="espèces", numero="")
    assert (balance(), Refund.get().given) == (0, 1000)


def test_the_cashier_reads_what_bookings_will_take(
    town: Town, purse: Wallet, martin: Client, agent: Client
) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    a_booking(town.ines, town.benali, town.open_day(town.matin, town.days[1]))
    ask(martin)
    told = "50,00\u00a0€ aujourd’hui, 35,15\u00a0€ après ses réservations à venir"
    assert told in agent.page(DESK).text


def test_a_refusal_says_why(town: Town, purse: Wallet, martin: Client, agent: Client) -> None:
    ask(martin)
    form = agent.page(DESK).form(f"{DESK}/{Refund.get().id}/refuser")
    wrong = agent.submit(form, status=422, reponse=" ")
    assert "Dites au parent pourquoi" in wrong.text
    assert "est refusée" in agent.submit(form, reponse="Des réservations restent à payer.").text
    assert "Des réservations restent à payer." in martin.page("/soldes").text
    assert OutboxMail.get(OutboxMail.template == "refund").context.count("Des réservations") == 1
    assert balance() == 5000 and not Payment.select().exists()
    assert decided_too_late(agent, form) == 5000


def decided_too_late(agent: Client, form: object) -> int:
    path = f"{DESK}/{Refund.get().id}/accorder"
    assert agent.send(path, somme="30", moyen="virement").status_code == 303
    assert agent.send(f"{DESK}/999/accorder", somme="30").status_code == 404
    return balance()


def test_who_may_not_decide_reads(
    town: Town, purse: Wallet, martin: Client, new_client: Callable[[str], Client]
) -> None:
    ask(martin)
    from webapp.accounts.models import Account

    Account.update(role="secretary").where(Account.id == town.agent.id).execute()
    clerk = new_client(town.agent.login)
    assert "Nous déménageons" in clerk.page(DESK).text
    assert clerk.send(f"{DESK}/{Refund.get().id}/accorder", somme="5").status_code == 403
