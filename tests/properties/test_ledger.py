"""Whatever is entered, in whatever order and however often, no sum is lost."""

from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import DatabaseError

from tests.support.engines import Database
from tests.town import Town
from tests.world import a_family, a_structure
from webapp.billing.verification import differences
from webapp.database import execute, rows, write_transaction
from webapp.families.models import Family
from webapp.wallets.models import Wallet
from webapp.wallets.operations import Entry, enter
from webapp.wallets.queries import balances

DAY, NOW = "2026-11-27", 1_795_768_200
MOVED = "SELECT COALESCE(SUM(cents), 0) FROM ledger_entry"
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 1), st.integers(-90_000, 90_000),
        st.sampled_from(["correction", "fee"]), st.integers(0, 9),
    ),
    max_size=12,
)  # fmt: skip
FREELY = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def _enter(*entries: Entry) -> int:
    with write_transaction():
        return enter(entries, NOW)


def _places(db: Database) -> list[tuple[int, int]]:
    structure = a_structure()
    homes = [a_family(name, structure).id for name in ("Martin", "Benali")]
    purses = [
        Wallet.create(structure=structure, code=code, name=code.capitalize()).id
        for code in ("loisirs", "repas")
    ]
    return [(home, purse) for home in homes for purse in purses]


@pytest.mark.both_engines
def test_balances_are_the_sum_of_what_was_entered_once(db: Database) -> None:
    places = _places(db)
    known: dict[tuple[str, str], int] = {}

    @FREELY
    @given(st.lists(ENTRIES, max_size=5), st.integers())
    def holds(batches: list[list[Any]], salt: int) -> None:
        for batch in [*batches, *batches[:1]]:
            entries = [
                Entry(*places[2 * home + purse], DAY, cents, kind, f"{salt}-{source}", "Essai")
                for home, purse, cents, kind, source in batch
            ]
            new = {(e.kind, e.source) for e in entries} - known.keys()
            assert _enter(*entries) == len(new)
            for entry in entries:
                known.setdefault((entry.kind, entry.source), entry.cents)
        assert differences() == []
        assert rows(MOVED)[0][0] == sum(known.values())
        kept = [b.cents for home in Family.select() for b in balances(home.id, 1)]
        assert sum(kept) == sum(known.values())

    holds()


@pytest.mark.both_engines
@pytest.mark.parametrize("deed", ["UPDATE ledger_entry SET cents = 1", "DELETE FROM ledger_entry"])
def test_an_entry_is_never_changed(db: Database, deed: str) -> None:
    home, purse = _places(db)[0]
    _enter(Entry(home, purse, DAY, -500, "correction", "1", "Essai"))
    with pytest.raises(DatabaseError, match="append-only"), write_transaction():
        execute(deed)
    assert rows(MOVED) == [(-500,)]


def _verify(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["ledger", "verify"])


def test_verify_says_what_differs_and_fails(app: Flask, town: Town) -> None:
    purse = Wallet.get(Wallet.code == "repas").id
    _enter(Entry(town.martin.id, purse, DAY, -500, "correction", "1", "Essai"))
    assert (_verify(app).exit_code, _verify(app).output) == (0, "Les comptes sont justes.\n")
    execute("UPDATE balance SET cents = 700")
    _enter(Entry(town.martin.id, purse, DAY, 1200, "payment", "R9", "Règlement"))
    told = _verify(app)
    assert told.exit_code == 1
    assert told.output.splitlines() == [
        "solde Restauration, famille martin\u00a0: 19,00\u00a0€ d’un côté, 7,00\u00a0€ dans les "
        "écritures",
        "règlement R9, famille martin\u00a0: 0,00\u00a0€ d’un côté, 12,00\u00a0€ dans les "
        "écritures",
    ]
