"""Changing the file of a family in the office: who the child is, what must be known of it, what it
is enrolled in; the household and what it declares."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.audit.operations import Author, Thing, record
from webapp.booking.rules.option import as_date
from webapp.database import execute, retried, row, write_transaction
from webapp.families.operations import index
from webapp.staff import filing
from webapp.staff.filing import CHILD, FAMILY, Field
from webapp.words import dated

HELD = {
    "child": "UPDATE child SET code = code WHERE id = ?",
    "family": "UPDATE family SET code = code WHERE id = ?",
}
COLUMNS = {"child": filing.columns(CHILD), "family": filing.columns(FAMILY)}
READ, WRITE = "SELECT {} FROM {} WHERE id = ?", "UPDATE {} SET {} WHERE id = ?"
KEPT = {kind: READ.format(", ".join(columns), kind) for kind, columns in COLUMNS.items()}
CHANGE = {
    kind: WRITE.format(kind, ", ".join(f"{column} = ?" for column in columns))
    for kind, columns in COLUMNS.items()
}
DECLARED = "SELECT hundredths FROM quotient WHERE family_id = ? AND declared_on = ?"
DECLARE = """
INSERT INTO quotient (family_id, declared_on, hundredths) VALUES (?, ?, ?)
ON CONFLICT (family_id, declared_on) DO UPDATE SET hundredths = excluded.hundredths
"""
RETRACT = "DELETE FROM quotient WHERE family_id = ? AND declared_on = ?"
NAME = {
    "child": "SELECT first_name || ' ' || last_name FROM child WHERE id = ?",
    "family": "SELECT 'famille ' || name FROM family WHERE id = ?",
}
MAY = """
SELECT a.name FROM activity a WHERE a.id = ? AND a.structure_id IN (SELECT k.structure_id
  FROM membership k JOIN custody u ON u.family_id = k.family_id WHERE u.child_id = ?)
"""
MEETS = """
SELECT first_day, last_day FROM enrolment WHERE child_id = ? AND activity_id = ? AND id <> ?
  AND first_day <= ? AND last_day >= ? ORDER BY first_day LIMIT 1
"""
ENROL = "INSERT INTO enrolment (child_id, activity_id, first_day, last_day) VALUES (?, ?, ?, ?)"
ONE = """
SELECT e.activity_id, a.name, e.first_day, e.last_day FROM enrolment e
JOIN activity a ON a.id = e.activity_id WHERE e.id = ? AND e.child_id = ?
"""
MOVE = "UPDATE enrolment SET first_day = ?, last_day = ? WHERE id = ?"
DROP = "DELETE FROM enrolment WHERE id = ?"
# Bookings that live on days that no enrolment holds any more.
OUTSIDE = """
SELECT COUNT(*) FROM booking b JOIN open_day o ON o.id = b.open_day_id
WHERE b.child_id = ? AND b.day >= ? AND b.state IN ('booked', 'waiting')
  AND b.supplement_id IS NULL AND NOT EXISTS (SELECT 1 FROM enrolment e
    WHERE e.child_id = b.child_id AND e.activity_id = o.activity_id
      AND e.first_day <= b.day AND e.last_day >= b.day)
