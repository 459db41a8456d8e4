"""The file of a family as staff change it: the columns of the import, in words for people, so that
a form takes what an import takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from webapp.booking.rules.option import as_date
from webapp.database import row, rows
from webapp.staff.imports.files import CHILDREN, ENROLMENTS, FAMILIES, QUOTIENTS
from webapp.staff.imports.specs import Column, FileSpec
from webapp.staff.imports.values import YES_NO, Value
from webapp.words import dated, typeset

LONGEST = 300
"""Characters read of a field."""
HOMES = "SELECT family_id FROM custody WHERE child_id = ? ORDER BY id"
ENROLLED = """
SELECT e.id, e.activity_id, s.name, a.name, e.first_day, e.last_day FROM enrolment e
JOIN activity a ON a.id = e.activity_id JOIN structure s ON s.id = a.structure_id
WHERE e.child_id = ? ORDER BY e.last_day DESC, s.name, a.position, e.id LIMIT 100
"""
OFFERED = """
SELECT a.id, s.name, a.name FROM activity a JOIN structure s ON s.id = a.structure_id
WHERE a.structure_id IN (SELECT k.structure_id FROM membership k
  JOIN custody u ON u.family_id = k.family_id WHERE u.child_id = ?)
ORDER BY s.position, s.id, a.position, a.id
"""
DECLARED = """
SELECT declared_on, hundredths FROM quotient WHERE family_id = ? ORDER BY declared_on DESC LIMIT 50
"""


class Field(NamedTuple):
    """A column of an import with the words of a form. `kind`: of the `<input>`."""

    column: Column
    label: str
    hint: str = ""
    kind: str = "text"

    @property
    def name(self) -> str:
        return self.column.name


def _fields(spec: FileSpec, *told: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(Field(spec.by_name[name], *words) for name, *words in told)


CATEGORIES = "Des mots que les règles peuvent demander, séparés par des virgules\u00a0: PAI, CCAS…"
CHILD = _fields(
    CHILDREN,
    ("prenom", "Prénom"),
    ("nom", "Nom"),
    ("naissance", "Date de naissance", "Les places et les prix par âge en dépendent.", "date"),
    ("ecole", "École"),
    ("classe", "Classe"),
    ("categories", "Catégories", CATEGORIES),
    ("sante", "Santé", "Allergies, traitement, consignes\u00a0: lu par qui reçoit l’enfant."),
    ("menu", "Menu", "S’il n’est pas le menu habituel\u00a0: sans porc, végétarien…"),
    ("personnes", "Qui peut venir le chercher", "En plus des parents."),
    ("part_seul", "Il peut partir seul", "", "checkbox"),
    ("photo", "Il peut être photographié", "", "checkbox"),
)
FAMILY = _fields(
    FAMILIES,
    ("nom", "Nom de la famille"),
    ("adresse", "Adresse"),
    ("habitant", "Elle habite la commune", "", "checkbox"),
    ("categories", "Catégories", CATEGORIES),
)
QUOTIENT = _fields(
    QUOTIENTS,
    ("declare_le", "Déclaré le", "", "date"),
    ("valeur", "Quotient familial"),
)
ENROLMENT = _fields(
    ENROLMENTS,
    ("du", "Du", "", "date"),
    ("au", "Au, compris", "", "date"),
)


@dataclass
class Typed:
    """What was typed in a form, by the field's name; what is wrong with it, in French; what it
    means, by the table's column."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    meant: dict[str, Value] = field(default_factory=dict)


def read(fields: tuple[Field, ...], form: Mapping[str, str]) -> Typed:
    """Read as the import reads the same cells."""
    typed = Typed()
    for each in fields:
        text = " ".join(form.get(each.name, "")[:LONGEST].split())
        if each.kind == "checkbox":
            text = "oui" if text else "non"
        typed.values[each.name] = text
        _take(each, text, typed)
    return typed


def _take(each: Field, text: str, typed: Typed) -> None:
    if not text:
        typed.meant[each.column.field] = "" if each.kind == "text" else each.column.default
        if each.column.required:
            typed.errors[each.name] = "À remplir."
        return
    try:
        typed.meant[each.column.field] = each.column.kind.parse(text)
    except ValueError:
        typed.errors[each.name] = typeset(f"Attendu : {each.column.kind.expected}.")


def shown(fields: tuple[Field, ...], kept: Mapping[str, Any]) -> Typed:
    """What is kept, as the form shows it."""
    values = {}
    for each in fields:
        value = kept[each.column.field]
        day = each.kind == "date"
        values[each.name] = str(value) if day else each.column.kind.show(value)
    return Typed(values)


def told(fields: tuple[Field, ...], kept: Mapping[str, Any]) -> dict[str, str]:
    """What is kept, in words for the log."""
    return {
        each.label: _said(each, kept[each.column.field])
        for each in fields
        if each.column.field in kept
    }


def _said(each: Field, value: Any) -> str:
    if each.kind == "date":
        return dated(as_date(value))
    return each.column.kind.show(bool(value) if each.column.kind is YES_NO else value)


def columns(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The columns of the table, in the order of the fields."""
    return tuple(each.column.field for each in fields)


def version(kept: Mapping[str, Any]) -> str:
    """What a form brings back, to tell whether somebody has changed the file since."""
    return sha256(repr(sorted(kept.items())).encode()).hexdigest()[:16]


class Enrolled(NamedTuple):
    """A child's enrolment; days included."""

    id: int
    activity: int
    structure: str
    name: str
    first: date
    last: date


def homes(child: int) -> list[int]:
    """The families of a child."""
    return [family for (family,) in rows(HOMES, child)]


def enrolments(child: int) -> list[Enrolled]:
    """All of a child's, the last to end first."""
    return [
        Enrolled(number, activity, structure, name, as_date(first), as_date(last))
        for number, activity, structure, name, first, last in rows(ENROLLED, child)
    ]


def offered(child: int) -> list[tuple[int, str]]:
    """The activities of the structures that know the child: id, name."""
    found = rows(OFFERED, child)
    several = len({structure for _, structure, _ in found}) > 1
    return [(n, f"{name} ({structure})" if several else name) for n, structure, name in found]


def quotients(family: int) -> list[tuple[date, int]]:
    """(declared on, hundredths), the last first."""
    return [(as_date(day), hundredths) for day, hundredths in rows(DECLARED, family)]


def kept(sql: str, fields: tuple[Field, ...], number: int) -> dict[str, Any] | None:
    """A row as it is, by column; None if there is none."""
    found = row(sql, number)
    return dict(zip(columns(fields), found, strict=True)) if found else None
