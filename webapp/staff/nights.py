"""What the pages of nights show: steps, counts, mails; what the next one would do."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.booking.rules.option import as_date
from webapp.database import row, rows
from webapp.transmission.operations import ORDER
from webapp.transmission.rules import summary
from webapp.words import plural

NIGHTS = """
SELECT t.id, t.night, t.run, s.name, t.state, t.counts, t.started_at,
       COALESCE(t.finished_at, t.started_at), s.timezone, t.author
FROM transmission t JOIN structure s ON s.id = t.structure_id ORDER BY t.id DESC LIMIT 30
"""
NIGHT = """
SELECT t.id, t.night, t.run, s.name, t.state, t.counts, t.started_at,
       COALESCE(t.finished_at, t.started_at), s.timezone, t.author, t.step, t.steps
FROM transmission t JOIN structure s ON s.id = t.structure_id WHERE t.id = ?
"""
FAILED = """
SELECT id, to_address, attempts, last_error, template FROM outbox_mail
WHERE id IN (SELECT id FROM outbox_mail WHERE state = 'failed') ORDER BY id DESC LIMIT 100
"""
# All keys that begin with « kind:night: ».
MAILS = """
SELECT state, COUNT(*) FROM outbox_mail
WHERE dedup_key >= ? AND dedup_key < ? OR dedup_key >= ? AND dedup_key < ? GROUP BY state
"""

# Each step: its name, the count that stands for it, and what else is told of it.
STEPS = {
    "profiles": ("Profils", "profiles", ()),
    "cancellations": ("Annulations", "cancelled", ("left",)),
    "requests": ("Demandes", "requests", ("accepted", "refused", "waiting")),
    "waiting": ("Liste d’attente", "promoted", ("closed",)),
    "charges": ("Consommations", "charged", ()),
    "presences": ("Pointages", "presences", ()),
    "absences": ("Absences", "settled", ()),
    "reports": ("Mails", "mails", ()),
}


class Night(NamedTuple):
    """`seconds`: how long it took; instants in UTC seconds. `author`: who decided some requests
    by hand, in a run of their own."""

    id: int
    night: date
    run: int
    structure: str
    done: bool
    received: int
    started_at: int
    seconds: int
    timezone: str
    author: str


class Step(NamedTuple):
    """`ended_at` None: not done yet."""

    name: str
    number: int
    told: str
    ended_at: int | None


class FailedMail(NamedTuple):
    id: int
    address: str
    attempts: int
    error: str
    template: str


class NightPage(NamedTuple):
    """A night in full; `mails`: how many of its reports are in each state of the outbox."""

    night: Night
    steps: tuple[Step, ...]
    families: int
    mails: Mapping[str, int]


class Outcome(NamedTuple):
    """What a night would decide; `outcome` in words, with the look of its pictogram."""

    family: str
    child: str
    day: date
    activity: str
    outcome: str
    look: str
    icon: str
    reason: str


OUTCOMES = {
    "refused": ("Refusée", "ko", "cross"),
    "waiting": ("En liste d’attente", "wait", "clock"),
    "cancel": ("Annulée", "open", "minus"),
    "leave": ("Annulée", "open", "minus"),
    "promote": ("Place attribuée", "mine", "check"),
}


def outcome(
    family: str, child: str, day: str, activity: str, kind: str, state: str, reason: str
) -> Outcome:
    """A movement of a rehearsal, in words."""
    shown = OUTCOMES.get(state) or OUTCOMES.get(kind) or ("Acceptée", "mine", "check")
    return Outcome(family, child, as_date(day), activity, *shown, reason)


def nights() -> Sequence[Night]:
    """The latest nights of all structures."""
    return [_night(found) for found in rows(NIGHTS)]


def failed() -> Sequence[FailedMail]:
    """The latest mails that could not be delivered."""
    return [FailedMail(*found) for found in rows(FAILED)]


def page(transmission_id: int) -> NightPage | None:
    """A night with its steps; None if there is none."""
    found = row(NIGHT, transmission_id)
    if found is None:
        return None
    counts, ended = json.loads(found[5]), json.loads(found[11])
    batches = [f"{kind}:{transmission_id}" for kind in ("night_report", "promotion")]
    return NightPage(
        _night(found[:10]),
        tuple(_step(name, counts, ended) for name in ORDER if name in STEPS),
        counts.get("families", 0),
        dict(rows(MAILS, *(f"{batch}{end}" for batch in batches for end in ":;"))),
    )


def _night(found: tuple[Any, ...]) -> Night:
    number, night, run, name, state, counts, start, end, zone, author = found
    totals = json.loads(counts)
    received = sum(totals.get(kind, 0) for kind in summary.RECEIVED)
    done = state == "done"
    return Night(
        number, as_date(night), run, name, done, received, start, end - start, zone, author
    )


def _step(name: str, counts: Mapping[str, int], ended: Mapping[str, int]) -> Step:
    label, key, more = STEPS[name]
    sums = {
        "requests": ("book", "wait"),
        "mails": ("reports", "promotions"),
    }
    count = sum(counts.get(part, 0) for part in sums.get(key, (key,)))
    told = [plural(counts[part], *summary.OUTCOMES[part]) for part in more if counts.get(part, 0)]
    return Step(label, count, ", ".join(told), ended.get(name))
