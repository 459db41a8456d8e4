"""Writing a plan, inside the transaction of `operations.py`; parents first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webapp.database import execute, execute_many, marks
from webapp.staff.imports.capacities import new_counter_days
from webapp.staff.imports.files import BY_NAME, COUNTER_DAYS, STRUCTURES
from webapp.staff.imports.known import Known
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.planning import Change, FilePlan
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Link, Natural


class Outrun(Exception):
    """Somebody took seats between the check and the write: nothing was imported."""


def write_file(picture: Picture, plan: FilePlan) -> None:
    """Create and change the rows of one file."""
    spec = plan.spec
    _insert(picture, spec, plan.created)
    picture.known.load(spec, [r.fields["code"] for r in plan.created] if spec.frozen else None)
    for row in plan.created:
        for link in spec.links:
            number = _id(picture.known, spec.name, spec.natural(row.values))
            _link(picture.known, link, number, row, row.values.get(link.column) or ())  # type: ignore[arg-type]
    for change in plan.changed:
        _update(picture.known, spec, change)


def grow_revisions(known: Known, plans: Iterable[FilePlan]) -> None:
    """What processes keep in memory about a structure is read again."""
    touched = set()
    for plan in plans:
        if plan.spec.cached:
            rows = [*plan.created, *(change.row for change in plan.changed)]
            touched |= {(row.values.get("structure") or row.values["code"],) for row in rows}
    numbers = [(known.ids[STRUCTURES.name][key],) for key in sorted(touched)]
    execute_many("UPDATE structure SET revision = revision + 1 WHERE id = ?", numbers)


def write_ledger(picture: Picture, plan: FilePlan, kind: str, now: datetime) -> None:
    """A consumption charges the wallet of its activity; a payment credits its own."""
    charges = kind == "consumption"
    entries = []
    for row in plan.created:
        fields = row.fields
        if charges:
            activity = picture.final("activites.csv")[fields["activity_id"]]  # type: ignore[index]
            wallet, label = activity["wallet_id"], activity["name"]
        else:
            wallet, label = fields["wallet_id"], fields.get("label", "Règlement")
        cents = int(fields["cents"])  # type: ignore[arg-type]
        entries.append(
            (
                _id(picture.known, "familles.csv", fields["family_id"]),
                _id(picture.known, "porte_monnaie.csv", wallet),
                fields["day"],
                -cents if charges else cents,
                kind,
                fields["code"],
                label,
                int(now.timestamp()),
            )
        )
    execute_many(
        "INSERT INTO ledger_entry (family_id, wallet_id, day, cents, kind, source, label, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        entries,
    )


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
    execute_many(
        f"INSERT INTO {spec.table} ({', '.join(columns)}) VALUES ({marks(columns)})", lines
    )


def _held(starts: dict[Natural, tuple[int, int]], spec: FileSpec, row: Row) -> dict[str, int]:
    key = spec.natural(row.values)
    taken, released = starts.get(key, (0, 0)) if key else (0, 0)
    return {"taken": taken, "released": released} if starts else {}


def _stored(known: Known, parent: str | None, value: Any) -> Any:
    return value if parent is None or value is None else _id(known, parent, value)


def _update(known: Known, spec: FileSpec, change: Change) -> None:
    parents = {reference.field: reference.to for reference in spec.references}
    if change.fields:
        sets = ", ".join(f"{name} = ?" for name in change.fields)
        values = [_stored(known, parents.get(n), v) for n, v in change.fields.items()]
        guard, bounds = "", []
        if change.fields.get("capacity") is not None:
            guard, bounds = " AND taken <= ?", [change.fields["capacity"]]
        if not execute(
            f"UPDATE {spec.table} SET {sets} WHERE id = ?{guard}", *values, change.id, *bounds
        ):
            raise Outrun(spec.name)
    for link in spec.links:
        if link.column in change.links:
            execute(f"DELETE FROM {link.model._meta.table_name} WHERE {link.own} = ?", change.id)
            _link(known, link, change.id, change.row, change.links[link.column])


def _link(known: Known, link: Link, own: int, row: Row, codes: Iterable[Any]) -> None:
    within = tuple(row.values[name] for name in link.within)
    table = BY_NAME[link.to].name
    execute_many(
        f"INSERT INTO {link.model._meta.table_name} ({link.own}, {link.other}) VALUES (?, ?)",
        [(own, _id(known, table, (*within, code))) for code in codes],
    )
