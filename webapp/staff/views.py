"""Staff's first page: the nights, and the mails that could not be delivered."""

import json
from datetime import date
from typing import NamedTuple

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from webapp.database import rows
from webapp.transmission.rules import summary
from webapp.web.access import staff_only

blueprint = Blueprint("staff", __name__)

NIGHTS = """
SELECT t.night, t.run, s.name, t.state, t.counts, t.started_at,
       COALESCE(t.finished_at, t.started_at)
FROM transmission t JOIN structure s ON s.id = t.structure_id ORDER BY t.id DESC LIMIT 30
"""
FAILED = """
SELECT to_address, attempts, last_error FROM outbox_mail WHERE state = 'failed'
ORDER BY id DESC LIMIT 100
"""


class Night(NamedTuple):
    night: date
    run: int
    structure: str
    done: bool
    received: int
    seconds: int


class FailedMail(NamedTuple):
    address: str
    attempts: int
    error: str


@blueprint.get("/admin")
@staff_only
def nights() -> str | Response:
    return render_template(
        "staff/nights.html",
        nights=[_night(*found) for found in rows(NIGHTS)],
        failed=[FailedMail(*found) for found in rows(FAILED)],
    )


def _night(night: str, run: int, name: str, state: str, counts: str, start: int, end: int) -> Night:
    totals = json.loads(counts)
    received = sum(totals.get(kind, 0) for kind in summary.RECEIVED)
    return Night(date.fromisoformat(night), run, name, state == "done", received, end - start)
