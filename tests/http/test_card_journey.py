"""Mme Martin pays by card, at the sandbox bank, and comes back."""

from tests.http.cards import asked, balances, credited, path_of, state, verdicts
from tests.support.banks import Bank, buttons
from tests.support.client import HTMX, Client
from tests.support.waiting import until
from tests.town import Town
from tests.world import money
from webapp.accounts.models import Account
from webapp.billing.cards.models import CardPayment, CardPaymentLine
from webapp.billing.models import Payment
from webapp.wallets.models import CashierOffice, LedgerEntry


def _status(client: Client) -> str:
    """Where the return page of the only payment stands."""
    return client.page(f"/paiement/{CardPayment.get().reference}/retour").text


def test_the_amount_due_is_proposed_and_paid(
    bank: Bank, office: CashierOffice, town: Town, martin: Client
) -> None:
    recap = asked(martin)
    assert recap.h1 == "Paiement"
    assert "Régie enfance, CarteVille" in recap.text
    assert "18,25" in recap.text
    assert "aucun argent ne circule" in recap.text
    assert state() == "started", "committed before she leaves"
    window = bank.visit(recap)
    assert "Banque d’essai\u00a0: aucun argent ne circule" in window.text
    assert buttons(window)[:3] == ["Payer", "Refuser", "Abandonner"]
    page = martin.page(window.back("payer"))
    assert bank.door.statuses == [200]
    assert page.h1 == "Votre paiement"
    assert "Paiement confirmé" in page.text
    assert balances(town)["Loisirs"] == 0
    [payment] = Payment.select()
    assert (payment.means, payment.cents, payment.payer) == ("CB", 1825, "Camille Martin")
    assert (payment.number, payment.wallet.name) == ("…0055", "Loisirs")
    assert LedgerEntry.get(LedgerEntry.source == payment.code).cents == 1825
    assert verdicts() == ["paid", "duplicate"]


def test_more_may_be_paid_into_several_wallets(
    bank: Bank, office: CashierOffice, town: Town, martin: Client
) -> None:
    first, second = [f"montant-{wallet.id}" for wallet in office.wallets]
    recap = asked(martin, **{first: "40", second: " 12,5 € "})
    martin.page(bank.visit(recap).back("payer"))
    assert balances(town) == {"Loisirs": 2175, "Restauration": 1250}
    assert sorted(payment.cents for payment in Payment.select()) == [1250, 4000]


def test_what_the_bank_refuses_credits_nothing_and_can_be_tried_again(
    bank: Bank, office: CashierOffice, town: Town, martin: Client
) -> None:
    page = martin.page(bank.visit(asked(martin)).back("refuser"))
    assert "refusé par la banque" in page.text
    assert (state(), credited()) == ("refused", 0)
    recap = martin.submit(page.form("/paiement"))
    assert "18,25" in recap.text
    assert "Paiement confirmé" in martin.page(bank.visit(recap).back("payer")).text
    assert credited() == 1825


