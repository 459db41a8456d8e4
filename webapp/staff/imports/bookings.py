"""Bookings already held: which lines are new, whether the child may have them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webapp.database import marks, rows
from webapp.staff.imports.files import (
    ACTIVITIES,
    BOOKINGS,
    CHILDREN,
    CUSTODY,
    ENROLMENTS,
    OPEN_DAYS,
    SUPPLEMENTS,
)
from webapp.staff.imports.known import chunks
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.prices import ASKED, Prices
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import Natural
from webapp.staff.imports.values import Value

IMPORTED = "imported"

HELD = (
    "SELECT b.child_id, b.open_day_id, b.supplement_id, b.state FROM booking b "
    "WHERE b.open_day_id IN ({marks}) AND (b.state IN ('booked', 'waiting') OR EXISTS "
    "(SELECT 1 FROM movement m WHERE m.booking_id = b.id AND m.reason_code = ?))"
)
FILLED = (
    "SELECT child_id, day, slot FROM booking_slot "
    "WHERE child_id IN ({marks}) AND day BETWEEN ? AND ?"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the database holds on the days of the folder.

    `known`: keys that are not to be imported again, live or imported once and ended since.
    `booked`: keys of live bookings that have their seat. `slots`: (child, day, slot) filled.
    """

    known: frozenset[Natural]
    booked: frozenset[Natural]
    slots: frozenset[tuple[Value, ...]]


def load_held(picture: Picture) -> Held:
    days = {key: None for row in picture.rows(BOOKINGS) if (key := _open_day(row))}
    ids = picture.known.ids[OPEN_DAYS.name]
    known, booked = set(), set()
    for key, state in _bookings(picture, [ids[day] for day in days if day in ids]):
        known.add(key)
        if state == "booked":
            booked.add(key)
    return Held(frozenset(known), frozenset(booked), _slots(picture))


def new_rows(picture: Picture, held: Held) -> list[Row]:
    """The lines to import; lines whose references dangle are already reported."""
    return [
        row
        for key, row in picture.keys[BOOKINGS.name].items()
        if key not in held.known and _stands(picture, row)
    ]


def _stands(picture: Picture, row: Row) -> bool:
    """True if all that the line refers to can be looked at."""
    wanted: list[tuple[str, Any]] = [
        (reference.to, row.fields[reference.field]) for reference in BOOKINGS.references
    ]
    wanted.append((ACTIVITIES.name, (row.values["structure"], row.values["activite"])))
    return all(key is None or key in picture.final(name) for name, key in wanted)


def check_bookings(
    picture: Picture, new: list[Row], held: Held, prices: Prices
) -> Iterator[Problem]:
    """Reads the final picture: enrolments, custody and days of the folder count."""
    custody = picture.final(CUSTODY.name)
    spans = _enrolled(picture)
    for row in new:
        values = row.values
        if _sure(picture, CUSTODY.name) and (values["famille"], values["enfant"]) not in custody:
            yield row.problem("famille", "cette famille n’a pas la garde de l’enfant (gardes.csv)")
        if _sure(picture, ENROLMENTS.name) and not _is_enrolled(spans, values):
            yield row.problem(
                "enfant", "enfant non inscrit à l’activité ce jour-là (inscriptions.csv)"
            )
        yield from _waiting(picture, row)
        yield from _priceless(picture, row, prices)
    yield from _supplements(new, held)
    yield from _meeting(picture, new, held)


def is_booked(row: Row) -> bool:
    return row.values["etat"] == "booked"


def slots_of(picture: Picture, row: Row) -> list[str]:
    """The parts of the day that the booking fills: none when waiting, none for a supplement."""
    if not is_booked(row) or row.values.get("supplement"):
        return []
    return str(_activity(picture, row)["slots"]).split()


def _activity(picture: Picture, row: Row) -> dict[str, Any]:
    return picture.final(ACTIVITIES.name)[row.values["structure"], row.values["activite"]]


