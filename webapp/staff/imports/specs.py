"""How a file of the folder is described: its columns, its key, what it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from peewee import Model

from webapp.staff.imports.values import Kind, Value

Natural: TypeAlias = tuple[Value, ...]


def table_of(model: type[Model]) -> str:
    """The name of a model's table."""
    return str(model._meta.table_name)  # noqa: SLF001 - peewee's public door


@dataclass(frozen=True)
class Column:
    """`field` is the table's column; empty when a reference, a link or `folder.py` uses it.

    `required` columns must be in the header and each of their cells filled. In the others an
    empty cell means `default`; an absent column leaves known rows as they are.
    """

    name: str
    kind: Kind
    field: str = ""
    required: bool = False
    default: Value = ""


@dataclass(frozen=True)
class Reference:
    """`columns` hold the key of a row of the file `to`; its id goes into `field`."""

    columns: tuple[str, ...]
    to: str
    field: str


@dataclass(frozen=True)
class Link:
    """A column of codes kept as rows of `model`: `own` is this row, `other` the row named.

    `within` are the columns that precede the code in the key of `to`; `ages` is the column that
    says for children of which ages the links are, if there is one.
    """

    column: str
    to: str
    model: type[Model]
    own: str
    other: str
    within: tuple[str, ...] = ()
    ages: str = ""


@dataclass(frozen=True)
class FileSpec:
    """A file. `key` names the columns that identify a row, those of a parent first.

    `frozen` rows are history: once known they may not change. `cached` says that processes keep
    the rows in memory, so that a change must grow the structure's revision. `versioned` rows are
    edited by staff too, who say which version they read.
    """

    name: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    links: tuple[Link, ...] = ()
    frozen: bool = False
    cached: bool = False
    versioned: bool = False

    def natural(self, values: Mapping[str, Value]) -> Natural | None:
        """What identifies a row, in words; None when a part of it could not be read."""
        if any(name not in values for name in self.key):
            return None
        return tuple(values[name] for name in self.key)

    def shown(self, field: str, value: Any) -> tuple[str, str]:
        """The column that fills a field of the table, and a stored value in its words."""
        for column in self.columns:
            if column.field == field:
                return column.name, "" if value is None else column.kind.show(value)
        reference = next(r for r in self.references if r.field == field)
        return reference.columns[-1], str(value[-1]) if value else ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def table(self) -> str:
        return table_of(self.model)

    @cached_property
    def defaults(self) -> dict[str, Value]:
        """What the table's columns hold when nothing is said."""
        fields = self.model._meta.sorted_fields  # noqa: SLF001 - peewee's public door
        found = {f.column_name: f.default for f in fields if f.name != "id"}
        return {**found, **{c.field: c.default for c in self.columns if c.field}}
