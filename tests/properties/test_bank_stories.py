"""Whatever a bank says, in whatever order: credits are payments proven, each once at most, and the
page tells the parent the truth."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.http.cards import asked, credited, message
from tests.support.banks import CLIENT, KEY, SHOP
from tests.support.client import Client
from tests.support.clocks import Clock
from webapp.billing.cards.models import CardPayment
from webapp.billing.models import Receipt
from webapp.billing.verification import differences
from webapp.wallets.models import CashierOffice

# What is written, and the status that the bank is answered.
TOLD: dict[str, tuple[dict[str, str], int]] = {
    "paid": ({}, 200),
    "captured": ({"trans_status": "CAPTURED"}, 200),
    "another transaction": ({"trans_uuid": "another"}, 200),
    "refused": ({"state": "refused"}, 200),
    "abandoned": ({"state": "abandoned"}, 200),
    "by hand": ({"state": "to_validate"}, 200),
    "credit": ({"operation_type": "CREDIT"}, 200),
    "unknown": ({"order_id": "NOBODYS"}, 200),
    "forged": ({"key": "no key"}, 400),
    "other amount": ({"amount": "1"}, 400),
    "other sum taken": ({"effective_amount": "1"}, 400),
    "other currency": ({"currency": "840"}, 400),
    "other shop": ({"site_id": "87654321"}, 400),
    "other mode": ({"ctx_mode": "PRODUCTION"}, 400),
}
PROOFS = {"paid", "captured", "another transaction"}
ENDS = {"refused": "Paiement refusé", "abandoned": "Paiement abandonné"}
FREELY = settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture
def shop(app: Flask, office: CashierOffice) -> CashierOffice:
    app.config.update(
        PAYMENT_KEYS={SHOP: KEY, CLIENT: KEY},
        PAYMENT_TEST=True,
        SANDBOX_BANK="http://127.0.0.1:9",
    )
    return office


@pytest.mark.both_engines
def test_credits_are_payments_proven(
    shop: CashierOffice, martin: Client, client: Client, clock: Clock
) -> None:
    field = next(name for name in martin.page("/soldes").form("/paiement").fields if "-" in name)

    @FREELY
    @given(st.lists(st.sampled_from(sorted(TOLD)), max_size=6))
    @example(["refused", "paid", "refused"])
    @example(["forged", "other amount", "other currency", "other shop", "other mode", "credit"])
    @example(["by hand", "unknown", "another transaction", "paid"])
    def holds(story: list[str]) -> None:
        clock.forward(minutes=11)  # a new payment, and not the last one again
        before = credited()
        asked(martin, **{field: "18,25"})
        payment = CardPayment.select().order_by(CardPayment.id.desc()).get()
        for word in story:
            instead, status = TOLD[word]
            fields = message(**{"payment": payment, **instead})
            assert client.post(f"/paiement/banque/{shop.id}", data=fields).status_code == status
        proven = bool(PROOFS & set(story))
        assert credited() - before == (payment.cents if proven else 0)
        assert Receipt.select().where(Receipt.source == f"cb-{payment.reference}").count() == proven
        ends = [word for word in story if word in ENDS]
        told = "Paiement confirmé" if proven else ENDS[ends[-1]] if ends else "en cours de confirm"
        assert told in martin.page(f"/paiement/{payment.reference}/retour").text
        assert differences() == []

    holds()
