"""The folder laid over the database: what everything will be once imported."""

from functools import cache
from typing import Any

from webapp.staff.imports.folder import Folder
from webapp.staff.imports.known import Known
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Link, Natural


class Picture:
    """`keys` by file: the first row of each natural key. `doubtful` files have rows that could
    not be read whole: checks that would blame others for their lack are left out."""

    def __init__(self, folder: Folder, known: Known) -> None:
        self.tables = folder.tables
        self.known = known
        self.keys: dict[str, dict[Natural, Row]] = {}
        self._loose: dict[str, set[Natural]] = {}
        self.doubtful: set[str] = set()
        for name, table in folder.tables.items():
            self._index(table.spec)
            if table.problems:
                self.doubtful.add(name)
        self.final = cache(self._final)

    def _index(self, spec: FileSpec) -> None:
        table = self.tables[spec.name]
        first = self.keys[spec.name] = {}
        for row in table.rows:
            key = spec.natural(row.values)
            if key is not None:
                first.setdefault(key, row)
        self._loose[spec.name] = {
            key for row in table.wrong if (key := spec.natural(row.values)) is not None
        }

    def rows(self, spec: FileSpec) -> list[Row]:
        return self.tables[spec.name].rows

    def holds(self, name: str, key: Natural) -> bool:
        """True if the row exists, or if a row or file that cannot be read may be it."""
        return key in self.keys[name] or key in self.known.ids[name] or self._may_be(name, key)

    def _may_be(self, name: str, key: Natural) -> bool:
        table = self.tables[name]
        if table.unreadable or key in self._loose[name]:
            return True
        return any(table.spec.natural(row.values) is None for row in table.wrong)

    def _final(self, name: str) -> dict[Natural, dict[str, Any]]:
        """Fields by natural key, as they will be."""
        table = self.tables[name]
        merged = dict(self.known.rows[name])
        for key, row in self.keys[name].items():
            merged[key] = {**(merged.get(key) or table.spec.defaults), **row.fields}
        return merged

    def ages(self, spec: FileSpec, link: Link, key: Natural) -> tuple[str, str]:
        """The ages that the links of a row are for: as they are, and as they will be."""
        known = self.known.ages.get(spec.name, {}).get(key, "")
        row = self.keys[spec.name].get(key)
        if not link.ages or row is None or link.ages not in row.values:
            return known, known
        return known, str(row.values[link.ages])

    def final_links(self, spec: FileSpec, column: str) -> dict[Natural, tuple[Any, ...]]:
        """Codes linked by natural key, as they will be."""
        merged: dict[Natural, tuple[Any, ...]] = dict(self.known.links[spec.name, column])
        for key, row in self.keys[spec.name].items():
            if column in row.values:
                merged[key] = row.values[column]  # type: ignore[assignment]
        return merged
