"""What tests of card payments share."""

from tests.support.banks import KEY
from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.billing.models import Payment
from webapp.service.bank.messages import answer
from webapp.service.bank.till import Operation
from webapp.wallets.models import Balance, LedgerEntry


def asked(client: Client, **amounts: str) -> Page:
    """From « Soldes et Paiements » to the recap, with the amounts proposed or others."""
    page = client.page("/soldes")
    return client.submit(page.form("/paiement"), **amounts)


def path_of(page: Page) -> str:
    return str(page.response.request.path)


def balances(town: Town) -> dict[str, int]:
    """What the Martins have, by wallet."""
    found = Balance.select().where(Balance.family == town.martin)
    return {balance.wallet.name: balance.cents for balance in found}


def credited() -> int:
    """Cents credited by card, by the ledger's word; the payments must say the same."""
    entries = LedgerEntry.select().where(LedgerEntry.kind == "payment")
    cents = sum(entry.cents for entry in entries)
    assert cents == sum(payment.cents for payment in Payment.select())
    return cents


def state() -> str:
    """The state of the only payment."""
    return str(CardPayment.get().state)


def verdicts() -> list[str]:
    return [message.verdict for message in CardMessage.select().order_by(CardMessage.id)]


def message(
    state: str = "paid", key: str = KEY, payment: CardPayment | None = None, **instead: str
) -> dict[str, str]:
    """What the bank writes about a payment, the only one unless told, signed with `key`;
    `instead`: other fields, signed too."""
    payment = payment or CardPayment.get()
    operation = Operation(
        number="x",
        kind="payzen",
        shop=payment.shop,
        mode="TEST",
        reference=payment.reference,
        cents=payment.cents,
        notify="",
        back="",
        state=state,
        fields={
            "vads_site_id": payment.shop,
            "vads_ctx_mode": "TEST",
            "vads_order_id": payment.reference,
            "vads_amount": str(payment.cents),
            "vads_currency": "978",
            "vads_trans_date": "20261127083000",
            "vads_trans_id": "a1b2c3",
        },
        uuid="0123456789abcdef",
    )
    return answer(operation, key, **instead)
