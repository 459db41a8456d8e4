"""What banks, and those who pretend to be one, write to us."""

import logging

import pytest
from flask import Flask

from tests.http.cards import asked, credited, message, state, verdicts
from tests.support.banks import CLIENT, KEY, SHOP
from tests.support.client import Client
from tests.town import Town
from webapp import jobs
from webapp.audit.models import AuditEvent
from webapp.billing.cards import operations
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.mail.models import OutboxMail
from webapp.wallets.models import CashierOffice

pytestmark = pytest.mark.both_engines


@pytest.fixture
def waiting(app: Flask, office: CashierOffice, martin: Client) -> CashierOffice:
    """The office; Mme Martin is at the bank with 18,25 €."""
    app.config.update(
        PAYMENT_KEYS={SHOP: KEY, CLIENT: KEY},
        PAYMENT_TEST=True,
        SANDBOX_BANK="http://127.0.0.1:9",
    )
    asked(martin)
    return office


def _write(client: Client, office: CashierOffice, fields: dict[str, str]) -> int:
    return client.post(f"/paiement/banque/{office.id}", data=fields).status_code


def test_a_proof_credits_once_however_often_it_comes(
    waiting: CashierOffice, client: Client
) -> None:
    for _ in range(3):
        assert _write(client, waiting, message()) == 200
    assert (credited(), verdicts()) == (1825, ["paid", "duplicate", "duplicate"])


@pytest.mark.parametrize("status", ["AUTHORISED", "CAPTURED"])
def test_what_is_authorised_or_captured_is_paid(
    waiting: CashierOffice, client: Client, status: str
) -> None:
    assert _write(client, waiting, message(trans_status=status)) == 200
    assert credited() == 1825


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ({"amount": "1"}, "montant"),
        ({"amount": "1825.00"}, "montant"),
        ({"currency": "840"}, "devise"),
        ({"site_id": "87654321"}, "boutique"),
        ({"ctx_mode": "PRODUCTION"}, "mode"),
        ({"operation_type": "VERIFICATION"}, "opération"),
        ({"operation_type": ""}, "opération"),
    ],
)
def test_a_signed_message_that_says_otherwise_is_refused(
    waiting: CashierOffice, client: Client, instead: dict[str, str], why: str
) -> None:
    assert _write(client, waiting, message(**instead)) == 400
    assert (state(), credited(), verdicts()) == ("started", 0, ["mismatch"])
    assert why in CardMessage.get().why


def test_a_test_message_on_a_production_shop_is_refused(
    app: Flask, waiting: CashierOffice, client: Client
) -> None:
    app.config["PAYMENT_TEST"] = False
    CashierOffice.update(mode="production").execute()
    CardPayment.update(mode="production").execute()
    assert _write(client, waiting, message()) == 400
    assert "mode" in CardMessage.get().why
    assert _write(client, waiting, message(ctx_mode="PRODUCTION")) == 200
    assert credited() == 1825


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"signature": "x"},
        {"signature": "\x00\ud800"},
        {"vads_ctx_mode": "n’importe quoi"},
        {"vads_order_id": "\x00"},
    ],
)
def test_rubbish_is_kept_and_refused(
    waiting: CashierOffice, client: Client, fields: dict[str, str]
) -> None:
    honest = {n: v for n, v in message().items() if n != "signature"}
    data = {n: v.encode("utf-8", "replace") for n, v in (honest | fields).items()} if fields else {}
    assert client.post(f"/paiement/banque/{waiting.id}", data=data).status_code == 400
    assert credited() == 0
    assert verdicts()[0] in ("unreadable", "forged")


def test_a_forged_signature_is_refused_whatever_it_says(
    waiting: CashierOffice, client: Client
) -> None:
    assert _write(client, waiting, message(key="another key altogether")) == 400
    honest = message("refused")
    altered = honest | {"vads_trans_status": "AUTHORISED", "vads_result": "00"}
    assert _write(client, waiting, altered) == 400
    assert (state(), credited(), verdicts()) == ("started", 0, ["forged", "forged"])


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("AUTHORISED_TO_VALIDATE", "started"),
        ("WAITING_AUTHORISATION", "started"),
        ("UNDER_VERIFICATION", "started"),
        ("CANCELLED", "abandoned"),
        ("EXPIRED", "expired"),
        ("REFUSED", "refused"),
        ("NOT_CREATED", "error"),
        ("SOMETHING_NEW", "error"),
        ("", "error"),
    ],
)
def test_result_00_is_not_yet_money(
    waiting: CashierOffice, client: Client, status: str, kept: str
) -> None:
    assert _write(client, waiting, message(trans_status=status)) == 200
    assert (state(), credited()) == (kept, 0)


def test_an_authorised_status_with_another_result_is_not_money(
    waiting: CashierOffice, client: Client
) -> None:
    assert _write(client, waiting, message(result="05")) == 200
    assert (state(), credited()) == ("error", 0)


@pytest.mark.parametrize("end", ["refused", "abandoned"])
def test_a_late_proof_revives_and_a_later_refusal_changes_nothing(
    waiting: CashierOffice, client: Client, end: str
) -> None:
    for told in (end, "paid", end, "paid"):
        assert _write(client, waiting, message(told)) == 200
    assert (state(), credited()) == ("paid", 1825)
    assert verdicts() == [end, "paid", "contrary", "duplicate"]


def test_a_refund_is_told_to_the_cashier_and_credits_nothing(
    waiting: CashierOffice, client: Client
) -> None:
    assert _write(client, waiting, message(operation_type="CREDIT")) == 200
    assert (state(), credited(), verdicts()) == ("started", 0, ["refund"])
    assert _write(client, waiting, message()) == 200
    assert _write(client, waiting, message(operation_type="CREDIT")) == 200
    assert (state(), credited()) == ("paid", 1825)


