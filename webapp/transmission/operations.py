"""The night: opened once per structure and night, then run in chunks by whoever comes.

The row of the transmission is both lock and cursor. A chunk is one transaction that locks the
row, does the next piece of work and moves the cursor: any number of workers may run the same
night at once, and one that is killed loses its last chunk, which the next does again.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import IntegrityError, OperationalError

from webapp.database import execute, row, rows, write_transaction
from webapp.structures.rules import nights
from webapp.transmission.backoffice import BackOffice, BuiltIn
from webapp.transmission.rules import summary
from webapp.transmission.steps import (
    absences,
    cancellations,
    charges,
    presences,
    profiles,
    reports,
    requests,
    waiting,
)
from webapp.transmission.steps.night import ConflictError, Night, Progress, in_a_hurry, locked

# In their order. A step takes the night and its cursor ('' at first) and does one chunk.
STEPS: dict[str, Callable[[Night, str], Progress]] = {
    "profiles": profiles.chunk,
    "cancellations": cancellations.chunk,
    "requests": requests.chunk,
    "waiting": waiting.chunk,
    "charges": charges.chunk,
    "presences": presences.chunk,
    "absences": absences.chunk,
    "reports": reports.chunk,
}
ORDER = (*STEPS, "done")
ATTEMPTS = 10

HOURS = "SELECT s.night_at, s.timezone FROM structure s WHERE s.id = ?"
UNFINISHED = """
SELECT id FROM transmission WHERE structure_id = ? AND state = 'running' ORDER BY id LIMIT 1
"""
RUNS = "SELECT COALESCE(MAX(run), 0) FROM transmission WHERE structure_id = ? AND night = ?"
OPEN = """
INSERT INTO transmission
    (structure_id, night, run, state, step, cursor, cutoff, started_at, counts)
VALUES (?, ?, ?, 'running', ?, '', (SELECT COALESCE(MAX(id), 0) FROM movement), ?, '{}')
ON CONFLICT (structure_id, night, run) DO NOTHING RETURNING id
"""
TURN = """
SELECT t.state, t.step, t.cursor, t.counts, t.steps, t.id, t.cutoff, t.structure_id,
    s.name, s.email, s.timezone, s.revision
FROM transmission t JOIN structure s ON s.id = t.structure_id WHERE t.id = ?
"""
ADVANCE = "UPDATE transmission SET step = ?, cursor = ?, counts = ?, steps = ? WHERE id = ?"
FINISH = "UPDATE transmission SET state = 'done', finished_at = ? WHERE id = ?"
UPDATED = "UPDATE structure SET last_update = ? WHERE id = ?"
TOLD = """
SELECT s.name, t.counts FROM transmission t JOIN structure s ON s.id = t.structure_id
WHERE t.id = ?
"""
SHOWN = 300
REHEARSED_WITHIN = timedelta(seconds=4)
"""How long a rehearsal may keep what families write waiting: they wait ten seconds at most."""

REHEARSED = """
SELECT f.name, d.first_name, m.day, COALESCE(x.name, a.name), m.kind, m.state, m.reason
FROM movement m JOIN family f ON f.id = m.family_id JOIN child d ON d.id = m.child_id
JOIN booking b ON b.id = m.booking_id JOIN open_day od ON od.id = b.open_day_id
JOIN activity a ON a.id = od.activity_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.transmission_id = ? ORDER BY CASE WHEN m.state = 'refused' THEN 0 ELSE 1 END,
  f.name, m.day, m.id LIMIT ?
"""
DUE = """
SELECT s.id, s.night_at, s.timezone,
    EXISTS (SELECT 1 FROM transmission t WHERE t.structure_id = s.id AND t.state = 'running')
FROM structure s ORDER BY s.position, s.id
"""
RAN = "SELECT 1 FROM transmission WHERE structure_id = ? AND night = ? AND run = 0"


class Rehearsal(NamedTuple):
    """The line that the night would print, and its first movements: family, child, day (ISO),
    activity, what is asked, the outcome (kind and state), the reason."""

    line: str
    movements: list[tuple[str, str, str, str, str, str, str]]


class UnfinishedError(Exception):
    """A night is under way."""


class TooLongError(Exception):
    """A rehearsal would have kept families waiting for too long."""


class _RehearsedError(Exception):
    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__()
        self.rehearsal = rehearsal


def due(now: datetime) -> list[int]:
    """Structures whose last night was not begun, or that have one to finish."""
    return [
        structure_id
        for structure_id, night_at, timezone, unfinished in rows(DUE)
        if unfinished
        or row(RAN, structure_id, nights.latest(night_at, timezone, now).isoformat()) is None
    ]


def open_due(structure_id: int, now: datetime) -> int | None:
    """The transmission to run now: one left unfinished, or the last night's; None if it ran."""
    with write_transaction():
        night_at, timezone = _hours(structure_id)
        unfinished = row(UNFINISHED, structure_id)
        if unfinished:
            return int(unfinished[0])
        return _open(structure_id, nights.latest(night_at, timezone, now), 0, now)


