"""Opening the file of a family that comes to the office, and of a child that joins one."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, execute_many, retried, row, write_transaction
from webapp.families.operations import index
from webapp.staff import filing
from webapp.staff.filing import CHILD, FAMILY

NEXT = {
    "child": "SELECT COALESCE(MAX(id), 0) + 1 FROM child",
    "family": "SELECT COALESCE(MAX(id), 0) + 1 FROM family",
}
TAKEN = {
    "child": "SELECT 1 FROM child WHERE code = ?",
    "family": "SELECT 1 FROM family WHERE code = ?",
}
INSERT = "INSERT INTO {} (code, {}) VALUES (?, {}) RETURNING id"
NEW = {
    kind: INSERT.format(kind, ", ".join(columns), ", ".join("?" * len(columns)))
    for kind, columns in (
        ("child", filing.columns(CHILD)),
        ("family", filing.columns(FAMILY)),
    )
}
ALIKE = {
    "child": """
SELECT d.first_name || ' ' || d.last_name || COALESCE(', famille ' || f.name, '') FROM child d
LEFT JOIN custody u ON u.child_id = d.id LEFT JOIN family f ON f.id = u.family_id
WHERE LOWER(d.first_name) = LOWER(?) AND LOWER(d.last_name) = LOWER(?) AND d.birth_day = ? LIMIT 1
""",
    "family": """
SELECT name || ', n° ' || code FROM family
WHERE LOWER(name) = LOWER(?) AND LOWER(address) = LOWER(?) LIMIT 1
""",
}
KNOWN_TO = "INSERT INTO membership (family_id, structure_id) VALUES (?, ?)"
LIVES_WITH = "INSERT INTO custody (child_id, family_id, pattern, days) VALUES (?, ?, 'always', '')"
HOLD = "UPDATE family SET code = code WHERE id = ?"


class AlikeError(Exception):
    """There is one already that looks the same; the message names it."""


@retried
def open_family(
    wanted: Mapping[str, Any], structures: Sequence[int], by: Author, now: int, *, alike: bool
) -> int:
    """A family known to `structures`; its id. Raises AlikeError unless `alike` may be."""
    with write_transaction():
        if not alike:
            _refuse_alike("family", wanted["name"], wanted["address"])
        number = _insert("family", [wanted[name] for name in filing.columns(FAMILY)])
        execute_many(KNOWN_TO, [(number, structure) for structure in structures])
        index([number])
        thing = Thing("family", number, f"famille {wanted['name']}")
        said = filing.told(FAMILY, wanted)
        record(by, now, "family.opened", thing, family=number, after=said)
        return number


@retried
def add_child(family: int, wanted: Mapping[str, Any], by: Author, now: int, *, alike: bool) -> int:
    """A child that always lives with `family`; its id. Raises LookupError, AlikeError unless
    `alike` may be."""
    with write_transaction():
        if not execute(HOLD, family):
            raise LookupError(family)
        if not alike:
            _refuse_alike("child", wanted["first_name"], wanted["last_name"], wanted["birth_day"])
        number = _insert("child", [wanted[name] for name in filing.columns(CHILD)])
        execute(LIVES_WITH, number, family)
        index([family])
        thing = Thing("child", number, f"{wanted['first_name']} {wanted['last_name']}")
        said = filing.told(CHILD, wanted)
        record(by, now, "child.added", thing, family=family, after=said)
        return number


def _refuse_alike(kind: str, *names: str) -> None:
    found = row(ALIKE[kind], *names)
    if found:
        raise AlikeError(found[0])


def _insert(kind: str, values: Sequence[Any]) -> int:
    """With a code that no import has given."""
    free: Any = row(NEXT[kind])
    number = int(free[0])
    while row(TAKEN[kind], f"M{number:05d}"):
        number += 1
    made: Any = row(NEW[kind], f"M{number:05d}", *values)
    return int(made[0])