"""


class StaleError(Exception):
    """Somebody else has changed it since the page was read: nothing was written."""


class MeetsError(Exception):
    """The child is enrolled there already on some of these days; the message says when."""


class Enrolment(NamedTuple):
    """What is wanted; ISO days, both included. `id` 0: another one."""

    child: int
    activity: int
    first: str
    last: str
    id: int = 0


def kept(kind: str, fields: tuple[Field, ...], number: int) -> dict[str, Any] | None:
    """The file of a child or family as it is."""
    return filing.kept(KEPT[kind], fields, number)


@retried
def change_child(
    number: int, version: str, wanted: Mapping[str, Any], by: Author, now: int
) -> bool:
    """Keep what a form says of a child; False if it is so already. Raises LookupError, or
    StaleError."""
    with write_transaction():
        families = filing.homes(number)
        return _change("child", CHILD, number, version, wanted, families, by, now)


@retried
def change_family(
    number: int, version: str, wanted: Mapping[str, Any], by: Author, now: int
) -> bool:
    """The same for a household."""
    with write_transaction():
        return _change("family", FAMILY, number, version, wanted, [number], by, now)


def _change(
    kind: str, fields: tuple[Field, ...], number: int, version: str, wanted: Mapping[str, Any],
    families: Sequence[int], by: Author, now: int,
) -> bool:  # fmt: skip
    execute(HELD[kind], number)
    before = kept(kind, fields, number)
    if before is None:
        raise LookupError(number)
    if all(before[name] == wanted[name] for name in before):
        return False
    if filing.version(before) != version:
        raise StaleError
    execute(CHANGE[kind], *(wanted[name] for name in filing.columns(fields)), number)
    index(families)
    changed = {name for name in before if before[name] != wanted[name]}
    said = [
        filing.told(fields, {name: each[name] for name in sorted(changed)})
        for each in (before, wanted)
    ]
    _record(f"{kind}.changed", kind, number, families, said[0], said[1], by, now)
    return True


def _record(
    action: str, kind: str, number: int, families: Sequence[int], before: dict[str, str],
    after: dict[str, str], by: Author, now: int,
) -> None:  # fmt: skip
    """Once for each home: it stands in the history of both."""
    named: Any = row(NAME[kind], number)
    thing = Thing(kind, number, named[0])
    for family in families:
        record(by, now, action, thing, family=family, before=before, after=after)


@retried
def declare(family: int, day: str, hundredths: int, by: Author, now: int) -> bool:
    """A quotient as declared on a day (ISO); one of the same day is put right. False if it is there
    already. Raises LookupError."""
    with write_transaction():
        execute(HELD["family"], family)
        if row(NAME["family"], family) is None:
            raise LookupError(family)
        found = row(DECLARED, family, day)
        if found and found[0] == hundredths:
            return False
        execute(DECLARE, family, day, hundredths)
        before = _quotient(day, found[0]) if found else {}
        after = _quotient(day, hundredths)
        _record("quotient.changed", "family", family, [family], before, after, by, now)
        return True


@retried
def retract(family: int, day: str, by: Author, now: int) -> bool:
    """Take back a quotient entered by mistake; False if it is gone."""
    with write_transaction():
        execute(HELD["family"], family)
        found = row(DECLARED, family, day)
        if found is None:
            return False
        execute(RETRACT, family, day)
        before = _quotient(day, found[0])
        _record("quotient.changed", "family", family, [family], before, {}, by, now)
        return True


def _quotient(day: str, hundredths: int) -> dict[str, str]:
    value, declared = filing.QUOTIENT[1], filing.QUOTIENT[0]
    return {
        declared.label: dated(as_date(day)),
        value.label: value.column.kind.show(hundredths),
    }


@retried
def enrol(wanted: Enrolment, by: Author, now: int) -> bool:
    """Enrol a child, or move the days of an enrolment; False if it is so already. No booking is
    touched: see `outside`. Raises LookupError, MeetsError."""
    child, activity, first, last, number = wanted
    with write_transaction():
        execute(HELD["child"], child)
        was = row(ONE, number, child) if number else None
        if number and was is None:
            raise LookupError(number)
        activity = was[0] if was else activity
        offered = row(MAY, activity, child)
        if offered is None and was is None:
            raise LookupError(activity)
        name = was[1] if was else offered[0]  # type: ignore[index]
        if was and (str(was[2]), str(was[3])) == (first, last):
            return False
        met = row(MEETS, child, activity, number, last, first)
        if met:
            raise MeetsError(f"du {dated(as_date(met[0]))} au {dated(as_date(met[1]))}")
        if number:
            execute(MOVE, first, last, number)
        else:
            execute(ENROL, child, activity, first, last)
        before = _enrolled(name, was[2], was[3]) if was else {}
        _enrolment(child, before, _enrolled(name, first, last), by, now)
        return True


@retried
def end(child: int, number: int, by: Author, now: int) -> bool:
    """Take an enrolment back; False if it is gone."""
    with write_transaction():
        execute(HELD["child"], child)
        was = row(ONE, number, child)
        if was is None:
            return False
        execute(DROP, number)
        _enrolment(child, _enrolled(*was[1:]), {}, by, now)
        return True


def _enrolled(name: str, first: Any, last: Any) -> dict[str, str]:
    return {"inscription": f"{name}, du {dated(as_date(first))} au {dated(as_date(last))}"}


def _enrolment(
    child: int, before: dict[str, str], after: dict[str, str], by: Author, now: int
) -> None:
    families = filing.homes(child)
    _record("enrolment.changed", "child", child, families, before, after, by, now)


def outside(child: int, today: date) -> int:
    """Bookings to come on days on which the child is not enrolled in their activity."""
    found: Any = row(OUTSIDE, child, today.isoformat())
    return int(found[0])
