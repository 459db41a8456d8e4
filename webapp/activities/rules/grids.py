"""The grid of a notice: rows, columns, and the price or the rate in each cell.

Prices are euros (Decimal), places count from 1 and the line of names is the first:
`prix.tarif[2].grille[3]` is the second row of prices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from webapp.activities.rules.amounts import Part, part
from webapp.activities.rules.axes import COLUMNS, ROWS, Axis, read_axis
from webapp.activities.rules.brackets import UPPER_IN, UPPER_OUT
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.reading import RuleError, Table, word
from webapp.words import NBSP, listed

SINGLE = word("prix")
MISSING = word("absent")
BOUNDS = {"": "", UPPER_OUT: UPPER_OUT, UPPER_IN: UPPER_IN}
NO_PRICE = ("-", "–", "—", word("refusé"), word("non réservable"))
Prices = tuple[Part | None, ...]


class Found(NamedTuple):
    """A cell, and which one: « quotient 600, rang 2 »."""

    price: Part
    words: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns` None: the single column « prix ». `missing`: the row « absent ». A cell None cannot
    be booked."""

    rows: Axis
    columns: Axis | None
    cells: tuple[Prices, ...]
    missing: Prices | None = None

    def find(
        self, facts: Facts, shifts: Sequence[int] = (), *, guessed: bool = False
    ) -> Found | None:
        """The cell of these facts, its row moved by each of `shifts` in turn but never out of the
        grid; None outside of the grid. Without a quotient: the row « absent », or None.
        `guessed`: the words say the bracket, not the quotient."""
        column = self.columns.find(facts) if self.columns else 0
        if column is None:
            return None
        if self.of_quotient and facts.quotient is None:
            return self._without_quotient(facts, column)
        row = self.rows.find(facts)
        if row is None:
            return None
        moved = row
        for shift in shifts:
            moved = min(max(moved + shift, 0), len(self.cells) - 1)
        words = self._row_words(facts, row, moved, guessed and self.of_quotient)
        return self._found(self.cells[moved][column], self._and_column(words, facts, column))

    def _row_words(self, facts: Facts, row: int, moved: int, guessed: bool) -> str:
        kind = "tranche" if self.rows.brackets else "ligne"
        bracket = f"{kind}{NBSP}{self.rows.labels[moved]}"
        if guessed:
            return bracket
        words = self.rows.words(facts, row)
        return words if moved == row else f"{words}, {bracket}"

    def _without_quotient(self, facts: Facts, column: int) -> Found | None:
        if self.missing is None:
            return None
        return self._found(self.missing[column], self._and_column("sans quotient", facts, column))

    def _found(self, price: Part | None, said: str) -> Found | None:
        return None if price is None else Found(price, said)

    def _and_column(self, said: str, facts: Facts, column: int) -> str:
        return f"{said}, {self.columns.words(facts, column)}" if self.columns else said

    @property
    def of_quotient(self) -> bool:
        """True if the rows are brackets of quotients."""
        return self.rows.variable == "quotient"

    @property
    def variables(self) -> tuple[str, ...]:
        """What its rows and columns tell apart."""
        return (self.rows.variable, *([self.columns.variable] if self.columns else []))

    @property
    def needs_quotient(self) -> bool:
        """True if nobody has a price without a quotient."""
        if self.of_quotient:
            return self.missing is None
        return any(price is not None and price.is_share for row in self.cells for price in row)

    def bounds(self) -> Iterator[Decimal]:
        """The quotients at which the price may jump."""
        if self.of_quotient:
            for bracket in self.rows.brackets:
                yield bracket.low
                if bracket.high is not None:
                    yield bracket.high


def read_grid(table: Table) -> Grid:
    """`grille`, `colonnes` and `bornes` of a tariff; raises RuleError."""
    place = table.at("grille")
    lines = _lines(table.raw("grille"), place)
    names, body = lines[0], lines[1:]
    variable = _variable(names[0], f"{place}[1]", ROWS)
    bounds = table.choice("bornes", BOUNDS, "")
    columns = _columns(table, names, variable, f"{place}[1]")
    absent = [n for n, line in enumerate(body) if word(str(line[0])) == MISSING]
    if absent and (variable != "quotient" or len(absent) > 1):
        raise RuleError(
            f"{place}[{absent[-1] + 2}]", "une seule ligne «\u00a0absent\u00a0», pour un QF"
        )
    kept = [n for n in range(len(body)) if n not in absent]
    if not kept:
        raise RuleError(place, "au moins une ligne de prix est attendue")
    rows = read_axis(variable, [(body[n][0], f"{place}[{n + 2}]") for n in kept], bounds)
    cells = tuple(_prices(body[n], f"{place}[{n + 2}]") for n in kept)
    missing = [_prices(body[n], f"{place}[{n + 2}]") for n in absent]
    if any(price and price.is_share for price in (missing or [()])[0]):
        raise RuleError(f"{place}[{absent[0] + 2}]", "des sommes sont attendues sans quotient")
    return Grid(rows, columns, cells, missing[0] if missing else None)


def _lines(value: object, place: str) -> list[list[object]]:
    """Lists of the same length, at least two cells wide and two lines high."""
    if not isinstance(value, list) or len(value) < 2:
        raise RuleError(place, "une ligne de noms puis des lignes de prix sont attendues")
    for n, line in enumerate(value, 1):
        if not isinstance(line, list) or len(line) < 2:
            raise RuleError(f"{place}[{n}]", "une tranche et au moins un prix sont attendus", line)
        if len(line) != len(value[0]):
            raise RuleError(
                f"{place}[{n}]", f"{len(value[0])} cases sont attendues comme à la première ligne",
                len(line),
            )  # fmt: skip
    return value


def _variable(value: object, place: str, known: dict[str, str]) -> str:
    asked = word(str(value))
    found = {word(name): code for name, code in known.items()}.get(asked)
    if found is None:
        raise RuleError(place, f"l’un de ces mots est attendu\u00a0: {listed(known)}", value)
    return found


def _columns(table: Table, names: list[object], rows: str, place: str) -> Axis | None:
    """None for a single column « prix »."""
    alone = len(names) == 2 and word(str(names[1])) == SINGLE
    if not table.has("colonnes"):
        if alone:
            return None
        raise RuleError(
            table.at("colonnes"),
            "manque, à moins d’une seule colonne «\u00a0prix\u00a0»",
        )
    variable = _variable(table.text("colonnes"), table.at("colonnes"), COLUMNS)
    if alone:
        raise RuleError(
            table.at("colonnes"), "est de trop\u00a0: la seule colonne est «\u00a0prix\u00a0»"
        )
    if variable == rows:
        raise RuleError(table.at("colonnes"), "les lignes disent déjà cela", table.text("colonnes"))
    return read_axis(variable, [(name, place) for name in names[1:]], "")


def _prices(line: list[object], place: str) -> Prices:
    return tuple(None if word(str(cell)) in NO_PRICE else part(cell, place) for cell in line[1:])
