"""One payment, many messages at once: credited once, whatever process is killed when."""

import pytest

from tests.support.banks import KEY, SHOP
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from tests.world import NOW, an_office
from webapp.billing.cards import operations, queries
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.billing.cards.operations import Demand, Message
from webapp.billing.cards.rules.verdicts import Proof, Verdict
from webapp.billing.models import Payment, Receipt
from webapp.billing.verification import differences
from webapp.wallets.models import LedgerEntry, Wallet

pytestmark = pytest.mark.both_engines
AT = int(NOW.timestamp())
KINDS = ("paid", "refused", "paid", "abandoned", "paid", "expired", "paid", "refused")


def _demand(family: int, office: int, wallets: list[int]) -> Demand:
    lines = tuple((wallet, 1000) for wallet in wallets)
    return Demand(family, 1, "Camille Martin", "martin@exemple.fr", office, SHOP, "test", lines)


def begin(demand: Demand) -> str:
    return operations.begin(demand, AT)


def decide(payment: int, kind: str) -> str:
    told = queries.payment(payment)
    assert told is not None
    proof = Proof(
        True, told.reference, told.cents, SHOP, "test", "978", "DEBIT", kind, transaction="t"
    )
    message = Message(told.office_id, payment, "notification", KEY)
    return operations.decide(payment, message, Verdict(kind, ""), proof, 200, AT)


def decide_all(payments: list[int]) -> None:
    for payment in payments:
        decide(payment, "paid")


@pytest.fixture
def demand(town: Town) -> Demand:
    wallets = list(Wallet.select().order_by(Wallet.id))
    office = an_office(town.structure, *wallets)
    return _demand(town.martin.id, office.id, [wallet.id for wallet in wallets])


def test_eight_messages_at_once_credit_once(demand: Demand, spawn: Spawn) -> None:
    payment = CardPayment.get(CardPayment.reference == begin(demand)).id
    kept = spawn.together(decide, [(payment, kind) for kind in KINDS])
    assert kept.count("paid") == 1
    assert CardPayment.get().state == "paid"
    assert sorted(p.cents for p in Payment.select()) == [1000, 1000]
    assert CardMessage.select().count() == len(KINDS)
    assert differences() == []


def test_eight_double_clicks_are_one_payment(demand: Demand, spawn: Spawn) -> None:
    references = spawn.together(begin, [(demand,)] * 8)
    assert len(set(references)) == 1
    assert CardPayment.select().count() == 1


def test_processes_killed_at_any_moment_lose_and_double_nothing(
    demand: Demand, spawn: Spawn
) -> None:
    payments = [
        CardPayment.get(
            CardPayment.reference
            == begin(demand._replace(lines=tuple((w, 100 + n) for w, _ in demand.lines)))
        ).id
        for n in range(40)
    ]
    for done in (3, 11, 19):
        child = spawn(decide_all, payments)
        until(lambda done=done: Payment.select().count() >= 2 * done, timeout=30)
        child.kill()
        paid = CardPayment.select().where(CardPayment.state == "paid").count()
        assert Payment.select().count() == 2 * paid, "state and credit are there both, or neither"
    spawn(decide_all, payments).result()
    assert Payment.select().count() == 80
    assert sorted(r.number for r in Receipt.select()) == list(range(1, 41))
    credits = LedgerEntry.select().where(LedgerEntry.kind == "payment")
    assert sum(e.cents for e in credits) == sum(2 * (100 + n) for n in range(40))
    assert differences() == []


def test_twenty_payments_at_once_are_numbered_without_gap_or_double(
    demand: Demand, spawn: Spawn
) -> None:
    asked = [
        CardPayment.get(
            CardPayment.reference
            == begin(demand._replace(lines=tuple((w, 100 + n) for w, _ in demand.lines)))
        ).id
        for n in range(20)
    ]
    spawn.together(decide, [(payment, "paid") for payment in asked])
    assert sorted(r.number for r in Receipt.select()) == list(range(1, 21))
    assert all(sum(p.cents for p in r.payments) == r.cents for r in Receipt.select())
    assert differences() == []
