"""What a day costs (docs/rules.md, § 6): tariffs, adjustments, surcharge.

Euros are exact decimals until the one rounding to cents, halves up; no price is negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from webapp.activities.rules.adjustments import Adjustment, read_adjustment
from webapp.activities.rules.amounts import Part, cents, part
from webapp.activities.rules.facts import EVERYBODY, Condition, Facts
from webapp.activities.rules.grids import Grid
from webapp.activities.rules.quotients import QuotientRule, parse_quotient
from webapp.activities.rules.reading import RuleError, Table, amount
from webapp.activities.rules.tariffs import Step, Tariff, When, has_form, read_tariff
from webapp.words import NBSP, THIN, euros

__all__ = [
    "Package",
    "PriceList",
    "Quote",
    "QuotientRule",
    "Surcharge",
    "parse_prices",
    "parse_quotient",
    "parse_surcharge",
]

CENT = Decimal("0.01")
ABOVE_ALL = Decimal("Infinity")
"""A quotient above all others: the ceiling applies, or the last row, or there is no price."""
UNKNOWN = f"Quotient inconnu{NBSP}: prix le plus haut. "


@dataclass(frozen=True, slots=True)
class Quote:
    """A price in cents and the rule that gave it, in French words. `assumed`: the quotient is
    unknown and the highest price was taken."""

    cents: int
    rule: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What late booking adds, or late cancelling costs: euros, or a share of the price."""

    what: Part

    def add(self, price: int) -> int:
        """A price in cents with the surcharge, rounded half up."""
        return price + self.of(price)

    def of(self, price: int) -> int:
        """The surcharge itself for a price in cents, rounded half up."""
        return cents(self.what.of(Decimal(price) / 100))

    @property
    def words(self) -> str:
        """« 50 % », « 2,00 € »."""
        return self.what.words


@dataclass(frozen=True, slots=True)
class Package:
    """Days are counted over `unit` (a value of UNITS); the amount is for all of them if `whole`
    (`forfait`), else for each (`compte`)."""

    unit: str
    whole: bool


UNITS = {
    "semaine": "semaine",
    "mois": "mois",
    "période": "periode",
    "an": "annee",
    "année": "annee",
}


@dataclass(frozen=True, slots=True)
class PriceList:
    """The first tariff that fits counts, then all adjustments that fit."""

    tariffs: tuple[Tariff, ...]
    adjustments: tuple[Adjustment, ...] = ()
    package: Package | None = None

    @property
    def counts_days(self) -> bool:
        """True if the price depends on how many days a child has."""
        return self.whole_by_itself or any(
            each.when.condition.days is not None for each in self.adjustments
        )

    @property
    def whole_by_itself(self) -> bool:
        """True if a tariff is one of so many days: its amount is for all of them."""
        return any(each.counts_days for each in self.tariffs)

    def quote(
        self, facts: Facts, *, highest: bool = False, surcharge: Surcharge | None = None
    ) -> Quote | None:
        """The price for these facts, `surcharge` included before the rounding; None if the day
        cannot be booked so: no tariff fits, outside of the grid, or an unknown duration.

        Without a quotient, or if `highest`: the row « absent » of the grid, else the highest
        price that any quotient would give; None where there is no highest (a rate without
        ceiling).
        """
        if facts.quotient is not None and not highest:
            return _quote(self._reckon(facts, guessed=False), surcharge)
        without = replace(facts, quotient=None)
        if self.asks_quotient(without):
            return self._highest(without, surcharge)
        return _quote(self._reckon(without, guessed=False), surcharge)

    def asks_quotient(self, facts: Facts) -> bool:
        """True if the price for these facts may depend on the quotient."""
        for tariff in self.tariffs:
            if tariff.when.fits(facts, any_quotient=True):
                if tariff.when.condition.quotient is not None or tariff.needs_quotient:
                    return True
                if tariff.has_missing:
                    return False
                break
        return any(
            each.when.condition.quotient is not None and each.when.fits(facts, any_quotient=True)
            for each in self.adjustments
        )

    def _reckon(self, facts: Facts, *, guessed: bool) -> Step | None:
        tariff = next((each for each in self.tariffs if each.when.fits(facts)), None)
        if tariff is None:
            return None
        adjustments = [each for each in self.adjustments if each.when.fits(facts)]
        shifts = [each.shift for each in adjustments if each.shift]
        step = tariff.price(facts, shifts, guessed=guessed)
        for each in adjustments:
            step = each.after(step, facts) if step else None
        return step

    def _highest(self, facts: Facts, surcharge: Surcharge | None) -> Quote | None:
        """The highest price of all quotients: a price only rises between two bounds of brackets,
        so that it is found just below one, or above all."""
        steps = []
        for quotient in self._quotients():
            step = self._reckon(replace(facts, quotient=quotient), guessed=True)
            if step and step.value.is_infinite():
                return None
            if step:
                steps.append(step)
        best = max(steps, key=lambda step: step.value, default=None)
        quote = _quote(best, surcharge)
        if not quote or len({cents(step.value) for step in steps}) == 1:
            return quote
        return Quote(quote.cents, UNKNOWN + quote.rule, assumed=True)

    def _quotients(self) -> Sequence[Decimal]:
        """Where the highest price may be, from above: at each bound, a cent below it, a cent
        below the next whole number."""
        bounds = {Decimal(0)}
        for tariff in self.tariffs:
            bounds |= set(tariff.bounds())
        for adjustment in self.adjustments:
            bounds |= set(adjustment.when.bounds())
        near = {b + move for b in bounds for move in (-CENT, Decimal(0), 1 - CENT)}
        return [ABOVE_ALL, *sorted((q for q in near if q >= 0), reverse=True)]


