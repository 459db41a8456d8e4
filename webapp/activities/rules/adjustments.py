"""Adjustments of a price, applied one after the other as they are written."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from webapp.activities.rules.amounts import Part, cents, number, part, times
from webapp.activities.rules.durations import Unit, unit
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.reading import RuleError, Table, amount, plain
from webapp.activities.rules.tariffs import Step, When, read_when
from webapp.words import NBSP, THIN, capitalised, euros

TOP = 1000
"""A move beyond the last row of any grid."""
KINDS = ("ajoute", "reduit", "multiplie", "remplace", "tranche", "plancher", "plafond")
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`kind`: one of KINDS. `what`: euros, a share of the price so far, a factor, or a number of
    rows of a grid; per `unit` if there is one."""

    when: When
    kind: str
    what: Part
    unit: Unit | None = None

    @property
    def shift(self) -> int:
        """By how many rows of the grid it moves: 0 for all but « tranche »."""
        return int(self.what.value) if self.kind == "tranche" else 0

    def after(self, before: Step, facts: Facts) -> Step | None:
        """The price adjusted; None if it is by the hour and the duration is unknown."""
        if self.kind == "tranche":
            return before
        if self.kind == "remplace":
            label = self.when.label
            words = f"{label}{NBSP}: {self.what.words}" if label else self.what.words
            return Step(self.what.value, capitalised(words), told=True)
        change = self.what.of(before.value)
        if self.unit:
            spent = self.unit.times(change, facts)
            if spent is None:
                return None
            change = spent
        value = self._value(before.value, change)
        if self.kind in ("plancher", "plafond") and value == before.value:
            return before
        return Step(value, self._words(before, facts), told=True)

    def _value(self, before: Decimal, change: Decimal) -> Decimal:
        if self.kind == "reduit" and self.what.is_share and not self.unit:
            return times(before, 1 - self.what.value)
        return {
            "ajoute": lambda: before + change,
            "reduit": lambda: before - change,
            "multiplie": lambda: times(before, self.what.value),
            "plancher": lambda: max(before, change),
            "plafond": lambda: min(before, change),
        }[self.kind]()

    def _words(self, before: Step, facts: Facts) -> str:
        """« Tarif extérieur : 4,00 € ; sans réservation : + 2,00 € »."""
        told = before.told or before.value.is_infinite()
        start = before.words if told else f"{before.words}{NBSP}: {euros(cents(before.value))}"
        what = {
            "ajoute": f"+{NBSP}{self.what.words}",
            "reduit": f"{MINUS}{NBSP}{self.what.words}",
            "multiplie": f"×{NBSP}{number(self.what.value)}",
            "plancher": f"au moins {self.what.words}",
            "plafond": f"au plus {self.what.words}",
        }[self.kind]
        if self.unit:
            what = f"{what} {self.unit.words(facts)}"
        label = f"{self.when.label}{NBSP}: " if self.when.label else ""
        return f"{start}{THIN}; {label}{what}"


def read_adjustment(table: Table) -> Adjustment:
    """An adjustment; raises RuleError."""
    stated = [key for key in KINDS if table.has(key)]
    if len(stated) != 1:
        raise RuleError(
            table.place, f"une seule de ces choses est attendue\u00a0: {', '.join(KINDS)}"
        )
    kind = stated[0]
    what = table.need(kind, READERS[kind])
    counted = unit(table) if kind in ("ajoute", "reduit") and not what.is_share else None
    found = Adjustment(read_when(table), kind, what, counted)
    table.done()
    return found


def _euros(value: object, place: str) -> Part:
    return Part(amount(value, place))


def _reduction(value: object, place: str) -> Part:
    found = part(value, place)
    if found.is_share and found.value > 1:
        raise RuleError(place, "100\u00a0% au plus est attendu", value)
    return found


def _factor(value: object, place: str) -> Part:
    if "€" in str(value):
        raise RuleError(place, "un nombre est attendu (2, ou 1,5)", value)
    return Part(amount(value, place))


def _rows(value: object, place: str) -> Part:
    """« -1 », « +2 » rows of the grid, or « haute »."""
    text = plain(str(value)).replace(MINUS, "-")
    if text == "haute":
        return Part(Decimal(TOP))
    number_of_rows = text.removeprefix("-").removeprefix("+")
    if isinstance(value, bool | float) or not number_of_rows.isdecimal():
        raise RuleError(
            place,
            "un nombre de lignes («\u00a0-1\u00a0») ou «\u00a0haute\u00a0» est attendu",
            value,
        )
    return Part(Decimal(int(text)))


READERS: dict[str, Callable[[object, str], Part]] = {
    "ajoute": part,
    "reduit": _reduction,
    "multiplie": _factor,
    "remplace": _euros,
    "tranche": _rows,
    "plancher": _euros,
    "plafond": _euros,
}