def _open_day(row: Row) -> Natural:
    return (row.values["structure"], row.values["activite"], row.values["jour"])


def _sure(picture: Picture, name: str) -> bool:
    return name not in picture.doubtful


def _bookings(picture: Picture, open_days: list[int]) -> Iterator[tuple[Natural, str]]:
    children = {number: key for key, number in picture.known.ids[CHILDREN.name].items()}
    days = {number: key for key, number in picture.known.ids[OPEN_DAYS.name].items()}
    supplements = {number: key for key, number in picture.known.ids[SUPPLEMENTS.name].items()}
    for ids in chunks(open_days):
        found = rows(HELD.format(marks=marks(ids)), *ids, IMPORTED)
        for child, day, supplement, state in found:
            code = None if supplement is None else supplements[supplement][-1]
            yield (*children[child], *days[day], code), state


def _slots(picture: Picture) -> frozenset[tuple[Value, ...]]:
    """Parts of days filled in the database, for the children and days of the folder."""
    days = [str(row.values["jour"]) for row in picture.rows(BOOKINGS)]
    ids = picture.known.ids[CHILDREN.name]
    children = {
        ids[key]: key[0]
        for row in picture.rows(BOOKINGS)
        if (key := (row.values["enfant"],)) in ids
    }
    found = set()
    for numbers in chunks(children):
        sql = FILLED.format(marks=marks(numbers))
        for child, day, slot in rows(sql, *numbers, min(days), max(days)):
            found.add((children[child], day, slot))
    return frozenset(found)


def _enrolled(picture: Picture) -> dict[Natural, list[tuple[str, str]]]:
    spans: dict[Natural, list[tuple[str, str]]] = defaultdict(list)
    for key, fields in picture.final(ENROLMENTS.name).items():
        spans[key[:3]].append((fields["first_day"], fields["last_day"]))
    return spans


def _is_enrolled(spans: dict[Natural, list[tuple[str, str]]], values: dict[str, Value]) -> bool:
    key = (values["enfant"], values["structure"], values["activite"])
    return any(first <= str(values["jour"]) <= last for first, last in spans.get(key, ()))


def _waiting(picture: Picture, row: Row) -> Iterator[Problem]:
    if is_booked(row):
        return
    if not _activity(picture, row)["waiting_list"]:
        yield row.problem("etat", "cette activité n’a pas de liste d’attente (activites.csv)")
    if row.values.get("depuis") is None:
        yield row.problem("depuis", "attendu, l’instant de la demande, qui donne le rang")


def _priceless(picture: Picture, row: Row, prices: Prices) -> Iterator[Problem]:
    """Rules that refuse a child a price can still be overruled by the price agreed."""
    unsure = not all(_sure(picture, spec.name) for spec in ASKED)
    if unsure or row.values.get("prix") is not None or prices.quote(row):
        return
    expected = "attendu, le prix convenu : les règles de l’activité n’en donnent pas à cet enfant"
    yield row.problem("prix", expected)


def _supplements(new: list[Row], held: Held) -> Iterator[Problem]:
    """A supplement goes with the activity, booked on that day."""
    booked = set(held.booked) | {BOOKINGS.natural(row.values) for row in new if is_booked(row)}
    for row in new:
        key = BOOKINGS.natural({**row.values, "supplement": None})
        if row.values.get("supplement") and key not in booked:
            yield row.problem("supplement", "l’enfant n’est pas réservé à l’activité ce jour-là")


def _meeting(picture: Picture, new: list[Row], held: Held) -> Iterator[Problem]:
    filled: dict[tuple[Value, ...], Row] = {}
    for row in new:
        for slot in slots_of(picture, row):
            place = (row.values["enfant"], row.values["jour"], slot)
            other = filled.setdefault(place, row)
            if other is not row or place in held.slots:
                where = f"ligne {other.line}" if other is not row else "dans la base"
                yield row.problem(
                    "jour", f"l’enfant a déjà une réservation sur le créneau « {slot} » ({where})"
                )
                break
