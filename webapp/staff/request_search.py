"""Which movements of a structure a search finds, among millions: three queries at wanted.

What is asked for often is among the last movements, which are looked through one by one: an index
would bring all of it to be sorted. What is not is rare, and an index finds it. Each query says by
its form which way it goes, so that neither engine walks through all movements.
"""

from datetime import date
from typing import Any, NamedTuple

from webapp.database import rows
from webapp.staff.families import within

LAST = 2**62
WINDOW = 20_000
"""Movements looked through one by one."""

RECENT = """
SELECT m.id FROM movement m
WHERE m.id > ? AND m.id < ? AND m.structure_id = ?{conditions} ORDER BY m.id DESC LIMIT ?
"""
NEWEST = "SELECT COALESCE(MAX(id), 0) FROM movement"
# The index gives them in their order.
ORDERED = """
SELECT m.id FROM movement m
WHERE m.structure_id = ? AND m.id < ?{conditions} ORDER BY m.id DESC LIMIT ?
"""
SORTED = """
WITH found AS MATERIALIZED (SELECT m.id FROM movement m WHERE m.structure_id = ?{conditions})
SELECT id FROM found WHERE id < ? ORDER BY id DESC LIMIT ?
"""
BY_DAYS = """
WITH found AS MATERIALIZED (
  SELECT m.id FROM activity a CROSS JOIN open_day o CROSS JOIN booking b CROSS JOIN movement m
  WHERE a.structure_id = ?{days} AND o.activity_id = a.id AND b.open_day_id = o.id
    AND m.booking_id = b.id{conditions})
SELECT id FROM found WHERE id < ? ORDER BY id DESC LIMIT ?
"""
OF_DAYS = {
    "activity": " AND a.id = ?",
    "first": " AND o.day >= ?",
    "last": " AND o.day <= ?",
}
CONDITIONS = {
    "activity": """ AND EXISTS (SELECT 1 FROM booking b JOIN open_day o ON o.id = b.open_day_id
  WHERE b.id = m.booking_id AND o.activity_id = ?)""",
    "first": " AND m.day >= ?",
    "last": " AND m.day <= ?",
    "state": " AND m.state = ?",
    "kind": " AND m.kind = ?",
    "run": " AND m.transmission_id = ?",
}
# SQLite uses an index of some movements only if its own words are there.
PENDING = " AND m.state = 'pending'"
RARE_STATE = " AND m.state NOT IN ('pending', 'accepted')"
RARE_KIND = " AND m.kind NOT IN ('book', 'cancel')"
OF = " AND m.family_id IN ({within})"


class Search(NamedTuple):
    """What is looked for; '', 0 and None ask for nothing. `run`: of a night, or of a decision;
    `family`: words that it is found by; `before`: movements older than this."""

    state: str = ""
    kind: str = ""
    activity: int = 0
    first: date | None = None
    last: date | None = None
    run: int = 0
    family: str = ""
    before: int = LAST

    @property
    def said(self) -> dict[str, Any]:
        """What `CONDITIONS` are asked with."""
        said = {
            "activity": self.activity,
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            "state": self.state,
            "kind": self.kind,
            "run": self.run,
        }
        return {name: value for name, value in said.items() if value}


def movements(structure: int, search: Search, wanted: int) -> list[int]:
    """The ids of `wanted` movements, the last first."""
    said = search.said
    more, letters = _of_family(search.family)
    conditions, values = _conditions(said, more, letters)
    top = min(search.before, rows(NEWEST)[0][0] + 1)
    low = top - 1 - WINDOW
    sql = RECENT.format(conditions=conditions)
    found = rows(sql, low, search.before, structure, *values, wanted)
    if len(found) < wanted and low > 0:
        found = _by_index(structure, search, wanted)
    return [number for (number,) in found]


def _of_family(text: str) -> tuple[str, list[str]]:
    """The condition of a family found by all the words of a text, each by its first letters."""
    sql, letters = within(text)
    return OF.format(within=sql) if sql else "", letters


def _conditions(said: dict[str, Any], more: str, letters: list[str]) -> tuple[str, list[Any]]:
    names = [name for name in CONDITIONS if name in said]
    sql = "".join(CONDITIONS[name] for name in names)
    return sql + more, [*(said[name] for name in names), *letters]


def _by_index(structure: int, search: Search, wanted: int) -> list[tuple[int]]:
    said = search.said
    more, letters = _of_family(search.family)
    few = search.run or letters or search.state == "pending"
    narrow = search.activity or (search.first and search.last)
    if search.state == "pending":
        more += PENDING
    if not few and narrow:
        return _by_days(structure, search, wanted)
    if not few and search.state not in ("", "accepted"):
        more += RARE_STATE
    elif not few and search.kind not in ("", "book", "cancel"):
        more += RARE_KIND
    elif not few:
        return _by_days(structure, search, wanted)
    conditions, values = _conditions(said, more, letters)
    if few:
        sql = SORTED.format(conditions=conditions)
        return rows(sql, structure, *values, search.before, wanted)
    return rows(ORDERED.format(conditions=conditions), structure, search.before, *values, wanted)


def _by_days(structure: int, search: Search, wanted: int) -> list[tuple[int]]:
    """From the open days; all of them if no day is asked for, of a structure that has little."""
    said = search.said
    days = "".join(sql for name, sql in OF_DAYS.items() if name in said)
    of_days = [said.pop(name) for name in OF_DAYS if name in said]
    conditions, values = _conditions(said, "", [])
    sql = BY_DAYS.format(days=days, conditions=conditions)
    return rows(sql, structure, *of_days, *values, search.before, wanted)
