"""Whatever cashiers and parents do at the desk, in whatever order and however often: the books
agree, nobody is given back what is not there, and nothing counts twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.town import Town
from webapp.audit.operations import Author
from webapp.billing.models import Payment
from webapp.billing.refunds import operations as asking
from webapp.billing.refunds.models import Refund
from webapp.billing.refunds.operations import Wish
from webapp.billing.tax.certificates import certificates
from webapp.billing.verification import differences
from webapp.staff.operations import refunding, till
from webapp.staff.operations.refunding import Giving, NotEnoughError
from webapp.staff.operations.till import Taking
from webapp.wallets.models import Balance, LedgerEntry, Wallet

NOW, DAY = 1_795_768_200, "2026-11-27"
BY = Author(1, "Régie", "cashier", "")
CENTS = st.sampled_from([1, 500, 1000, 3000])
KEY = st.integers(0, 6)
DEED = st.one_of(
    st.tuples(st.just("take"), KEY, CENTS),
    st.tuples(st.just("take_back"), KEY, CENTS),
    st.tuples(st.just("correct"), KEY, CENTS.map(lambda cents: 1000 - cents).filter(bool)),
    st.tuples(st.just("ask"), KEY, CENTS),
    st.tuples(st.just("accept"), KEY, CENTS),
    st.tuples(st.just("refuse"), KEY, CENTS),
    st.tuples(st.just("withdraw"), KEY, CENTS),
)
DECIDED = st.tuples(
    st.tuples(st.just("take"), KEY, CENTS),
    st.tuples(st.just("ask"), KEY, CENTS),
    st.tuples(st.just("correct"), KEY, CENTS.map(lambda cents: 1 - cents).filter(bool)),
    st.tuples(st.sampled_from(["accept", "refuse", "withdraw"]), st.just(0), CENTS),
).map(list)
STORY = st.lists(DECIDED | st.lists(DEED, max_size=4), max_size=5)
FREELY = settings(
    max_examples=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


class Desk:
    """The Martins, one wallet, and what is done to it; numbers choose."""

    def __init__(self, town: Town) -> None:
        self.family = town.martin.id
        self.wallet = Wallet.get(Wallet.code == "loisirs").id
        self.story = 0

    def take(self, key: int, cents: int) -> None:
        taking = Taking(
            f"{self.story}k{key}", self.family, self.wallet, DAY, "espèces", "", "Anne", cents
        )
        till.take(taking, BY, NOW)
        assert not till.take(taking, BY, NOW), "sent twice"

    def take_back(self, key: int, _: int) -> None:
        taken = Payment.select().where(Payment.cents > 0).order_by(Payment.id.desc())
        found = taken.offset(key).first()
        if found:
            till.take_back(found.id, "erreur", DAY, BY, NOW)
            assert not till.take_back(found.id, "erreur", DAY, BY, NOW)

    def correct(self, key: int, cents: int) -> None:
        till.correct(f"{self.story}c{key}", self.family, self.wallet, cents, "x", DAY, BY, NOW)

    def ask(self, _: int, cents: int) -> None:
        asking.ask(self.family, Wish(self.wallet, cents, "x"), 1, "Anne", NOW)

    def accept(self, key: int, cents: int) -> None:
        before = self.balance()
        for refund in self._some(key):
            try:
                given = refunding.accept(refund.id, Giving(cents, "virement", "", DAY), BY, NOW)
            except NotEnoughError:
                given = False
            assert not given or (0 <= self.balance() == before - cents and cents <= refund.cents)

    def refuse(self, key: int, _: int) -> None:
        for refund in self._some(key):
            refunding.refuse(refund.id, "non", BY, NOW)

    def withdraw(self, key: int, _: int) -> None:
        for refund in self._some(key):
            asking.withdraw(self.family, refund.id, NOW)

    def _some(self, key: int) -> list[Refund]:
        """Any of the last requests, decided or not."""
        return list(Refund.select().order_by(Refund.id.desc()).offset(key % 2).limit(1))

    def balance(self) -> int:
        found = Balance.get_or_none(Balance.family == self.family, Balance.wallet == self.wallet)
        return found.cents if found else 0


@pytest.mark.both_engines
def test_the_desk_keeps_true_books(town: Town) -> None:
    desk = Desk(town)

    @FREELY
    @given(STORY)
    def holds(story: list[list[tuple[str, int, int]]]) -> None:
        desk.story += 1
        for deed, key, cents in (deed for chapter in story for deed in chapter):
            getattr(desk, deed)(key, cents)
        assert differences() == []
        assert desk.balance() == sum(entry.cents for entry in LedgerEntry.select())
        given = Refund.select().where(Refund.state == "accepted")
        back = Payment.select().where(Payment.code.startswith("remboursement:"))
        assert sorted(r.given for r in given) == sorted(-p.cents for p in back)
        assert certificates(desk.family, town.structure.id) == [], "no care was consumed"

    holds()
    ends = {refund.state for refund in Refund.select()}
    assert ends >= {"accepted", "refused", "withdrawn"}, "the stories were dull"
