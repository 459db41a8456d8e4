"""What an import creates, changes and leaves, file by file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from webapp.staff.imports.picture import Picture
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural

TERMS = {
    "book": "delai_reservation",
    "cancel": "delai_annulation",
    "supplement": "delai_supplement",
    "price": "prix",
}


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
    fields = {name: value for name, value in row.fields.items() if before[name] != value}
    links = {}
    words = [word for name in fields for word in _words(spec, name, before[name], fields[name])]
    for link in spec.links:
        old = picture.known.links[spec.name, link.column].get(key, ())
        new = row.values.get(link.column, old)
        if old != new:
            links[link.column] = new
            words.append(_arrow(link.column, " ".join(map(str, old)), " ".join(new)))  # type: ignore[arg-type]
    return Change(row, number, fields, links, tuple(words)) if fields or links else None  # type: ignore[arg-type]


def _words(spec: FileSpec, name: str, old: Any, new: Any) -> Iterator[str]:
    """« nom « A » → « B » »; a password is never shown."""
    if name == "password_hash":
        yield "mot de passe remplacé"
    elif name == "terms":
        before, after = json.loads(old), json.loads(new)
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                yield _arrow(TERMS.get(key, key), _terms(before.get(key)), _terms(after.get(key)))
    else:
        column = next((c for c in spec.columns if c.field == name), None)
        if column:
            yield _arrow(column.name, _shown(column.kind.show, old), _shown(column.kind.show, new))
        else:
            reference = next(r for r in spec.references if r.field == name)
            yield _arrow(reference.columns[-1], *((v[-1] if v else "") for v in (old, new)))


def _shown(show: Any, value: Any) -> str:
    return "" if value is None else str(show(value))


def _terms(value: Any) -> str:
    """A deadline or a price of the terms, as the file would write it."""
    if not isinstance(value, dict):
        return ""
    if "days" in value:
        unit = {"calendar": "calendaires", "working": "ouvrés"}[value["unit"]]
        return f"{value['days']} jours {unit} à {value['at']}"
    return str(value.get("flat", value))


def _arrow(name: str, old: str, new: str) -> str:
    return f"{name} « {old} » → « {new} »"
