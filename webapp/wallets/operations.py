"""The only writer of the ledger. Callers hold the transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from peewee import chunked

from webapp.database import execute_many, rows

BATCH = 50
ENTER = """
INSERT INTO ledger_entry
  (family_id, wallet_id, day, cents, kind, source, label, author, recorded_at)
VALUES {lines} ON CONFLICT (kind, source) DO NOTHING RETURNING family_id, wallet_id, cents
"""
LINE = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD = """
INSERT INTO balance (family_id, wallet_id, cents) VALUES (?, ?, ?)
ON CONFLICT (family_id, wallet_id) DO UPDATE SET cents = balance.cents + excluded.cents
"""


class Entry(NamedTuple):
    """A line to enter. `family`, `wallet`: ids; `day`: ISO; `cents` > 0 credits, < 0 charges.

    `kind` and `source` say where it comes from, once for ever. `author`: who enters it by hand.
    """

    family: int
    wallet: int
    day: str
    cents: int
    kind: str
    source: str
    label: str
    author: str = ""


def enter(entries: Iterable[Entry], now: int) -> int:
    """Enter what is not yet in the ledger, and bring the balances up to date, in the caller's
    transaction; how many were new. `now`: UTC seconds. An entry of the same kind and source is
    there already: nothing is added, whatever it says.

    Balances are locked in the order of families and wallets.
    """
    found = list(_entered(entries, now))
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for family, wallet, cents in found:
        sums[family, wallet] += cents
    execute_many(ADD, [(*place, cents) for place, cents in sorted(sums.items())])
    return len(found)


def _entered(entries: Iterable[Entry], now: int) -> Iterator[tuple[int, int, int]]:
    for batch in chunked(entries, BATCH):
        sql = ENTER.format(lines=", ".join([LINE] * len(batch)))
        yield from rows(sql, *chain.from_iterable((*entry, now) for entry in batch))
