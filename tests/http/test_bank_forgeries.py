"""PayZen signs values joined by « + », not their names: a text that we or the bank have signed must
not be read as another message."""

import pytest
from flask import Flask

from tests.http.cards import asked, credited, message, state, verdicts
from tests.support.banks import CLIENT, KEY, SHOP, Bank
from tests.support.client import Client
from tests.support.pages import Page
from webapp.accounts.models import Account
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.service.bank.signing import rightly_signed, signature
from webapp.wallets.models import CashierOffice

pytestmark = pytest.mark.both_engines
WANTED = (
    "vads_action_mode", "vads_amount", "vads_auth_result", "vads_b", "vads_ctx_mode",
    "vads_currency", "vads_d", "vads_e", "vads_operation_type", "vads_order_id", "vads_result",
    "vads_site_id", "vads_trans_date", "vads_trans_id", "vads_trans_status",
)  # fmt: skip
"""Names that a forger gives to the first values of a signed form, in the order of the alphabet."""


@pytest.fixture
def shop(app: Flask, office: CashierOffice, martin: Client) -> CashierOffice:
    """The office, where Mme Martin may pay; the bank is nowhere."""
    app.config.update(
        PAYMENT_KEYS={SHOP: KEY, CLIENT: KEY},
        PAYMENT_TEST=True,
        SANDBOX_BANK="http://127.0.0.1:9",
    )
    return office


def _victim(martin: Client) -> CardPayment:
    """The payment to be had for nothing."""
    asked(martin)
    return CardPayment.get()


def _poison(victim: CardPayment) -> str:
    """A mail address that our page takes, made of what the bank would say of the payment."""
    return f"x+DEBIT+{victim.reference}+00+{SHOP}+d+i+AUTHORISED+z@x.fr"


def _leaving(martin: Client, victim: CardPayment, mail: str) -> Page:
    """The recap of another payment of the same amount, its confirmation to be sent to `mail`."""
    Account.update(email="").where(Account.login == "martin").execute()
    first, second = [f"montant-{wallet.id}" for wallet in victim.office.wallets]
    page = martin.page("/soldes")
    return martin.submit(
        page.form("/paiement"), mail=mail, **{first: "", second: f"{victim.cents / 100:.2f}"}
    )


def _form(recap: Page) -> dict[str, str]:
    """What the browser posts to the bank."""
    [form] = recap.all("//form[starts-with(@action, 'http://127.0.0.1')]")
    return {n: v for n, v in form.form_values() if n == "signature" or n.startswith("vads_")}


def _renamed(signed: dict[str, str]) -> dict[str, str]:
    """The same text and signature, with other bounds and names: « paid »."""
    values = [signed[name] for name in sorted(signed) if name != "signature"]
    flat = "+".join(values).split("+")
    names = [*WANTED, *(f"vads_u{n:02d}" for n in range(len(flat) - len(WANTED)))]
    forged = dict(zip(names, flat, strict=True)) | {"signature": signed["signature"]}
    assert rightly_signed(forged, KEY)
    return forged


def _write(client: Client, office: CashierOffice, fields: dict[str, str]) -> int:
    return client.post(f"/paiement/banque/{office.id}", data=fields).status_code


