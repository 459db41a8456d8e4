"""What an import creates, changes and leaves, file by file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from webapp.staff.imports.files import PICTURES, STRUCTURES
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural
from webapp.staff.imports.terms import same, told
from webapp.staff.imports.values import INSTANT
from webapp.structures.pictures import Prepared
from webapp.words import localise

SECRETS = {"password_hash": "mot de passe remplacé", "answer_hash": "réponse remplacée"}


@dataclass(frozen=True, slots=True)
class Change:
    """A known row to change: its id, the table's columns, the links, and the words for people."""

    row: Row
    id: int
    fields: dict[str, Any]
    links: dict[str, tuple[Any, ...]]
    words: tuple[str, ...]


@dataclass(slots=True)
class FilePlan:
    spec: FileSpec
    created: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.created and not self.changed


def plan_file(picture: Picture, spec: FileSpec) -> FilePlan:
    """Compare each row of the file with the database."""
    plan = FilePlan(spec)
    for key, row in picture.keys[spec.name].items():
        number = picture.known.ids[spec.name].get(key)
        if number is None:
            plan.created.append(row)
        elif change := _change(picture, spec, key, row, number):
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    return plan


def _change(picture: Picture, spec: FileSpec, key: Natural, row: Row, number: int) -> Change | None:
    before = picture.known.rows[spec.name][key]
    fields = {n: value for n, value in row.fields.items() if _differs(n, before[n], value)}
    links: dict[str, Any] = {}
    words = [w for name in fields for w in _words(picture, row, name, before[name])]
    for link in spec.links:
        old: Any = picture.known.links[spec.name, link.column].get(key, ())
        new: Any = row.values.get(link.column, old)
        if old != new:
            links[link.column] = new
            words.append(_arrow(link.column, " ".join(old), " ".join(new)))
        before_ages, ages = picture.ages(spec, link, key)
        if before_ages != ages and new:
            links[link.column] = new
            words.append(_arrow(link.ages, before_ages, ages))
    return Change(row, number, fields, links, tuple(words)) if fields or links else None


def _differs(name: str, old: Any, new: Any) -> bool:
    return bool(old != new and not (name == "terms" and same(old, new)))


def _words(picture: Picture, row: Row, name: str, old: Any) -> Iterator[str]:
    """« nom « A » → « B » »; a password is never shown."""
    spec, new = picture.tables[row.file].spec, row.fields[name]
    if name in SECRETS:
        yield SECRETS[name]
    elif row.file == PICTURES.name and name in Prepared._fields:
        # Its name is made of its bytes: another picture has another name.
        yield from ("une autre image",) if name == "name" else ()
    elif name == "terms":
        yield from told(old, str(new), row)
    else:
        column, before = spec.shown(name, old)
        if column in spec.by_name and spec.by_name[column].kind is INSTANT:
            zone = picture.final(STRUCTURES.name)[row.values["structure"],]["timezone"]
            yield _arrow(column, _moment(old, zone), _moment(new, zone))
        else:
            yield _arrow(column, before, spec.shown(name, new)[1])


def _moment(value: Any, zone: str) -> str:
    return f"{localise(value, zone):%d/%m/%Y %H:%M}" if value else ""


def _arrow(name: str, old: str, new: str) -> str:
    return f"{name} « {old} » → « {new} »"