def test_leaving_the_bank_without_paying_is_told_kindly(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    page = martin.page(bank.visit(asked(martin)).back("abandonner"))
    assert "Paiement abandonné" in page.text
    assert "rien n’a été débité" in page.text
    assert (state(), credited()) == ("abandoned", 0)


def test_coming_back_before_the_bank_has_written(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    page = martin.page(bank.visit(asked(martin)).back("payer", notification="late"))
    assert "en cours de confirmation" in page.text
    assert "Actualiser" in page.text
    assert credited() == 0
    until(lambda: bank.door.statuses == [200], timeout=30)
    assert "Paiement confirmé" in _status(martin)
    assert credited() == 1825


def test_never_coming_back(bank: Bank, office: CashierOffice, martin: Client) -> None:
    answer = bank.visit(asked(martin)).decide("payer", onglet="1")
    assert (answer.status_code, bank.door.statuses) == (200, [200])
    assert credited() == 1825


def test_a_notification_that_is_lost_leaves_the_truth_open(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    page = martin.page(bank.visit(asked(martin)).back("payer", notification="lost"))
    assert "en cours de confirmation" in page.text
    assert (credited(), verdicts()) == (0, [])


def test_six_notifications_credit_once(bank: Bank, office: CashierOffice, martin: Client) -> None:
    page = martin.page(bank.visit(asked(martin)).back("payer", notification="repeated"))
    assert bank.door.statuses == [200] * 6
    assert "Paiement confirmé" in page.text
    assert credited() == 1825
    assert sorted(verdicts()) == ["duplicate"] * 6 + ["paid"]


def test_a_forger_is_not_believed(bank: Bank, office: CashierOffice, martin: Client) -> None:
    page = martin.page(bank.visit(asked(martin)).back("payer", notification="forged"))
    assert bank.door.statuses == [400]
    assert "en cours de confirmation" in page.text
    assert (credited(), verdicts()) == (0, ["forged"])


def test_a_payment_that_awaits_a_hand_is_no_money(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    page = martin.page(bank.visit(asked(martin)).back("a-valider"))
    assert "en cours de confirmation" in page.text
    assert (state(), credited(), set(verdicts())) == ("started", 0, {"waiting"})


def test_an_order_that_the_parent_alters_is_refused_by_the_bank(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    [form] = asked(martin).all(f"//form[starts-with(@action, '{bank.url}')]")
    window = bank.order(dict(form.form_values()) | {"vads_amount": "100"})
    assert "signature de la demande est fausse" in window.text


def test_a_double_click_another_tab_and_back_are_one_payment(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    first, second = asked(martin), asked(martin)
    assert path_of(first) == path_of(second)
    windows = [bank.visit(first), bank.visit(second)]
    assert windows[0].url == windows[1].url
    page = martin.page(windows[0].back("payer"))
    assert "déjà terminée" in bank.visit(second).text
    assert martin.page(path_of(second)).h1 == "Votre paiement", "« back » finds the truth"
    assert martin.page(path_of(page)).h1 == "Votre paiement"
    assert (credited(), CardPayment.select().count()) == (1825, 1)


def test_the_same_amount_can_be_paid_again_later(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    due = {f"montant-{office.wallets[0].id}": "20"}
    for total in (2000, 4000):
        martin.page(bank.visit(asked(martin, **due)).back("payer"))
        assert credited() == total


def test_the_page_that_waits_asks_by_itself(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    window = bank.visit(asked(martin))
    path = f"/paiement/{CardPayment.get().reference}/retour"
    page = martin.page(path)
    assert page.one("//*[@hx-trigger='every 3s']").get("hx-get") == path
    assert martin.get(path, headers=HTMX).status_code == 204
    window.decide("payer")
    fragment = martin.get(path, headers=HTMX)
    assert fragment.status_code == 200
    assert "Paiement confirmé" in fragment.get_data(as_text=True)
    assert "hx-trigger" not in fragment.get_data(as_text=True), "there is nothing to wait for"


def test_only_the_page_that_leaves_for_the_bank_may_post_there(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    recap = asked(martin)
    assert f"form-action 'self' {bank.url};" in recap.response.headers["Content-Security-Policy"]
    for path in ("/soldes", "/paiement", f"{path_of(recap)}/retour"):
        policy = martin.get(path).headers["Content-Security-Policy"]
        assert "form-action 'self';" in policy, path


def test_an_account_without_mail_is_asked_for_one(
    bank: Bank, office: CashierOffice, town: Town, martin: Client
) -> None:
    Account.update(email="").where(Account.login == "martin").execute()
    page = martin.page("/soldes")
    wrong = martin.submit(page.form("/paiement"), 422, mail="camille@exemple")
    assert "Adresse incomplète" in wrong.text
    assert wrong.one("//input[@name='mail']").get("value") == "camille@exemple"
    recap = martin.submit(wrong.form("/paiement"), mail="camille@exemple.fr")
    assert "camille@exemple.fr" in recap.text
    assert CardPayment.get().email == "camille@exemple.fr"


def test_amounts_that_cannot_be_paid_are_told_at_their_place(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    name = f"montant-{office.wallets[0].id}"
    told = {
        "0": "Indiquez au moins un montant",
        "0,50": "pas moins de 1,00\u00a0€",
        "6000": "pas plus de 5\u202f000,00\u00a0€",
        "-5": "Un montant en euros est attendu",
        "dix": "Un montant en euros est attendu",
        "1e3": "Un montant en euros est attendu",
        "9" * 30: "Un montant en euros est attendu",
    }
    for typed, why in told.items():
        page = martin.submit(martin.page("/soldes").form("/paiement"), 422, **{name: typed})
        assert why in page.text, typed
        assert page.one(f"//input[@name='{name}']").get("value") == typed
    assert CardPayment.select().count() == 0


def test_wallets_of_another_office_cannot_be_smuggled_in(
    bank: Bank, office: CashierOffice, town: Town, martin: Client
) -> None:
    asked(martin, **{"montant-999": "50"})
    assert [line.wallet.name for line in CardPaymentLine.select()] == ["Loisirs"]
    assert martin.send("/paiement", regie="999").status_code == 404


def test_a_payment_is_nobody_elses(
    bank: Bank, office: CashierOffice, martin: Client, benali: Client
) -> None:
    recap = asked(martin)
    for path in (path_of(recap), f"{path_of(recap)}/retour"):
        assert martin.get(path).status_code == 200
        assert benali.get(path).status_code == 404
    assert benali.send(f"{path_of(recap)}/banque").status_code == 404


def test_without_an_office_the_service_is_named_instead(town: Town, martin: Client) -> None:
    money(town.martin, town.repas.wallet, -500)
    page = martin.page("/soldes")
    assert not page.all("//form[@action='/paiement']")
    assert "auprès du service" in page.text
    assert "n’est pas ouvert ici" in martin.page("/paiement").text
