"""What the database already holds, by the same natural keys as the folder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from webapp.database import marks, rows
from webapp.staff.imports.files import BOOKINGS, FILES
from webapp.staff.imports.specs import FileSpec, Link, Natural, table_of
from webapp.staff.imports.values import Value, ages_text

CHUNK = 500

ALL = "SELECT {columns} FROM {table}"
SOME = "SELECT {columns} FROM {table} WHERE code IN ({marks})"
LINKS = "SELECT {own}, {other}{ages} FROM {table}"


def chunks(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """Slices small enough for an IN clause of any database."""
    items = list(values)
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


class Known:
    """`ids` and `rows` by file, then natural key; a reference is a natural key in `rows`.

    `links` by file and column, then natural key: the codes linked; `ages` likewise: for children
    of which ages (« 3-5 »), empty for all.
    """

    def __init__(self) -> None:
        self.ids: dict[str, dict[Natural, int]] = {}
        self.rows: dict[str, dict[Natural, dict[str, Any]]] = {}
        self.links: dict[tuple[str, str], dict[Natural, tuple[Value, ...]]] = {}
        self.ages: dict[str, dict[Natural, str]] = {}
        self._names: dict[str, dict[int, Natural]] = {}

    def names(self, file: str) -> dict[int, Natural]:
        """The natural keys of a file that was loaded, by id."""
        return self._names[file]

    def load(self, spec: FileSpec, only: Iterable[Value] | None = None) -> None:
        """Read the table of `spec`, after those it refers to; `only` limits it to some codes."""
        columns = ["id", *spec.defaults]
        names = ", ".join(columns)
        if only is None:
            found = rows(ALL.format(columns=names, table=spec.table))
        else:
            found = [
                row
                for codes in chunks(only)
                for row in rows(
                    SOME.format(columns=names, table=spec.table, marks=marks(codes)), *codes
                )
            ]
        self._keep(spec, [dict(zip(columns, row, strict=True)) for row in found])
        for link in spec.links:
            self._load_link(spec, link)

    def _keep(self, spec: FileSpec, found: list[dict[str, Any]]) -> None:
        ids, kept, names = {}, {}, {}
        for row in found:
            for reference in spec.references:
                parent = row[reference.field]
                row[reference.field] = None if parent is None else self._names[reference.to][parent]
            number = row.pop("id")
            key = _natural(spec, row)
            ids[key], kept[key], names[number] = number, row, key
        self.ids[spec.name], self.rows[spec.name], self._names[spec.name] = ids, kept, names

    def _load_link(self, spec: FileSpec, link: Link) -> None:
        """Linked rows of `link.to` must be loaded before."""
        found: dict[Natural, list[Any]] = defaultdict(list)
        owners, others = self._names[spec.name], self._names[link.to]
        table = table_of(link.model)
        more = ", least_age, most_age" if link.ages else ""
        ages = self.ages[spec.name] = {}
        for own, other, *bounds in rows(
            LINKS.format(own=link.own, other=link.other, ages=more, table=table)
        ):
            found[owners[own]].append(others[other][-1])
            if bounds:
                ages[owners[own]] = ages_text(*bounds)
        self.links[spec.name, link.column] = {k: tuple(sorted(v)) for k, v in found.items()}


def _natural(spec: FileSpec, row: dict[str, Any]) -> Natural:
    """The natural key of a database row whose references are natural keys already."""
    values: dict[str, Value] = {}
    for reference in spec.references:
        if row[reference.field] is not None:
            values.update(zip(reference.columns, row[reference.field], strict=True))
    for column in spec.columns:
        if column.field:
            values[column.name] = row[column.field]
    return tuple(values[name] for name in spec.key)


def load_known(consumptions: Iterable[Value], payments: Iterable[Value]) -> Known:
    """Everything but the bookings; of the history, only the codes given."""
    known = Known()
    codes = {"consommations.csv": consumptions, "reglements.csv": payments}
    for spec in FILES:
        if spec is not BOOKINGS:
            known.load(spec, codes.get(spec.name))
    return known
