"""From the bytes of a file to rows of parsed cells; whatever is wrong becomes a Problem."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webapp.staff.imports.problems import Problem
from webapp.staff.imports.specs import Column, FileSpec
from webapp.staff.imports.values import Value
from webapp.words import FORMULAS

LARGEST_FILE = 200 * 1024 * 1024
LARGEST_CELL = 20_000
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

csv.field_size_limit(LARGEST_CELL)


@dataclass(slots=True)
class Row:
    """A line: `values` by column, parsed; columns absent from the file are absent here.

    `fields` is what the table will hold, filled by `folder.py`; `raw` is what was written. A row
    that follows from another, `told_at`, is told there.
    """

    file: str
    line: int
    values: dict[str, Value]
    raw: dict[str, str]
    fields: dict[str, Any] = field(default_factory=dict)
    told_at: "Row | None" = None

    def problem(self, column: str, expected: str) -> Problem:
        if self.told_at:
            known = column if column in self.told_at.raw else "regles"
            return self.told_at.problem(known, expected)
        return Problem(self.file, self.line, column, self.raw.get(column, ""), expected)


@dataclass(slots=True)
class Table:
    """A file read. `rows` are right; `wrong` have a cell that is not, but may still be referred
    to. `unreadable` says that nobody knows what the file holds."""

    spec: FileSpec
    rows: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: bool = False


class UnreadableError(Exception):
    """The file as a whole cannot be read; carries the problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].expected)
        self.problems = problems


def unreadable(file: str, expected: str, line: int = 0) -> UnreadableError:
    """The error of a file that is wrong as a whole."""
    return UnreadableError(Problem(file, line, "", "", expected))


def normalised(name: str) -> str:
    """A heading as it is compared: no case, accents, nor difference of separators."""
    plain = unicodedata.normalize("NFKD", name.strip())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\s_’'-]+", "_", plain).casefold()


def read_table(spec: FileSpec, path: Path) -> Table:
    """Read one file; never raises for what is in it."""
    table = Table(spec)
    try:
        _read(table, decoded(spec.name, path))
    except UnreadableError as error:
        table.unreadable = True
        table.problems.extend(error.problems)
    return table


def decoded(name: str, path: Path) -> str:
    """The text of a file; raises UnreadableError."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise unreadable(name, "fichier trop gros, 200 Mo au plus sont attendus")
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(name, f"fichier illisible ({error.strerror})") from None
    if data.startswith(_UTF16_MARKS):
        raise unreadable(
            name, f"fichier en UTF-16 ; attendu : UTF-8{_in_spreadsheets(name)}", line=1
        )
    data = data.removeprefix(_UTF8_MARK)
    if b"\0" in data:
        place = data.index(b"\0")
        line = data.count(b"\n", 0, place) + 1
        raise unreadable(
            name, f"octet nul à l’octet {place + 1} ; attendu : un fichier texte", line
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _wrong_encoding(name, data, error.start) from None


def _wrong_encoding(name: str, data: bytes, place: int) -> UnreadableError:
    line = data.count(b"\n", 0, place) + 1
    column_byte = place - (data.rfind(b"\n", 0, place) + 1) + 1
    guess = data[place : place + 1].decode("cp1252", "replace")
    return unreadable(
        name,
        f"l’octet {column_byte} de la ligne (0x{data[place]:02X}, « {guess} » en Windows-1252) "
        f"n’est pas de l’UTF-8 ; attendu : un fichier en UTF-8{_in_spreadsheets(name)}",
        line,
    )


def _in_spreadsheets(name: str) -> str:
    """How they call it; other files are written elsewhere."""
    return " (« CSV UTF-8 » dans le tableur)" if name.endswith(".csv") else ""


def _read(table: Table, text: str) -> None:
    records = _records(table.spec.name, text)
    found = next(records, None)
    if found is None:
        raise unreadable(table.spec.name, "fichier vide ; attendu : une ligne d’en-têtes")
    columns = _columns(table.spec, *found)
    for line, cells in records:
        if len(cells) != len(columns):
            expected = f"{len(columns)} cellules attendues, {len(cells)} trouvées"
            table.problems.append(Problem(table.spec.name, line, "", "", expected))
        else:
            _take(table, line, columns, cells)


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each line that is not blank; the separator is that of the first line."""
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = ";" if ";" in first or "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield start, stripped
            start = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(name, _csv_message(str(error)), line=start) from None


def _csv_message(error: str) -> str:
    if "field larger" in error:
        return f"cellule de plus de {LARGEST_CELL} caractères (un guillemet qui ne se ferme pas ?)"
    if "unexpected end" in error:
        return "un guillemet ouvert ici ne se ferme jamais"
    return "guillemet mal placé ; dans une cellule entre guillemets, un guillemet s’écrit deux fois"


def _columns(spec: FileSpec, line: int, header: list[str]) -> list[Column]:
    """The columns in the order of the file; all that is wrong in the header at once."""
    names = [normalised(cell) for cell in header]
    problems = []
    for place, (cell, name) in enumerate(zip(header, names, strict=True)):
        if name not in spec.by_name:
            known = ", ".join(spec.by_name)
            expected = f"colonne inconnue ; attendu, des colonnes parmi {known}"
            problems.append(Problem(spec.name, line, cell or f"n° {place + 1}", "", expected))
        elif name in names[:place]:
            problems.append(Problem(spec.name, line, name, "", "colonne en double"))
    problems += [
        Problem(spec.name, line, column.name, "", "colonne obligatoire absente de l’en-tête")
        for column in spec.columns
        if column.required and column.name not in names
    ]
    if problems:
        raise UnreadableError(*problems)
    return [spec.by_name[name] for name in names]


def _take(table: Table, line: int, columns: list[Column], cells: list[str]) -> None:
    row = Row(table.spec.name, line, {}, {})
    right = True
    for column, cell in zip(columns, map(_bare, cells), strict=True):
        row.raw[column.name] = cell
        try:
            row.values[column.name] = _value(column, cell)
        except ValueError:
            right = False
            expected = f"attendu, {column.kind.expected}"
            if not cell:
                expected = f"cellule obligatoire vide ; {expected}"
            table.problems.append(row.problem(column.name, expected))
    for name in table.spec.key:
        if not table.spec.by_name[name].required and name not in row.raw:
            row.values[name] = table.spec.by_name[name].default
    (table.rows if right else table.wrong).append(row)


def _bare(cell: str) -> str:
    """Without the mark that our exports put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULAS) else cell


def _value(column: Column, cell: str) -> Value:
    if cell:
        return column.kind.parse(cell)
    if column.required:
        raise ValueError(column.name)
    return column.default
