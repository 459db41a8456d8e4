"""The pictures of a folder: named by images.csv, made ready as staff's own are."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from webapp.staff.imports.files import PICTURES
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row, Table, normalised
from webapp.structures.pictures import PictureError, prepare

ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
FILE = "fichier"


def prepare_pictures(table: Table, paths: Mapping[str, Path]) -> None:
    """Fill what the table holds of each picture. A row whose file is not one is wrong, and its
    problems are the table's."""
    rows, table.rows = table.rows, []
    for row in rows:
        table.problems += _prepare(row, paths)
        (table.rows if "small" in row.fields else table.wrong).append(row)


def unnamed(table: Table, paths: Mapping[str, Path]) -> Iterator[Problem]:
    """Pictures that no row names; nobody knows which if a row could not be read."""
    if table.unreadable or any(problem.column != FILE for problem in table.problems):
        return
    named = {normalised(row.raw.get(FILE, "")) for row in (*table.rows, *table.wrong)}
    for name in paths.keys() - named:
        expected = f"image qu’aucune ligne de {PICTURES.name} ne nomme (colonne « {FILE} »)"
        yield Problem(name, 0, "", "", expected)


def _prepare(row: Row, paths: Mapping[str, Path]) -> Iterator[Problem]:
    path = paths.get(normalised(str(row.values[FILE])))
    if path is None:
        yield row.problem(FILE, "fichier absent du dossier")
        return
    try:
        with path.open("rb") as file:
            row.fields.update(prepare(file)._asdict())
    except (PictureError, OSError) as error:
        yield row.problem(FILE, str(error))
