"""A cashier’s office, for tests of card payments."""

import pytest

from tests.town import Town
from tests.world import an_office, money
from webapp.wallets.models import CashierOffice, Wallet


@pytest.fixture
def office(town: Town) -> CashierOffice:
    """Both wallets of the town are paid to one office; the Martins owe 18,25 € for leisure."""
    wallets = list(Wallet.select().order_by(Wallet.id))
    money(town.martin, wallets[0], -1825)
    return an_office(town.structure, *wallets)
