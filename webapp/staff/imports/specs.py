"""How a file of the folder is described: its columns, its key, what it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from peewee import Model

from webapp.staff.imports.values import Kind, Value

Natural: TypeAlias = tuple[Value, ...]


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

    `within` are the columns that precede the code in the key of `to`.
    """

    column: str
    to: str
    model: type[Model]
    own: str
    other: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileSpec:
    """A file. `key` names the columns that identify a row, those of a parent first.

    `frozen` rows are history: once known they may not change. `cached` says that processes keep
    the rows in memory, so that a change must grow the structure's revision.
    """

    name: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    links: tuple[Link, ...] = ()
    frozen: bool = False
    cached: bool = False

    def natural(self, values: Mapping[str, Value]) -> Natural | None:
        """What identifies a row, in words; None when a part of it could not be read."""
        if any(name not in values for name in self.key):
            return None
        return tuple(values[name] for name in self.key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def table(self) -> str:
        return str(self.model._meta.table_name)

    @cached_property
    def defaults(self) -> dict[str, Value]:
        """What the table's columns hold when nothing is said."""
        fields = self.model._meta.sorted_fields
        found = {f.column_name: f.default for f in fields if f.name != "id"}
        return {**found, **{c.field: c.default for c in self.columns if c.field}}