def test_a_second_transaction_of_one_payment_is_told_and_not_credited(
    waiting: CashierOffice, client: Client, agent: Client
) -> None:
    _write(client, waiting, message())
    assert _write(client, waiting, message(trans_uuid="another")) == 200
    assert (credited(), verdicts()) == (1825, ["paid", "second"])
    page = agent.page("/admin/paiements")
    assert "Payé une seconde fois" in page.text
    assert "1\u00a0message de la banque à examiner" in agent.page("/admin").text
    told = CardMessage.get(CardMessage.verdict == "second").id
    form = page.form(f"/admin/paiements/{told}/traite")
    page = agent.submit(form, note="virement du 30 novembre")
    assert "virement du 30 novembre" in page.text
    assert "à examiner" not in agent.page("/admin").text
    assert "déjà noté" in agent.submit(form, note="encore").text
    assert AuditEvent.select().where(AuditEvent.action == "message.handled").count() == 1
    for unmarked in (told - 1, 999):
        assert agent.send(f"/admin/paiements/{unmarked}/traite").status_code == 404


def test_a_payment_that_we_do_not_know_is_answered_and_kept(
    waiting: CashierOffice, client: Client, agent: Client
) -> None:
    assert _write(client, waiting, message(order_id="NOBODYS")) == 200
    assert verdicts() == ["unknown"]
    assert CardMessage.get().payment is None
    assert "NOBODYS" in CardMessage.get().text
    assert "Paiement inconnu" in agent.page("/admin/paiements").text


@pytest.mark.parametrize("name", ["", "x" * 10_000, "1' OR '1'='1"])
def test_a_name_that_is_none_is_a_payment_that_we_do_not_know(
    waiting: CashierOffice, client: Client, name: str
) -> None:
    assert _write(client, waiting, message(order_id=name)) == 200
    assert verdicts() == ["unknown"]


def test_an_office_that_is_none_is_not_found(waiting: CashierOffice, client: Client) -> None:
    assert client.post("/paiement/banque/999", data=message()).status_code == 404


def test_our_own_failure_is_500_and_the_bank_tries_again(
    app: Flask, waiting: CashierOffice, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False

    def broken(*_: object) -> int:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter", broken)
        assert _write(client, waiting, message()) == 500
    assert (state(), verdicts()) == ("started", ["failed"]), "neither credit nor state: all or none"
    app.testing = True
    assert _write(client, waiting, message()) == 200
    assert (credited(), verdicts()) == (1825, ["failed", "paid"])


def test_the_confirmation_leaves_after_the_commit_once(
    waiting: CashierOffice, client: Client
) -> None:
    _write(client, waiting, message())
    assert OutboxMail.select().count() == 0, "nothing but the credit hangs on the notification"
    jobs.tell_payments()
    jobs.tell_payments()
    [mail] = OutboxMail.select()
    assert mail.to_address == "martin@exemple.fr"
    assert "18,25" in mail.context


def test_every_message_is_kept_as_it_came(waiting: CashierOffice, client: Client) -> None:
    fields = message()
    _write(client, waiting, fields)
    [kept] = CardMessage.select()
    assert f"vads_trans_uuid={fields['vads_trans_uuid']}" in kept.text
    assert (kept.channel, kept.status, kept.payment) == ("notification", 200, CardPayment.get())


def test_the_key_is_in_no_log(
    waiting: CashierOffice, client: Client, martin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        _write(client, waiting, message())
        _write(client, waiting, message(key="another key altogether"))
        asked(martin, **{f"montant-{waiting.wallets[0].id}": "3"})
    assert KEY not in caplog.text


def test_the_return_brings_the_proof_where_the_notification_is_lost(
    waiting: CashierOffice, martin: Client
) -> None:
    path = f"/paiement/{CardPayment.get().reference}/retour"
    page = martin.page(path, query_string=message())
    assert "Paiement confirmé" in page.text
    assert "vads" not in page.response.request.query_string.decode()
    assert credited() == 1825


def test_a_bank_that_sends_families_back_by_a_form(waiting: CashierOffice, client: Client) -> None:
    path = f"/paiement/{CardPayment.get().reference}/retour"
    response = client.post(path, data=message())
    assert (response.status_code, response.location) == (303, path)


@pytest.mark.parametrize(
    ("mode", "address", "why"),
    [
        ("test", "", "mode test"),
        ("production", "http://secure.payzen.eu/vads-payment/", "n’est pas une adresse https"),
        ("production", "https://banque.exemple/vads-payment/", "n’est pas une adresse https"),
        ("production", "https://secure.payzen.eu:8443/", "n’est pas une adresse https"),
    ],
)
def test_in_production_a_gateway_that_is_not_the_banks_does_not_start(
    app: Flask, town: Town, waiting: CashierOffice, martin: Client, agent: Client, mode: str,
    address: str, why: str,
) -> None:  # fmt: skip
    app.config["PAYMENT_TEST"] = False
    CashierOffice.update(mode=mode, address=address).execute()
    assert why in agent.page("/admin/paiements").text
    assert not martin.page("/soldes").all("//form[@action='/paiement']")
    assert "n’est pas ouvert ici" in martin.page(f"/paiement/{CardPayment.get().reference}").text
    offices = app.test_cli_runner().invoke(args=["payments", "offices"])
    assert offices.exit_code == 1
    assert why in offices.output


def test_an_installation_for_trying_out_takes_no_real_money(
    app: Flask, waiting: CashierOffice, martin: Client
) -> None:
    CashierOffice.update(mode="production").execute()
    assert not martin.page("/soldes").all("//form[@action='/paiement']")