def open_by_hand(structure_id: int, now: datetime) -> int:
    """A transmission of what is pending now, ahead of the coming night; one left unfinished is
    finished instead."""
    with write_transaction():
        _hours(structure_id)
        unfinished = row(UNFINISHED, structure_id)
        return int(unfinished[0]) if unfinished else _open_ahead(structure_id, now)


def _open_ahead(structure_id: int, now: datetime) -> int:
    """Another run of the coming night."""
    night = nights.coming(*_hours(structure_id), now)
    last: Any = row(RUNS, structure_id, night.isoformat())
    opened: Any = _open(structure_id, night, last[0] + 1, now)
    return int(opened)


def run(
    transmission_id: int,
    now: datetime,
    office: BackOffice | None = None,
    present: Callable[[], datetime] | None = None,
) -> None:
    """Run a transmission to its end, from wherever it stands; harmless if it has ended.

    All is decided as of `now`; `present` tells the instants at which its steps end (`now` too
    without it).
    """
    failures = 0
    while True:
        try:
            if not advance(transmission_id, now, office or BuiltIn(), present):
                return
            failures = 0
        except (OperationalError, IntegrityError, ConflictError):
            # Somebody changed the same rows at the same moment: nothing was written, do it again.
            failures += 1
            if failures == ATTEMPTS:
                raise


def advance(
    transmission_id: int,
    now: datetime,
    office: BackOffice,
    present: Callable[[], datetime] | None = None,
) -> bool:
    """Do the next chunk in one transaction; False when there was none left."""
    with write_transaction():
        found: Any = row(locked(TURN, "t"), transmission_id)
        state, step, cursor, counts, ended, *facts = found
        if state != "running":
            return False
        in_a_hurry()
        progress = STEPS[step](Night(now, office, *facts), cursor)
        seconds = int((present() if present else now).timestamp())
        if progress.cursor is None:
            ended = json.dumps(json.loads(ended) | {step: seconds})
            step = ORDER[ORDER.index(step) + 1]
        totals = json.dumps(summary.merged(json.loads(counts), progress.counts))
        execute(ADVANCE, step, progress.cursor or "", totals, ended, transmission_id)
        if step == "done":
            _finish(transmission_id, facts[2], seconds)
        return True


def rehearse(structure_id: int, present: Callable[[], datetime]) -> Rehearsal:
    """What the coming night would do if it ran now, and nothing done: all of it is rolled back.

    Families who validate meanwhile wait for the end of it, a second for 100,000 requests. Raises
    UnfinishedError while a night runs, TooLongError.
    """
    now = present()

    def in_time() -> datetime:
        if present() - now > REHEARSED_WITHIN:
            raise TooLongError(structure_id)
        return now

    try:
        with write_transaction():
            if row(UNFINISHED, structure_id):
                raise UnfinishedError(structure_id)
            transmission_id = _open_ahead(structure_id, now)
            run(transmission_id, now, present=in_time)
            raise _RehearsedError(
                Rehearsal(told(transmission_id), rows(REHEARSED, transmission_id, SHOWN))
            )
    except _RehearsedError as done:
        return done.rehearsal


def told(transmission_id: int) -> str:
    """One French line: what the transmission has done so far."""
    found: Any = row(TOLD, transmission_id)
    return summary.line(found[0], json.loads(found[1]))


def _hours(structure_id: int) -> tuple[str, str]:
    """The structure, locked: two workers cannot open two transmissions at once."""
    found: Any = row(locked(HOURS, "s"), structure_id)
    return found[0], found[1]


def _open(structure_id: int, night: date, number: int, now: datetime) -> int | None:
    opened = row(OPEN, structure_id, night.isoformat(), number, ORDER[0], int(now.timestamp()))
    return int(opened[0]) if opened else None


def _finish(transmission_id: int, structure_id: int, seconds: int) -> None:
    execute(FINISH, seconds, transmission_id)
    execute(UPDATED, seconds, structure_id)
