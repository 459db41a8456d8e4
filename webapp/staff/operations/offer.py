"""Changing an activity: its rules, its name. What families have booked stays as it is.

Whoever edits says which version was read; a version that is no longer the present one is refused,
and nothing is overwritten.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from webapp.activities.rules.places import reseated
from webapp.activities.rules.terms import parse
from webapp.audit.operations import Author, Thing, record
from webapp.booking.rules.option import as_date
from webapp.database import execute, is_sqlite, marks, retried, row, rows, write_transaction
from webapp.staff.imports.rule_files import Rules
from webapp.staff.imports.terms import differences
from webapp.staff.operations.aside import put_back, set_aside

FOUND = "SELECT version, terms, name, short_name, visible, waiting_list FROM activity"
OF = " WHERE id = ? AND structure_id = ?"
RULES = """
UPDATE activity SET terms = ?, waiting_list = ?, version = version + 1
WHERE id = ? AND structure_id = ?
"""
NAMES = """
UPDATE activity SET name = ?, short_name = ?, visible = ?, version = version + 1
WHERE id = ? AND structure_id = ?
"""
GROW = "UPDATE structure SET revision = revision + 1 WHERE id = ?"
DAYS = "SELECT id, day, capacity FROM open_day WHERE activity_id = ? AND day >= ? ORDER BY id"
SEATS = """
UPDATE open_day SET capacity = CASE WHEN taken > ? THEN taken ELSE ? END WHERE id IN ({marks})
"""
NO_LIMIT = "UPDATE open_day SET capacity = NULL WHERE id IN ({marks})"
CHUNK = 500


class OutrunError(Exception):
    """Somebody else has changed the activity meanwhile."""


class Names(NamedTuple):
    """How an activity is called, and whether families see it."""

    name: str
    short_name: str
    visible: bool


class Edited(NamedTuple):
    """What is edited: an activity of a structure, as it was in a version."""

    structure: int
    activity: int
    version: int


@retried
def save_rules(what: Edited, rules: Rules, by: Author, now: int, today: date) -> None:
    """Give an activity these rules from now on; places that they state go to its coming days.

    No day gets fewer places than are taken. The same rules again change nothing. Raises
    OutrunError, LookupError if there is no such activity.
    """
    with write_transaction():
        version, terms, name, *_ = _lock(what)
        if terms == rules.text:
            return
        if version != what.version:
            raise OutrunError
        listed = rules.terms.places.waiting_list
        execute(RULES, rules.text, listed, what.activity, what.structure)
        execute(GROW, what.structure)
        seats = _reseat(what.activity, terms, rules, today)
        found = differences(terms, rules.text)
        before = {place: old for place, (old, _) in found.items()}
        after = {place: new for place, (_, new) in found.items()} | _told(seats)
        thing = Thing("activity", what.activity, name)
        record(by, now, "activity.rules", thing, before=before, after=after)


def _told(seats: dict[int, int | None]) -> dict[str, int]:
    return {"jours dont les places changent": len(seats)} if seats else {}


def _lock(what: Edited) -> tuple[int, str, str, str, bool, bool]:
    sql = FOUND + OF + ("" if is_sqlite() else " FOR NO KEY UPDATE")
    found = row(sql, what.activity, what.structure)
    if found is None:
        raise LookupError(what.activity)
    return found


def _reseat(activity: int, before: str, rules: Rules, today: date) -> dict[int, int | None]:
    """The places of the coming days, where those that the rules state are others."""
    lock = "" if is_sqlite() else " FOR NO KEY UPDATE"
    days = [
        (number, as_date(day), capacity)
        for number, day, capacity in rows(DAYS + lock, activity, today.isoformat())
    ]
    found = reseated(parse(before).places, rules.terms.places, days)
    for seats in Counter(found.values()):
        set_capacity([number for number, each in found.items() if each == seats], seats)
    return found


def set_capacity(days: list[int], seats: int | None) -> None:
    """Give open days so many places (None: without limit), and never fewer than are taken; within
    the caller's transaction. Who waits for them comes before all others, by night."""
    for start in range(0, len(days), CHUNK):
        some = days[start : start + CHUNK]
        if seats is None:
            execute(NO_LIMIT.format(marks=marks(some)), *some)
        else:
            put_back("open_day", some)
            execute(SEATS.format(marks=marks(some)), seats, seats, *some)
            set_aside("open_day", some)


@retried
def rename(what: Edited, names: Names, by: Author, now: int) -> None:
    """Call an activity so, show or hide it. Raises OutrunError, LookupError likewise."""
    with write_transaction():
        version, _, *old, _ = _lock(what)
        known = Names(str(old[0]), str(old[1]), bool(old[2]))
        if known == names:
            return
        if version != what.version:
            raise OutrunError
        execute(NAMES, *names, what.activity, what.structure)
        execute(GROW, what.structure)
        before, after = (_in_words(each) for each in (known, names))
        changed = [key for key in before if before[key] != after[key]]
        record(
            by, now, "activity.changed", Thing("activity", what.activity, names.name),
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )  # fmt: skip


def _in_words(names: Names) -> dict[str, str]:
    return {
        "nom": names.name,
        "nom court": names.short_name,
        "visible des familles": "oui" if names.visible else "non",
    }
