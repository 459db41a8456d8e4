"""Fees that are paid once: membership, a file handed in late."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.activities.rules.amounts import cents
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.reading import RuleError, Table, word
from webapp.activities.rules.tariffs import Tariff, read_tariff

PERIODS = {
    "an": "year",
    "période": "period",
    "famille et an": "family and year",
    "famille et période": "family and period",
    "famille": "family",
    "fois": "time",
}


@dataclass(frozen=True, slots=True)
class Fee:
    """`per` is a value of PERIODS; `tariff` says for whom it is, and how much."""

    name: str
    per: str
    tariff: Tariff


def parse_fees(tables: Iterable[Table]) -> tuple[Fee, ...]:
    """The fees of `[[activite.X.frais]]`, in their order; raises RuleError."""
    return tuple(_fee(table) for table in tables)


def _fee(table: Table) -> Fee:
    name = table.text("nom").strip()
    if not name:
        raise RuleError(table.at("nom"), "le nom des frais est attendu (adhésion)")
    per = PERIODS["an"]
    if word(str(table.raw("par", ""))) in map(word, PERIODS):
        per = table.choice("par", PERIODS, "an")
        table.drop("par")  # else a duration: « 30 minutes entamées »
    found = Fee(name, per, read_tariff(table))
    table.done()
    return found


def fee(fees: Iterable[Fee], name: str, facts: Facts) -> int | None:
    """Cents of the first fee of that name that fits; None if there is none."""
    asked = word(name)
    for each in fees:
        if word(each.name) == asked and each.tariff.when.fits(facts):
            step = each.tariff.price(facts)
            return cents(step.value) if step else None
    return None
