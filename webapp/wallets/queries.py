"""What pages and operations read of money. Every query starts from the family."""

from typing import Any, NamedTuple

from webapp.database import row, rows
from webapp.wallets.rules import Standing

BALANCES = """
SELECT w.id, w.name, COALESCE(b.cents, 0) FROM wallet w
LEFT JOIN balance b ON b.wallet_id = w.id AND b.family_id = ?
WHERE w.structure_id = ? ORDER BY w.name, w.id
"""

STANDING = """
SELECT SUM(v.cents), MIN(v.cents), s.debit_scope, s.debit_limit FROM structure s
LEFT JOIN wallet w ON w.structure_id = s.id
LEFT JOIN balance v ON v.wallet_id = w.id AND v.family_id = ?
WHERE s.id = ? GROUP BY s.debit_scope, s.debit_limit
"""


class WalletBalance(NamedTuple):
    """A wallet of the structure shown; `cents` < 0: the family owes."""

    id: int
    name: str
    cents: int


def balances(family: int, structure: int) -> list[WalletBalance]:
    """All wallets of a structure with what the family has in them, by name."""
    return [WalletBalance(*found) for found in rows(BALANCES, family, structure)]


def standing(family: int, structure: int) -> Standing:
    """What the family has with a structure, as it counts for booking."""
    found: Any = row(STANDING, family, structure)
    return Standing(*found)
