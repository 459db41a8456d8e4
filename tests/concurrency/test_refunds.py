"""Two cashiers, one request: whoever is second is told, and the money leaves once."""

import pytest

from tests.support.processes import Spawn
from tests.town import Town
from tests.world import money
from webapp.audit.operations import Author
from webapp.billing.refunds import operations as asking
from webapp.billing.refunds.models import Refund
from webapp.billing.refunds.operations import Wish
from webapp.billing.verification import differences
from webapp.database import retried
from webapp.staff.operations import refunding
from webapp.staff.operations.refunding import Giving, NotEnoughError
from webapp.wallets.models import Balance, Wallet

pytestmark = pytest.mark.both_engines
NOW = 1_795_768_200
BY = Author(1, "Régie", "cashier", "")


@retried
def accept(refund: int) -> bool:
    """In a process of its own; False if it was too late."""
    return refunding.accept(refund, Giving(5000, "virement", "", "2026-11-27"), BY, NOW)


@retried
def ask(family: int, wallet: int) -> str:
    """In a process of its own."""
    return asking.ask(family, Wish(wallet, 5000, "x"), 1, "C. M.", NOW).value


def test_one_is_asked_one_is_paid(town: Town, spawn: Spawn) -> None:
    wallet = Wallet.get(Wallet.code == "loisirs")
    money(town.martin, wallet, 5000)
    asked = spawn.together(ask, [(town.martin.id, wallet.id)] * 3)
    assert sorted(asked) == ["new", "waiting", "waiting"]
    done = spawn.together(accept, [(Refund.get().id,)] * 3)
    assert sorted(done) == [False, False, True]
    assert Balance.get().cents == 0 and differences() == []


def test_what_has_left_the_wallet_in_between_is_not_given(town: Town) -> None:
    wallet = Wallet.get(Wallet.code == "loisirs")
    money(town.martin, wallet, 5000)
    ask(town.martin.id, wallet.id)
    money(town.martin, wallet, -1)
    with pytest.raises(NotEnoughError):
        refunding.accept(Refund.get().id, Giving(5000, "virement", "", "2026-11-27"), BY, NOW)
    assert Refund.get().state == "asked" and Balance.get().cents == 4999
