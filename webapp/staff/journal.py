"""The audit log as it is searched and read."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from webapp.audit.actions import ACTIONS
from webapp.audit.operations import plain
from webapp.database import rows
from webapp.permissions import ROLES
from webapp.staff.families import within

LONGEST = 80
PAGE = 50
SEARCH = """
SELECT e.id, e.at, e.actor, e.role, e.address, e.action, e.label, f.name, e.before, e.after
FROM audit_event e LEFT JOIN family f ON f.id = e.family_id
WHERE e.id < ?{conditions} ORDER BY e.id DESC LIMIT ?
"""
CONDITIONS = {
    "person": " AND e.plain LIKE ? ESCAPE '!'",
    "first": " AND e.at >= ?",
    "last": " AND e.at < ?",
    "action": " AND e.action = ?",
    "file": " AND e.family_id = ?",
}
OF, NOBODY = " AND e.family_id IN ({within})", "SELECT id FROM family WHERE id < 0"
LAST = 2**62


class Search(NamedTuple):
    """What is looked for; '', 0 and None ask for nothing. `family`: words that it is found by;
    `file`: its id; `before`: events older than this one."""

    person: str = ""
    first: date | None = None
    last: date | None = None
    action: str = ""
    family: str = ""
    file: int = 0
    before: int = LAST


class Change(NamedTuple):
    """What was before and after, of one thing; '' if there was nothing."""

    name: str
    before: str
    after: str


class Event(NamedTuple):
    id: int
    at: int
    actor: str
    role: str
    address: str
    action: str
    label: str
    family: str
    changes: tuple[Change, ...]


class Page(NamedTuple):
    """`older`: the event that the next page begins before, 0 if there is none."""

    events: tuple[Event, ...]
    older: int


def page(search: Search, timezone: str) -> Page:
    """The events found, the last first."""
    asked = _asked(search, timezone)
    conditions = "".join(CONDITIONS[name] for name in asked)
    values = [value for found in asked.values() for value in found]
    if search.family.strip():
        sql, words = within(search.family)
        conditions += OF.format(within=sql or NOBODY)
        values += words
    found = rows(SEARCH.format(conditions=conditions), search.before, *values, PAGE + 1)
    events = tuple(_event(line) for line in found[:PAGE])
    return Page(events, events[-1].id if len(found) > PAGE else 0)


def _asked(search: Search, timezone: str) -> dict[str, tuple[object, ...]]:
    """Conditions and their values."""
    last = search.last + timedelta(days=1) if search.last else None
    asked: dict[str, tuple[object, ...] | None] = {
        "person": (f"%{_literal(plain(search.person.strip()))}%",) if search.person else None,
        "first": (_start(search.first, timezone),) if search.first else None,
        "last": (_start(last, timezone),) if last else None,
        "action": (search.action,) if search.action else None,
        "file": (search.file,) if search.file else None,
    }
    return {key: values for key, values in asked.items() if values}


def _literal(text: str) -> str:
    """A text in which LIKE finds no sign of its own."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return text


def _start(day: date, timezone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(timezone)).timestamp())


def _event(line: tuple[Any, ...]) -> Event:
    number, at, actor, role, address, action, label, family, before, after = line
    shown = ROLES[role].name if role in ROLES else ""
    changes = _changes(_facts(before), _facts(after))
    told = ACTIONS.get(action, action)
    return Event(number, at, actor, shown, address, told, label, family or "", changes)


def _facts(text: str) -> Mapping[str, Any]:
    return dict(json.loads(text)) if text else {}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = list(dict.fromkeys([*before, *after]))
    return tuple(Change(n, _told(before.get(n)), _told(after.get(n))) for n in names)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
