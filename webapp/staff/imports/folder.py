"""A folder of files, read whole, its rows put in the shape of the tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from hashlib import blake2s
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from webapp.accounts import passwords
from webapp.database import rows
from webapp.staff.imports import pictures
from webapp.staff.imports.files import (
    ACCOUNTS,
    ACTIVITIES,
    BY_NAME,
    CONSUMPTIONS,
    FILES,
    PICTURES,
    STRUCTURES,
)
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row, Table, normalised, read_table
from webapp.staff.imports.rule_files import ENDING, read_rule_files
from webapp.staff.imports.specs import FileSpec, Reference
from webapp.staff.imports.terms import compose_terms, unnamed
from webapp.staff.imports.values import INSTANT, Value


@dataclass(slots=True)
class Folder:
    """All tables by file name (empty for absent files) and what is wrong in them."""

    tables: dict[str, Table]
    problems: list[Problem] = field(default_factory=list)


def read_folder(directory: Path) -> Folder:
    """Read every file of `directory`; problems are collected, never raised.

    Reads the database too: time zones of known structures, hashes of known accounts.
    """
    paths, problems = _paths(directory)
    files, wrong = read_rule_files({n: p for n, p in paths.items() if n.endswith(ENDING)})
    problems += wrong
    tables = {
        spec.name: read_table(spec, paths[spec.name]) if spec.name in paths else Table(spec)
        for spec in FILES
    }
    if not paths and not problems:
        problems.append(
            Problem(str(directory), 0, "", "", "dossier vide, des fichiers CSV sont attendus")
        )
    _name_consumptions(tables[CONSUMPTIONS.name])
    _localise(tables)
    for table in tables.values():
        for row in table.rows:
            row.fields.update(_fields(table.spec, row))
    compose_terms(tables[ACTIVITIES.name], files)
    problems += unnamed(tables[ACTIVITIES.name], files)
    images = {n: p for n, p in paths.items() if n.endswith(pictures.ENDINGS)}
    pictures.prepare_pictures(tables[PICTURES.name], images)
    problems += pictures.unnamed(tables[PICTURES.name], images)
    for table in tables.values():
        problems += table.problems
    _hash_passwords(tables[ACCOUNTS.name])
    _hash_answers(tables[ACCOUNTS.name])
    return Folder(tables, problems)


def _paths(directory: Path) -> tuple[dict[str, Path], list[Problem]]:
    """Files by their documented name; hidden files (`.DS_Store`) are nobody's concern."""
    found: dict[str, Path] = {}
    problems = []
    for path in sorted(directory.iterdir()):
        name = normalised(path.name)
        if path.name.startswith("."):
            continue
        known = name in BY_NAME or name.endswith((ENDING, *pictures.ENDINGS))
        if not known or not path.is_file():
            problems.append(Problem(path.name, 0, "", "", _unknown_file(name)))
        elif name in found:
            expected = f"même fichier que {found[name].name}, un seul est attendu"
            problems.append(Problem(path.name, 0, "", "", expected))
        else:
            found[name] = path
    return found, problems


def _unknown_file(name: str) -> str:
    close = get_close_matches(name, BY_NAME, n=1)
    hint = f"peut-être {close[0]} ? " if close else ""
    expected = f"{', '.join(BY_NAME)}, des fichiers de règles « {ENDING} » et des images"
    return f"fichier inconnu ; {hint}Fichiers attendus : {expected}"


def _fields(spec: FileSpec, row: Row) -> Iterator[tuple[str, Any]]:
    """What the table will hold; a reference is the natural key of the row referred to."""
    for column in spec.columns:
        if column.field and column.name in row.values:
            yield column.field, row.values[column.name]
    for reference in spec.references:
        if all(name in row.values for name in reference.columns):
            yield reference.field, referred(reference, row)


def referred(reference: Reference, row: Row) -> tuple[Value, ...] | None:
    """The natural key referred to; None when an optional cell is empty."""
    key = tuple(row.values[name] for name in reference.columns)
    return None if None in key else key


def _name_consumptions(table: Table) -> None:
    """A consumption without a code gets one from what it is, the same at each import."""
    for row in table.rows:
        if row.values.get("code") is None:
            parts = (
                row.values[name] for name in ("famille", "enfant", "structure", "activite", "jour")
            )
            digest = blake2s("/".join(map(str, parts)).encode(), digest_size=10).hexdigest()
            row.values["code"] = f"auto-{digest}"


def _localise(tables: dict[str, Table]) -> None:
    """Instants leave the clock of their structure and become UTC seconds."""
    zones = dict(rows("SELECT code, timezone FROM structure"))
    for row in tables[STRUCTURES.name].rows:
        zones[row.values["code"]] = row.values.get("fuseau") or zones.get(row.values["code"])
    for table in tables.values():
        names = [column.name for column in table.spec.columns if column.kind is INSTANT]
        for row in table.rows if names else ():
            zone = ZoneInfo(zones.get(row.values["structure"]) or "Europe/Paris")
            for name in names:
                if isinstance(text := row.values.get(name), str):
                    row.values[name] = _seconds(text, zone)


def _seconds(text: str, zone: ZoneInfo) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC).timestamp())


def _hash_passwords(table: Table) -> None:
    """Hash before any transaction: it takes 23 ms each, and the database must not wait for it.

    A hash that fits is kept; an empty password leaves a known account as it is.
    """
    wanted = [row for row in table.rows if row.values.get("mot_de_passe")]
    stored = dict(rows("SELECT login, password_hash FROM account")) if wanted else {}
    for row in wanted:
        password = str(row.values.pop("mot_de_passe"))
        row.raw["mot_de_passe"] = ""
        present = stored.get(row.fields["login"], "")
        fits = bool(present) and passwords.matches(present, password)
        row.fields["password_hash"] = present if fits else passwords.hashed(password)


def _hash_answers(table: Table) -> None:
    """Answers to secret questions, likewise; with the pepper, that the database does not hold."""
    wanted = [row for row in table.rows if row.values.get("reponse")]
    stored = dict(rows("SELECT login, answer_hash FROM account")) if wanted else {}
    for row in wanted:
        answer = passwords.peppered(str(row.values.pop("reponse")), passwords.pepper())
        row.raw["reponse"] = ""
        present = stored.get(row.fields["login"], "")
        fits = bool(present) and passwords.matches(present, answer)
        row.fields["answer_hash"] = present if fits else passwords.hashed(answer)
