"""The night: opened once per structure and night, then run in chunks by whoever comes.

The row of the transmission is both lock and cursor. A chunk is one transaction that locks the
row, does the next piece of work and moves the cursor: any number of workers may run the same
night at once, and one that is killed loses its last chunk, which the next does again.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from peewee import IntegrityError, OperationalError

from webapp.database import execute, row, rows, write_transaction
from webapp.transmission.backoffice import BackOffice, BuiltIn
from webapp.transmission.rules import nights, summary
from webapp.transmission.steps import cancellations, reports, requests, waiting
from webapp.transmission.steps.night import ConflictError, Night, Progress, in_a_hurry, locked

# In their order. A step takes the night and its cursor ('' at first) and does one chunk.
STEPS: dict[str, Callable[[Night, str], Progress]] = {
    "cancellations": cancellations.chunk,
    "requests": requests.chunk,
    "waiting": waiting.chunk,
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
SELECT t.state, t.step, t.cursor, t.counts, t.id, t.cutoff, t.structure_id,
    s.name, s.email, s.timezone, s.revision
FROM transmission t JOIN structure s ON s.id = t.structure_id WHERE t.id = ?
"""
ADVANCE = "UPDATE transmission SET step = ?, cursor = ?, counts = ? WHERE id = ?"
FINISH = "UPDATE transmission SET state = 'done', finished_at = ? WHERE id = ?"
UPDATED = "UPDATE structure SET last_update = ? WHERE id = ?"
TOLD = """
SELECT s.name, t.counts FROM transmission t JOIN structure s ON s.id = t.structure_id
WHERE t.id = ?
"""
DUE = """
SELECT s.id, s.night_at, s.timezone,
    EXISTS (SELECT 1 FROM transmission t WHERE t.structure_id = s.id AND t.state = 'running')
FROM structure s ORDER BY s.position, s.id
"""
RAN = "SELECT 1 FROM transmission WHERE structure_id = ? AND night = ? AND run = 0"


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
        night_at, timezone = _hours(structure_id)
        unfinished = row(UNFINISHED, structure_id)
        if unfinished:
            return int(unfinished[0])
        night = nights.coming(night_at, timezone, now)
        last: Any = row(RUNS, structure_id, night.isoformat())
        opened: Any = _open(structure_id, night, last[0] + 1, now)
        return int(opened)


def run(transmission_id: int, now: datetime, office: BackOffice | None = None) -> None:
    """Run a transmission to its end, from wherever it stands; harmless if it has ended."""
    failures = 0
    while True:
        try:
            if not advance(transmission_id, now, office or BuiltIn()):
                return
            failures = 0
        except (OperationalError, IntegrityError, ConflictError):
            # Somebody changed the same rows at the same moment: nothing was written, do it again.
            failures += 1
            if failures == ATTEMPTS:
                raise


def advance(transmission_id: int, now: datetime, office: BackOffice) -> bool:
    """Do the next chunk in one transaction; False when there was none left."""
    with write_transaction():
        found: Any = row(locked(TURN, "t"), transmission_id)
        state, step, cursor, counts, *facts = found
        if state != "running":
            return False
        in_a_hurry()
        progress = STEPS[step](Night(now, office, *facts), cursor)
        if progress.cursor is None:
            step = ORDER[ORDER.index(step) + 1]
        totals = summary.merged(json.loads(counts), progress.counts)
        execute(ADVANCE, step, progress.cursor or "", json.dumps(totals), transmission_id)
        if step == "done":
            _finish(transmission_id, facts[2], now)
        return True


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


def _finish(transmission_id: int, structure_id: int, now: datetime) -> None:
    seconds = int(now.timestamp())
    execute(FINISH, seconds, transmission_id)
    execute(UPDATED, seconds, structure_id)
