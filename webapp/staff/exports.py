"""All of a town as the files that the import reads (docs/import.md), written as they are read."""

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from webapp.database import row, rows
from webapp.staff import rule_text
from webapp.staff.imports.age_groups import prefix_of
from webapp.staff.imports.files import (
    ACTIVITIES,
    BOOKINGS,
    CONSUMPTIONS,
    COUNTER_DAYS,
    COUNTERS,
    FILES,
    PAYMENTS,
    PICTURES,
    STRUCTURES,
)
from webapp.staff.imports.known import Known
from webapp.staff.imports.specs import Column, FileSpec, Natural
from webapp.staff.imports.values import CENTS, INSTANT
from webapp.words import FORMULAS, localise

CHUNK = 2_000
HISTORY = (BOOKINGS, CONSUMPTIONS, PAYMENTS)
"""What grows for ever: read and written by the thousand."""
RULED = ("prix", "delai_reservation", "delai_annulation", "delai_supplement", "service",
         "liste_attente")  # fmt: skip
"""Columns that are empty where a file states the rules."""
NEXT_BOOKINGS = """
SELECT id, open_day_id, supplement_id, family_id, child_id, state,
  COALESCE(waiting_since, created_at), priority, cents
FROM booking WHERE id > ? AND state IN ('booked', 'waiting') ORDER BY id LIMIT ?
"""
NEXT = "SELECT id, {columns} FROM {table} WHERE id > ? ORDER BY id LIMIT ?"
LARGE = """
SELECT p.large FROM picture p JOIN structure s ON s.id = p.structure_id
WHERE s.code = ? AND p.code = ?
"""

Line = list[str]


class Town:
    """What a town holds, but for its history."""

    def __init__(self) -> None:
        self.known = Known()
        for spec in FILES:
            if spec not in HISTORY:
                self.known.load(spec)
        self.zones = {
            str(key[0]): str(found["timezone"])
            for key, found in self.known.rows[STRUCTURES.name].items()
        }

    def lines(self, spec: FileSpec) -> Iterator[Line]:
        """The lines of a file, under its head."""
        if spec is BOOKINGS:
            return self._bookings()
        return self._history(spec) if spec in HISTORY else self._table(spec)

    def rule_files(self) -> Iterator[tuple[str, str]]:
        """The rules of each activity: the name of its file, the text."""
        for key, found in sorted(self.known.rows[ACTIVITIES.name].items()):
            text = rule_text.written(str(key[1]), str(found["name"]), str(found["terms"]))
            yield _rule_file(key), text

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        for structure, code in sorted(self.known.rows[PICTURES.name]):
            found: Any = row(LARGE, structure, code)
            yield _picture_file((structure, code)), bytes(found[0])

    def _table(self, spec: FileSpec) -> Iterator[Line]:
        for key, found in sorted(self.known.rows[spec.name].items(), key=lambda each: str(each[0])):
            if not self._is_made(spec, key):
                yield self._line(spec, key, found)

    def _is_made(self, spec: FileSpec, key: Natural) -> bool:
        """The counters of age groups come with the rules of their activity."""
        if spec not in (COUNTERS, COUNTER_DAYS):
            return False
        linked = self.known.links[COUNTERS.name, "activites"].get(key[:2], ())
        ours = self.known.ages[COUNTERS.name].get(key[:2], "")
        return bool(ours) and any(str(key[1]).startswith(prefix_of(each)) for each in linked)

    def _line(self, spec: FileSpec, key: Natural, found: dict[str, Any]) -> Line:
        cells = dict(self._references(spec, found))
        zone = self.zones.get(str(cells.get("structure", "")), "Europe/Paris")
        for column in spec.columns:
            if column.field:
                cells[column.name] = _shown(column, found[column.field], zone)
        for link in spec.links:
            cells[link.column] = " ".join(
                map(str, self.known.links[spec.name, link.column].get(key, ()))
            )
            if link.ages:
                cells[link.ages] = self.known.ages[spec.name].get(key, "")
        if spec is ACTIVITIES:
            cells |= {**dict.fromkeys(RULED, ""), "regles": _rule_file(key)}
        if spec is PICTURES:
            cells["fichier"] = _picture_file(key)
        return [cells.get(column.name, "") for column in spec.columns]

    def _references(self, spec: FileSpec, found: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for reference in spec.references:
            parts = found[reference.field] or ()
            for name, part in zip(reference.columns, parts, strict=False):
                yield name, spec.by_name[name].kind.show(part)

    def _history(self, spec: FileSpec) -> Iterator[Line]:
        columns = list(spec.defaults)
        sql = NEXT.format(columns=", ".join(columns), table=spec.table)
        for number, *values in _chunks(sql):
            del number
            found = dict(zip(columns, values, strict=True))
            for reference in spec.references:
                parent = found[reference.field]
                found[reference.field] = parent and self.known.names(reference.to)[parent]
            yield self._line(spec, (), found)

    def _bookings(self) -> Iterator[Line]:
        names = {to: self.known.names(to) for to in BOOKED_BY}
        for _, opened, extra, family, child, state, since, priority, cents in _chunks(
            NEXT_BOOKINGS
        ):
            structure, activity, day = names["jours_ouverts.csv"][opened]
            cells = {
                "structure": structure, "activite": activity,
                "jour": BOOKINGS.by_name["jour"].kind.show(day),
                "supplement": names["supplements.csv"][extra][-1] if extra else "",
                "famille": names["familles.csv"][family][0],
                "enfant": names["enfants.csv"][child][0],
                "etat": BOOKINGS.by_name["etat"].kind.show(state),
                "depuis": _moment(since, self.zones[str(structure)]),
                "priorite": str(priority) if state == "waiting" else "",
                "prix": _money(cents),
            }  # fmt: skip
            yield [str(cells[column.name]) for column in BOOKINGS.columns]


BOOKED_BY = ("jours_ouverts.csv", "supplements.csv", "familles.csv", "enfants.csv")


def write(file: IO[bytes]) -> None:
    """The whole town as a zip, in an order that never changes."""
    town = Town()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for spec in FILES:
            with archive.open(_entry(spec.name), "w", force_zip64=True) as inner:
                for text in text_of(town, spec):
                    inner.write(text)
        for name, rules in town.rule_files():
            archive.writestr(_entry(name), rules)
        for name, picture in town.pictures():
            archive.writestr(_entry(name), picture)


def text_of(town: Town, spec: FileSpec) -> Iterator[bytes]:
    """A file as the import reads it, piece by piece: `;`, UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    text.write("\ufeff")
    writer.writerow([column.name for column in spec.columns])
    for line in town.lines(spec):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in line])
        if text.tell() > 64 * 1024:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _entry(name: str) -> zipfile.ZipInfo:
    """Two exports of the same town are the same, whenever they are made."""
    entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _chunks(sql: str) -> Iterator[tuple[Any, ...]]:
    last = 0
    while found := rows(sql, last, CHUNK):
        yield from found
        last = found[-1][0]


def _shown(column: Column, value: Any, zone: str) -> str:
    if value is None:
        return ""
    if column.kind is INSTANT:
        return _moment(value, zone)
    return _money(value) if column.kind is CENTS else column.kind.show(value)


def _moment(seconds: int, zone: str) -> str:
    return f"{localise(seconds, zone):%d/%m/%Y %H:%M}"


def _money(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}".replace(".", ",")


def _rule_file(key: Natural) -> str:
    return f"{key[0]}-{key[1]}.toml".lower()


def _picture_file(key: Natural) -> str:
    return f"{key[0]}-{key[1]}.webp".lower()