def test_our_own_form_read_otherwise_is_no_money(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    victim = _victim(martin)
    recap = _leaving(martin, victim, _poison(victim))
    assert _poison(victim) in recap.text, "the confirmation goes there"
    form = _form(recap)
    assert not [value for name, value in form.items() if name != "signature" and "+" in value]
    assert _write(client, shop, _renamed(form)) == 400
    assert (credited(), verdicts()) == (0, ["forged"])


def test_a_form_signed_with_a_mail_in_it_is_believed_no_more(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    """As they were signed once, and lie open in browsers."""
    victim = _victim(martin)
    form = _form(_leaving(martin, victim, "a@b.fr")) | {"vads_cust_email": _poison(victim)}
    forged = _renamed(form | {"signature": signature(form, KEY)})
    assert forged["vads_trans_status"] == "AUTHORISED"
    assert forged["vads_order_id"] == victim.reference
    whole = {"vads_effective_amount": forged["vads_d"], "vads_trans_uuid": "z"}
    assert _write(client, shop, forged) == 400
    assert _write(client, shop, forged | whole) == 400, "that is not even signed"
    assert (credited(), set(verdicts())) == (0, {"unreadable", "forged"})


def _paid_with(answer: dict[str, str], reference: str) -> dict[str, str]:
    """The bank's own answer about a payment, cut otherwise: `reference` is paid."""
    flat = "+".join(answer[n] for n in sorted(answer) if n != "signature").split("+")
    start = flat.index("START")
    told = [
        ("vads_amount", "1825"), ("vads_auth_result", "00"), ("vads_ctx_mode", "TEST"),
        ("vads_currency", "978"), ("vads_effective_amount", "1825"),
        ("vads_operation_type", "DEBIT"), ("vads_order_id", reference), ("vads_result", "00"),
        ("vads_site_id", SHOP), ("vads_trans_date", "20261127083000"),
        ("vads_trans_id", "a1b2c3"), ("vads_trans_status", "AUTHORISED"),
        ("vads_trans_uuid", "0123456789abcdef0123456789abcdef"),
    ]  # fmt: skip
    assert flat[start + 1 : start + 1 + len(told)] == [value for _, value in told]
    before = [(f"vads_aa{n:02d}", value) for n, value in enumerate(flat[: start + 1])]
    after = [(f"vads_z{n:02d}", value) for n, value in enumerate(flat[start + 1 + len(told) :])]
    return dict([*before, *told, *after]) | {"signature": answer["signature"]}


def _words(reference: str) -> str:
    """What somebody would write into a field that the bank signs."""
    told = f"START 1825 00 TEST 978 1825 DEBIT {reference} 00 {SHOP} 20261127083000 a1b2c3"
    return f"{told} AUTHORISED 0123456789abcdef0123456789abcdef x@x.fr".replace(" ", "+")


@pytest.mark.parametrize("told", ["refused", "abandoned", "to_validate"])
def test_what_the_family_writes_at_the_bank_cannot_turn_its_answer(
    shop: CashierOffice, martin: Client, client: Client, told: str
) -> None:
    victim = _victim(martin)
    answer = message(told, cust_email=_words(victim.reference))
    forged = _paid_with(answer, victim.reference)
    assert rightly_signed(forged, KEY)
    assert _write(client, shop, forged) == 400
    assert (state(), credited(), verdicts()) == ("started", 0, ["forged"])
    assert "autre réponse" in CardMessage.get().why


def test_one_payment_cannot_be_told_as_another(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    victim = _victim(martin)
    other = {"order_id": "261127ABCDEFGHJKMN", "amount": "100"}
    answer = message(cust_email=_words(victim.reference), **other)
    forged = _paid_with(answer, victim.reference)
    assert rightly_signed(forged, KEY)
    assert _write(client, shop, forged) == 400
    assert (credited(), verdicts()) == (0, ["forged"])
    assert "autre paiement" in CardMessage.get().why


@pytest.mark.parametrize(
    "missing",
    ["trans_status", "operation_type", "effective_amount", "trans_uuid", "result", "auth_result"],
)
def test_an_answer_that_lacks_what_answers_hold_is_none(
    shop: CashierOffice, martin: Client, client: Client, missing: str
) -> None:
    _victim(martin)
    told = {n: v for n, v in message().items() if n not in ("signature", f"vads_{missing}")}
    assert _write(client, shop, told | {"signature": signature(told, KEY)}) == 400
    assert (credited(), verdicts()) == (0, ["unreadable"])
    assert missing in CardMessage.get().why


def test_a_question_to_the_bank_is_no_answer_of_it(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    _victim(martin)
    honest = {n: v for n, v in message().items() if n != "signature"}
    for name in ("vads_url_check", "vads_url_return", "vads_user_info"):
        asks = honest | {name: f"https://ville.fr/paiement/banque/{shop.id}"}
        assert _write(client, shop, asks | {"signature": signature(asks, KEY)}) == 400
    assert (credited(), set(verdicts())) == (0, {"forged"})
    assert "demande" in CardMessage.get().why


@pytest.mark.parametrize(
    ("name", "value"),
    [("vads_user_info", "a\x07b"), ("vads_é", "x"), ("vads_user_info", "x" * 16_001)],
)
def test_what_no_bank_writes_is_unreadable(
    shop: CashierOffice, martin: Client, client: Client, name: str, value: str
) -> None:
    _victim(martin)
    told = {n: v for n, v in message().items() if n != "signature"} | {name: value}
    assert _write(client, shop, told | {"signature": signature(told, KEY)}) == 400
    assert (credited(), verdicts()) == (0, ["unreadable"])


def test_a_field_said_twice_is_unreadable(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    _victim(martin)
    twice = {n: [v, v] if n == "vads_amount" else v for n, v in message().items()}
    assert client.post(f"/paiement/banque/{shop.id}", data=twice).status_code == 400
    assert (credited(), verdicts()) == (0, ["unreadable"])


def test_the_honest_bank_is_still_believed(
    bank: Bank, office: CashierOffice, martin: Client
) -> None:
    victim = _victim(martin)
    recap = _leaving(martin, victim, "camille+ecole@exemple.fr")
    page = martin.page(bank.visit(recap).back("payer", notification="repeated"))
    assert "Paiement confirmé" in page.text
    assert (credited(), set(bank.door.statuses)) == (victim.cents, {200})


def test_a_mail_with_a_plus_in_an_answer_harms_nobody(
    shop: CashierOffice, martin: Client, client: Client
) -> None:
    """What the bank's page has asked for itself, or a form signed before."""
    _victim(martin)
    assert _write(client, shop, message(cust_email="camille+ecole@exemple.fr")) == 200
    assert credited() == 1825
