"""Amounts, addresses, mails and times of card payments; what proves a payment."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.world import PARIS
from webapp.billing.cards.rules import amounts, mails
from webapp.billing.cards.rules.addresses import origin, refusal
from webapp.billing.cards.rules.schedule import next_look
from webapp.billing.cards.rules.verdicts import PAYZEN, Order, Proof, judge, status
from webapp.service.bank.signing import rightly_signed, signature

ORDER = Order("ABC123", 1825, "12345678", "production")
PROOF = Proof(True, "ABC123", 1825, "12345678", "production", "978", "DEBIT", "paid")
START = int(datetime(2026, 11, 27, 9, 30, tzinfo=PARIS).timestamp())


def test_all_facts_together_are_a_payment() -> None:
    assert judge(PROOF, ORDER).kind == "paid"


@pytest.mark.parametrize(
    ("fact", "value", "verdict"),
    [
        ("signed", False, "forged"),
        ("reference", "ABC124", "mismatch"),
        ("cents", 1824, "mismatch"),
        ("cents", None, "mismatch"),
        ("shop", "12345679", "mismatch"),
        ("mode", "test", "mismatch"),
        ("currency", "840", "mismatch"),
        ("operation", "CREDIT", "refund"),
        ("operation", "", "mismatch"),
        ("result", "waiting", "waiting"),
        ("result", "refused", "refused"),
    ],
)
def test_one_fact_that_differs_is_none(fact: str, value: object, verdict: str) -> None:
    assert judge(replace(PROOF, **{fact: value}), ORDER).kind == verdict


def test_only_two_words_of_payzen_are_money() -> None:
    assert {word for word, result in PAYZEN.items() if result == "paid"} == {
        "AUTHORISED",
        "CAPTURED",
    }


def test_what_the_bank_is_answered() -> None:
    believed = ("paid", "duplicate", "unknown", "refund", "contrary", "second", "refused")
    assert {status(kind) for kind in believed} == {200}
    assert {status(kind) for kind in ("forged", "mismatch", "unreadable")} == {400}
    assert status("failed") == 500


def test_the_sandbox_bank_signs_as_the_documentation_says() -> None:
    told = "INTERACTIVE 5124 TEST 978 PAYMENT SINGLE 12345678 20170129130025 123456 V2"
    values = told.split()
    names = ("action_mode", "amount", "ctx_mode", "currency", "page_action", "payment_config",
             "site_id", "trans_date", "trans_id", "version")  # fmt: skip
    fields = {f"vads_{name}": value for name, value in zip(names, values, strict=True)}
    expected = "ycA5Do5tNvsnKdc/eP1bj2xa19z9q3iWPy9/rpesfS0="
    assert signature(fields, "1122334455667788") == expected
    assert rightly_signed({**fields, "signature": expected}, "1122334455667788")
    assert not rightly_signed({**fields, "signature": expected}, "1122334455667789")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("18,25", 1825), ("18.2", 1820), ("18", 1800), ("1\u202f018,25\u00a0€", 101825), ("", 0)],
)
def test_amounts_as_people_write_them(typed: str, cents: int) -> None:
    assert amounts.cents(typed) == cents
    assert amounts.cents(amounts.written(cents)) == cents


@pytest.mark.parametrize("typed", ["-1", "1,234", "dix", "1e3", "١٢", "1,2,3", ",5", "1000000"])
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(amounts.AmountError):
        amounts.cents(typed)


@pytest.mark.parametrize(
    ("total", "why"), [(0, "au moins un montant"), (99, "pas moins"), (5001, "pas plus")]
)
def test_totals_out_of_bounds(total: int, why: str) -> None:
    assert why in amounts.out_of_bounds(total, 100, 5000)


@pytest.mark.parametrize("total", [100, 5000])
def test_totals_within_bounds(total: int) -> None:
    assert amounts.out_of_bounds(total, 100, 5000) == ""


@pytest.mark.parametrize("address", ["a@b.fr", "prenom.nom@exemple.fr"])
def test_addresses_that_can_be_written_to(address: str) -> None:
    assert mails.mistake(address) == ""


@pytest.mark.parametrize(
    "address", ["", "martin", "a@b", "a b@c.fr", "a@b.fr\n", "é@b.fr", "x" * 80 + "@b.fr"]
)
def test_addresses_that_cannot(address: str) -> None:
    assert mails.mistake(address)


@pytest.mark.parametrize(
    ("gateway", "mode", "address", "test", "starts"),
    [
        ("payzen", "production", "https://secure.payzen.eu/vads-payment/", False, True),
        ("payzen", "production", "https://paiement.systempay.fr/vads-payment/", False, True),
        ("payfip", "production", "https://www.payfip.gouv.fr", False, True),
        ("payfip", "activation", "https://www.payfip.gouv.fr", False, True),
        ("payzen", "production", "https://secure.payzen.eu@evil.fr/", False, False),
        ("payzen", "production", "https://www.payfip.gouv.fr", False, False),
        ("payzen", "production", "http://127.0.0.1:8100", False, False),
        ("payzen", "test", "https://secure.payzen.eu/vads-payment/", False, False),
        ("payzen", "activation", "https://secure.payzen.eu/vads-payment/", False, False),
        ("tipi", "production", "https://www.payfip.gouv.fr", False, False),
        ("payzen", "test", "http://127.0.0.1:8100", True, True),
        ("payzen", "production", "https://secure.payzen.eu/vads-payment/", True, False),
    ],
)
def test_where_families_may_be_sent(
    gateway: str, mode: str, address: str, test: bool, starts: bool
) -> None:
    assert (refusal(gateway, mode, address, test=test) == "") == starts


def test_the_origin_of_an_address() -> None:
    assert origin("https://secure.payzen.eu/vads-payment/?x") == "https://secure.payzen.eu"


def test_when_to_look_again() -> None:
    minute, hour, day = 60, 3600, 24 * 3600

    def after(age: int) -> int | None:
        at = next_look(START, START + age, "Europe/Paris")
        return None if at is None else at - START - age

    assert after(0) == 20
    assert after(20 * minute) == 5 * minute
    assert after(2 * hour) == 5 * minute
    at = next_look(START, START + 4 * hour, "Europe/Paris")
    assert at is not None
    assert datetime.fromtimestamp(at, PARIS) == datetime(2026, 11, 28, 3, tzinfo=PARIS)
    assert after(3 * day) is None
