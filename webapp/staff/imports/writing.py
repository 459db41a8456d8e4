"""Writing a plan, inside the transaction of `operations.py`; parents first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webapp.database import execute, execute_many, marks
from webapp.staff.imports.capacities import new_counter_days
from webapp.staff.imports.files import ACTIVITIES, COUNTER_DAYS, FAMILIES, STRUCTURES, WALLETS
from webapp.staff.imports.known import Known
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.planning import Change, FilePlan
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Link, Natural, table_of
from webapp.staff.imports.values import ages_range
from webapp.staff.operations import aside
from webapp.wallets.operations import Entry, enter

GROW = "UPDATE structure SET revision = revision + 1 WHERE id = ?"
INSERT = "INSERT INTO {table} ({columns}) VALUES ({marks})"
UPDATE = "UPDATE {table} SET {columns} WHERE id = ?"
CHUNK = 500
UPDATE_CAPACITY = "UPDATE {table} SET {columns} WHERE id = ? AND taken <= ?"
UNLINK = "DELETE FROM {table} WHERE {own} = ?"
LINK = "INSERT INTO {table} ({own}, {other}) VALUES (?, ?)"
LINK_AGES = "INSERT INTO {table} ({own}, {other}, least_age, most_age) VALUES (?, ?, ?, ?)"


class OutrunError(Exception):
    """Somebody took seats between the check and the write: nothing was imported."""


def write_file(picture: Picture, plan: FilePlan) -> None:
    """Create and change the rows of one file."""
    spec = plan.spec
    _insert(picture, spec, plan.created)
    picture.known.load(spec, [r.fields["code"] for r in plan.created] if spec.frozen else None)
    for row in plan.created:
        for link in spec.links:
            number = _id(picture.known, spec.name, spec.natural(row.values))
            codes: Any = row.values.get(link.column) or ()
            _link(picture, spec, link, number, row, codes)
    for change in plan.changed:
        _update(picture, spec, change)


def set_aside(plans: Iterable[FilePlan]) -> None:
    """Where the places have changed, who waits for them comes before all others, by night."""
    for plan in plans:
        grown = [change.id for change in plan.changed if "capacity" in change.fields]
        for start in range(0, len(grown), CHUNK):
            aside.set_aside(plan.spec.table, grown[start : start + CHUNK])


def grow_revisions(known: Known, plans: Iterable[FilePlan]) -> None:
    """What processes keep in memory about a structure is read again."""
    touched = set()
    for plan in plans:
        if plan.spec.cached:
            rows = [*plan.created, *(change.row for change in plan.changed)]
            touched |= {(row.values.get("structure") or row.values["code"],) for row in rows}
    numbers = [(known.ids[STRUCTURES.name][key],) for key in sorted(touched)]
    execute_many(GROW, numbers)


def write_ledger(picture: Picture, plan: FilePlan, kind: str, now: datetime) -> None:
    """A consumption charges the wallet of its activity; a payment credits its own."""
    charges = kind == "consumption"
    known, activities = picture.known, picture.final(ACTIVITIES.name)
    entries = []
    for row in plan.created:
        fields: dict[str, Any] = {**plan.spec.defaults, **row.fields}
        entry = activities[fields["activity_id"]] if charges else fields
        wallet = _id(known, WALLETS.name, entry["wallet_id"])
        family = _id(known, FAMILIES.name, fields["family_id"])
        cents = -fields["cents"] if charges else fields["cents"]
        label = entry["name"] if charges else fields["label"]
        entries.append(Entry(family, wallet, fields["day"], cents, kind, fields["code"], label))
    enter(entries, int(now.timestamp()))


def _id(known: Known, name: str, key: Any) -> int:
    return known.ids[name][key]


def _insert(picture: Picture, spec: FileSpec, created: list[Row]) -> None:
    columns = list(spec.defaults)
    parents = {reference.field: reference.to for reference in spec.references}
    starts = new_counter_days(picture) if spec is COUNTER_DAYS else {}
    lines = []
    for row in created:
        fields = {**spec.defaults, **row.fields, **_held(starts, spec, row)}
        lines.append([_stored(picture.known, parents.get(name), fields[name]) for name in columns])
    sql = INSERT.format(table=spec.table, columns=", ".join(columns), marks=marks(columns))
    execute_many(sql, lines)


def _held(starts: dict[Natural, tuple[int, int]], spec: FileSpec, row: Row) -> dict[str, int]:
    key = spec.natural(row.values)
    taken, released = starts.get(key, (0, 0)) if key else (0, 0)
    return {"taken": taken, "released": released} if starts else {}


def _stored(known: Known, parent: str | None, value: Any) -> Any:
    return value if parent is None or value is None else _id(known, parent, value)


def _update(picture: Picture, spec: FileSpec, change: Change) -> None:
    if change.fields:
        _set(picture.known, spec, change)
    for link in spec.links:
        if link.column in change.links:
            execute(UNLINK.format(table=table_of(link.model), own=link.own), change.id)
            _link(picture, spec, link, change.id, change.row, change.links[link.column])


def _set(known: Known, spec: FileSpec, change: Change) -> None:
    """A capacity is lowered only where the seats taken by now allow it."""
    parents = {reference.field: reference.to for reference in spec.references}
    values = [_stored(known, parents.get(name), value) for name, value in change.fields.items()]
    columns = ", ".join(f"{name} = ?" for name in change.fields)
    columns += ", version = version + 1" if spec.versioned else ""
    bound = [change.fields["capacity"]] if change.fields.get("capacity") is not None else []
    sql = (UPDATE_CAPACITY if bound else UPDATE).format(table=spec.table, columns=columns)
    if not execute(sql, *values, change.id, *bound):
        raise OutrunError(spec.name)


def _link(
    picture: Picture, spec: FileSpec, link: Link, own: int, row: Row, codes: Iterable[Any]
) -> None:
    within = tuple(row.values[name] for name in link.within)
    key = spec.natural(row.values)
    text = picture.ages(spec, link, key)[1] if link.ages and key else ""
    ages = ages_range(text) if link.ages else ()
    sql = (LINK_AGES if link.ages else LINK).format(
        table=table_of(link.model), own=link.own, other=link.other
    )
    known = picture.known
    execute_many(sql, [(own, _id(known, link.to, (*within, code)), *ages) for code in codes])
