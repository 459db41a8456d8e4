"""A tariff: for whom it is, and what it asks: an amount, a rate of the quotient or a grid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from webapp.activities.rules.amounts import Part, money, number, times
from webapp.activities.rules.durations import Unit, unit
from webapp.activities.rules.facts import Condition, Facts, condition
from webapp.activities.rules.grids import Grid, read_grid
from webapp.activities.rules.reading import RuleError, Table, amount, share
from webapp.words import NBSP, capitalised

FORMS = ("montant", "taux", "grille")


class Step(NamedTuple):
    """A price on its way: exact euros, and how it came about. `told`: the words say the price."""

    value: Decimal
    words: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a tariff or adjustment, and how people say them (« extérieur »)."""

    condition: Condition
    label: str

    def fits(self, facts: Facts, *, any_quotient: bool = False) -> bool:
        """`any_quotient`: true too if there is a quotient with which it would be."""
        if any_quotient and self.condition.quotient is not None:
            return replace(self.condition, quotient=None).fits(facts)
        return self.condition.fits(facts)

    def bounds(self) -> Iterator[Decimal]:
        """The quotients at which the answer may change."""
        bracket = self.condition.quotient
        if bracket is not None:
            yield bracket.low
            if bracket.high is not None:
                yield bracket.high


def read_when(table: Table) -> When:
    """The conditions that `table` states; raises RuleError."""
    said = (
        ("pour", "{}"),
        ("formule", "{}"),
        ("rang", f"rang{NBSP}{{}}"),
        ("enfants", f"{{}}{NBSP}enfants"),
        ("ages", f"{{}}{NBSP}ans"),
        ("classes", "{}"),
        ("qf", f"quotient{NBSP}{{}}"),
        ("ecoles", "{}"),
        ("jours", "{}"),
        ("nombre_jours", f"{{}}{NBSP}jours"),
    )
    found = condition(table)
    words = []
    for key, form in said:
        value = table.raw(key)
        if value is not None:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            shown = shown.removesuffix(" ans").strip()
            words.append(form.format(shown))
    label = ", ".join(words).replace(f"1{NBSP}enfants", f"1{NBSP}enfant")
    return When(found, label)


@dataclass(frozen=True, slots=True)
class Tariff:
    """`form`: an amount in euros, a rate of the quotient, or a grid of both. `floor` and `ceiling`
    bound it before it is multiplied by `unit`s of time."""

    when: When
    form: Part | Grid
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    unit: Unit | None = None

    def price(
        self, facts: Facts, shifts: Sequence[int] = (), *, guessed: bool = False
    ) -> Step | None:
        """The price for these facts; None outside of the grid, or if the quotient or the duration
        it is reckoned from is unknown. `guessed`: the words do not tell the quotient."""
        cell, where = self.form, ""
        if isinstance(cell, Grid):
            found = cell.find(facts, shifts, guessed=guessed)
            if found is None:
                return None
            cell, where = found
        if cell.is_share and facts.quotient is None:
            return None
        full = times(cell.value, facts.quotient or Decimal(0)) if cell.is_share else cell.value
        value = self._bounded(full)
        words = self._words(cell, where, facts, guessed) + self._bound_words(full)
        if self.unit is None:
            return Step(value, words, told=value != full or (bool(where) and not cell.is_share))
        spent = self.unit.times(value, facts)
        if spent is None:
            return None
        each = "" if where or not cell.is_share else f", {money(value)}"
        return Step(spent, f"{words}{each} {self.unit.words(facts)}")

    def _bounded(self, value: Decimal) -> Decimal:
        if self.floor is not None:
            value = max(value, self.floor)
        return value if self.ceiling is None else min(value, self.ceiling)

    def _bound_words(self, value: Decimal) -> str:
        if self.floor is not None and value < self.floor:
            return f", au moins {money(self.floor)}"
        if self.ceiling is not None and value > self.ceiling:
            return f", au plus {money(self.ceiling)}"
        return ""

    def _words(self, cell: Part, where: str, facts: Facts, guessed: bool) -> str:
        """« Tarif extérieur », « 0,36 % du quotient 850 », « Extérieur, quotient 600 : 7,10 € »."""
        label = self.when.label
        said = cell.words
        if cell.is_share:
            shown = "" if guessed else f"{NBSP}{number(facts.quotient or Decimal(0))}"
            said = f"{said} du quotient{shown}"
        elif not where and not self.unit:
            return f"Tarif {label}" if label else "Tarif unique"
        if where:
            said = f"{where}{NBSP}: {said}"
        return capitalised(f"{label}, {said}" if label else said)

    @property
    def needs_quotient(self) -> bool:
        """True if it has no price without a quotient."""
        return self.form.needs_quotient if isinstance(self.form, Grid) else self.form.is_share

    @property
    def has_missing(self) -> bool:
        """True if a row « absent » says the price without a quotient."""
        return isinstance(self.form, Grid) and self.form.missing is not None

    @property
    def counts_days(self) -> bool:
        """True if it is for a number of days, or its grid tells numbers of days apart."""
        if self.when.condition.days is not None:
            return True
        return isinstance(self.form, Grid) and "days" in self.form.variables

    def bounds(self) -> Iterator[Decimal]:
        """The quotients at which its price may jump."""
        yield from self.when.bounds()
        if isinstance(self.form, Grid):
            yield from self.form.bounds()


def has_form(table: Table) -> bool:
    """True if the table says the price of a tariff."""
    return any(table.has(key) for key in FORMS)


def read_tariff(table: Table) -> Tariff:
    """A tariff; the caller ends the table. Raises RuleError."""
    stated = [key for key in FORMS if table.has(key)]
    if len(stated) != 1:
        raise RuleError(
            table.place,
            "un tarif dit une seule chose\u00a0: montant, taux ou grille",
        )
    when, counted = read_when(table), unit(table)
    if stated[0] == "montant":
        return Tariff(when, Part(table.need("montant", amount)), unit=counted)
    form: Part | Grid
    if stated[0] == "taux":
        form = Part(table.need("taux", share), is_share=True)
    else:
        form = read_grid(table)
    floor, ceiling = table.read("plancher", amount), table.read("plafond", amount)
    if floor is not None and ceiling is not None and floor > ceiling:
        raise RuleError(table.at("plafond"), "un plafond au-dessus du plancher est attendu")
    return Tariff(when, form, floor, ceiling, counted)
