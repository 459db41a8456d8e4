"""The movements of a structure as staff search them; waiting lists with the why of their order."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from webapp.booking.follow_up import ASKED
from webapp.booking.rules.option import as_date
from webapp.database import marks, rows
from webapp.staff.request_search import Search, movements

PAGE = 50
DETAILS = """
SELECT m.id, m.day, m.kind, m.state, m.requested_at, m.author, m.reason, d.id,
  d.first_name || ' ' || d.last_name, a.id, a.name, COALESCE(x.name, ''), f.id, f.name
FROM movement m JOIN booking b ON b.id = m.booking_id JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id JOIN child d ON d.id = m.child_id
JOIN family f ON f.id = m.family_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.structure_id = ? AND m.id IN ({marks}) ORDER BY m.id DESC
"""
STATES = {
    "pending": "Non transmises",
    "accepted": "Acceptées",
    "refused": "Refusées",
    "waiting": "Mises en attente",
    "withdrawn": "Retirées",
    "closed": "Sans suite, jour fermé",
}
STATE = {
    "pending": "non transmise",
    "accepted": "acceptée",
    "refused": "refusée",
    "waiting": "mise en attente",
    "withdrawn": "retirée",
    "closed": "sans suite, jour fermé",
}
ACTIVITIES = "SELECT id, name FROM activity WHERE structure_id = ? ORDER BY position, id"
# In the order in which the night serves them (booking.priority, then the instant).
WAITING = """
SELECT o.day, a.id, a.name, COALESCE(x.name, ''), d.id, d.first_name || ' ' || d.last_name,
  f.id, f.name, b.priority, b.waiting_since, b.id, o.taken, o.capacity
FROM activity a JOIN open_day o ON o.activity_id = a.id AND o.day BETWEEN ? AND ?
JOIN booking b ON b.open_day_id = o.id AND b.state = 'waiting'
JOIN child d ON d.id = b.child_id JOIN family f ON f.id = b.family_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE a.structure_id = ?
ORDER BY o.day, a.position, a.id, COALESCE(x.name, ''), b.priority, b.waiting_since, b.id LIMIT ?
"""
WAITS_ON = "SELECT day FROM booking WHERE id = ? AND state = 'waiting' AND day >= ?"
MOST = 500
"""Children waiting that a page shows."""


class Asked(NamedTuple):
    """A movement; `requested_at` in UTC seconds."""

    id: int
    day: date
    kind: str
    state: str
    requested_at: int
    author: str
    reason: str
    child: int
    child_name: str
    activity: int
    activity_name: str
    supplement: str
    family: int
    family_name: str

    @property
    def is_open(self) -> bool:
        """True if it can be answered by hand."""
        return self.state == "pending"

    @property
    def what(self) -> str:
        return ASKED.get(self.kind, self.kind)

    @property
    def end(self) -> str:
        return STATE.get(self.state, self.state)


class Page(NamedTuple):
    """`older`: the movement that the next page begins before, 0 if there is none."""

    asked: tuple[Asked, ...]
    older: int


class Waiting(NamedTuple):
    """A child that waits: its `rank` from 1; `priority` (0 goes first) then `since` (UTC seconds)
    say why."""

    rank: int
    child: int
    name: str
    family: int
    family_name: str
    priority: int
    since: int | None
    booking: int


class Queue(NamedTuple):
    """The list of an activity, or of a supplement, on a day; `ranked`: priorities differ."""

    day: date
    activity: int
    name: str
    taken: int
    capacity: int | None
    waiting: tuple[Waiting, ...]

    @property
    def ranked(self) -> bool:
        return len({each.priority for each in self.waiting}) > 1


def page(structure: int, search: Search) -> Page:
    """The movements found, the last first."""
    found = movements(structure, search, PAGE + 1)
    asked = picked(structure, tuple(found[:PAGE]))
    return Page(asked, asked[-1].id if len(found) > PAGE else 0)


def picked(structure: int, movements: Sequence[int]) -> tuple[Asked, ...]:
    """These movements of the structure, the last first."""
    sql = DETAILS.format(marks=marks(movements))
    found = rows(sql, structure, *movements) if movements else []
    return tuple(Asked(line[0], as_date(line[1]), *line[2:]) for line in found)


def queue_of(structure: int, booking: int, today: date) -> tuple[Queue, Waiting] | None:
    """The list that a booking waits on, today or later, and its place there; None if it does not
    wait."""
    day = next((as_date(found[0]) for found in rows(WAITS_ON, booking, today.isoformat())), today)
    return next(
        (
            (queue, each)
            for queue in queues(structure, day, day)
            for each in queue.waiting
            if each.booking == booking
        ),
        None,
    )


def activities(structure: int) -> list[tuple[int, str]]:
    return [(number, name) for number, name in rows(ACTIVITIES, structure)]


def queues(structure: int, first: date, last: date) -> list[Queue]:
    """Who waits on these days, in the order in which the night serves them."""
    found = rows(WAITING, first.isoformat(), last.isoformat(), structure, MOST)
    return [
        _queue(list(lines)) for _, lines in groupby(found, key=lambda line: (line[0], *line[1:4]))
    ]


def _queue(lines: list[tuple[Any, ...]]) -> Queue:
    day, activity, name, extra, *_, taken, capacity = lines[0]
    title = f"{name}, {extra}" if extra else name
    return Queue(as_date(day), activity, title, taken, capacity, tuple(_waiting(lines)))


def _waiting(lines: list[tuple[Any, ...]]) -> Iterator[Waiting]:
    for rank, line in enumerate(lines, 1):
        _, _, _, _, child, name, family, family_name, priority, since, booking, *_ = line
        yield Waiting(rank, child, name, family, family_name, priority, since, booking)
