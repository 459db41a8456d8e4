"""Fees that are paid once: membership, a file handed in late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from webapp import words
from webapp.activities.rules.admission import span_of
from webapp.activities.rules.amounts import cents
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.pricing import PriceList
from webapp.activities.rules.reading import RuleError, Table, word
from webapp.activities.rules.tariffs import Tariff, read_tariff
from webapp.activities.rules.when import Context

if TYPE_CHECKING:
    from webapp.activities.rules.terms import Terms

PERIODS = {
    "an": "year",
    "période": "period",
    "famille et an": "family and year",
    "famille et période": "family and period",
    "famille": "family",
    "enfant": "child",
    "fois": "time",
}
# In which span of `admission.span_of` a fee is owed once; '' for ever. « fois » is what happens: a
# late evening. No booking owes it.
SPANS = {
    "year": "annee",
    "family and year": "annee",
    "period": "periode",
    "family and period": "periode",
    "family": "",
    "child": "",
}
OFTEN = {
    "year": "par an",
    "family and year": "par an",
    "period": "par période",
    "family and period": "par période",
    "family": "une seule fois",
    "child": "une seule fois",
}
LONGEST = 80


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
    if len(name) > LONGEST:
        raise RuleError(table.at("nom"), f"un nom de {LONGEST} caractères au plus est attendu")
    per = PERIODS["an"]
    if word(str(table.raw("par", ""))) in map(word, PERIODS):
        per = table.choice("par", PERIODS, "an")
        table.drop("par")  # else a duration: « 30 minutes entamées »
    found = Fee(name, per, read_tariff(table))
    table.done()
    return found


class Owed(NamedTuple):
    """What a booking makes a family owe once. `code` is the same for all bookings of the unit, and
    in all activities of a structure that name the fee alike."""

    code: str
    name: str
    cents: int
    rule: str
    per: str

    def said(self, child: str) -> str:
        """« Léa, par an », « toute la famille, par an, extérieur »: for whom, how often, why so."""
        whose = "toute la famille" if self.per.startswith("family") else child
        why = "" if self.rule == "Tarif unique" else words.uncapitalised(self.rule)
        return ", ".join(part for part in (whose, OFTEN[self.per], why) if part)


def owed(terms: "Terms", child: int, day: date, facts: Facts, context: Context) -> Iterator[Owed]:
    """The fees that go with a booking of `day`: of each name, the first that fits."""
    for asked in dict.fromkeys(word(each.name) for each in terms.fees):
        fitting = [f for f in terms.fees if word(f.name) == asked and f.tariff.when.fits(facts)]
        if not fitting or fitting[0].per not in SPANS or fitting[0].tariff.unit:
            continue
        first = fitting[0]
        quote = PriceList((first.tariff,)).quote(facts)
        if quote and quote.cents:
            unit = SPANS[first.per]
            since = span_of(unit, day, context)[0].isoformat() if unit else ""
            whose = 0 if first.per.startswith("family") else child
            yield Owed(f"{asked}:{whose}:{since}", first.name, quote.cents, quote.rule, first.per)


def fee(fees: Iterable[Fee], name: str, facts: Facts) -> int | None:
    """Cents of the first fee of that name that fits; None if there is none."""
    asked = word(name)
    for each in fees:
        if word(each.name) == asked and each.tariff.when.fits(facts):
            step = each.tariff.price(facts)
            return cents(step.value) if step else None
    return None