def _quote(step: Step | None, surcharge: Surcharge | None) -> Quote | None:
    if step is None:
        return None
    if surcharge is None:
        return Quote(cents(step.value), step.words)
    whole = max(step.value, Decimal(0))
    start = step.words if step.told else f"{step.words}{NBSP}: {euros(cents(whole))}"
    words = f"{start}{THIN}; majoration{NBSP}: +{NBSP}{surcharge.words}"
    return Quote(cents(whole + surcharge.what.of(whole)), words)


def parse_prices(value: object, place: str) -> PriceList:
    """`prix`: an amount in euros, one tariff, or a list of tariffs, and adjustments. Raises
    RuleError."""
    if not isinstance(value, dict):
        return PriceList((Tariff(When(Condition(EVERYBODY), ""), Part(amount(value, place))),))
    table = Table(value, place)
    if has_form(table) and table.has("tarif"):
        raise RuleError(place, "un seul tarif ici, ou des tarifs dans [[…tarif]], pas les deux")
    tariffs = [read_tariff(table)] if has_form(table) else _tariffs(table)
    if not tariffs:
        raise RuleError(place, "un tarif est attendu («\u00a04,00\u00a0», ou [[…tarif]])")
    adjustments = tuple(read_adjustment(each) for each in table.tables("ajustement"))
    package = _package(table)
    table.done()
    shifted = next((n for n, each in enumerate(adjustments, 1) if each.kind == "tranche"), None)
    if shifted and not any(isinstance(each.form, Grid) for each in tariffs):
        where = f"{table.at('ajustement')}[{shifted}].tranche"
        raise RuleError(where, "demande un tarif en grille")
    found = PriceList(tuple(tariffs), adjustments, package)
    if package and not package.whole and not found.counts_days:
        raise RuleError(table.at("compte"), "est sans effet\u00a0: aucun prix ne dépend des jours")
    return found


def _package(table: Table) -> Package | None:
    if table.has("forfait") and table.has("compte"):
        raise RuleError(table.at("compte"), "forfait ou compte est attendu, pas les deux")
    for key, whole in (("forfait", True), ("compte", False)):
        if table.has(key):
            return Package(table.choice(key, UNITS, ""), whole)
    return None


def _tariffs(table: Table) -> list[Tariff]:
    found = []
    for each in table.tables("tarif"):
        found.append(read_tariff(each))
        each.done()
    return found


def parse_surcharge(value: Any, place: str) -> Surcharge:
    """« 50 % » or « 2,00 »; raises RuleError."""
    return Surcharge(part(value, place))
