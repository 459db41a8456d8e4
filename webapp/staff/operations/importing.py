"""Imports in the browser: files are received, looked at by a worker, then imported as shown."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peewee import OperationalError

from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, row, rows, write_transaction
from webapp.staff.imports import intake
from webapp.staff.imports.operations import Telling, import_folder
from webapp.staff.imports.planning import FilePlan
from webapp.staff.imports.problems import ImportRefusedError
from webapp.staff.imports.report import details

SHOWN, PROBLEMS = 20, 200
DAY = 24 * 3600
NEW = """
INSERT INTO import_run (state, names, archive, digest, report, author, made_at)
VALUES ('waiting', ?, ?, '', '{}', ?, ?) RETURNING id
"""
TAKE = "SELECT archive, digest, names FROM import_run WHERE id = ? AND state = ?"
CHECKED = """
UPDATE import_run SET state = ?, digest = ?, report = ?
WHERE id = ? AND state IN ('waiting', 'applying')
"""
ORDER = "UPDATE import_run SET state = 'applying' WHERE id = ? AND state = 'checked'"
DONE = """
UPDATE import_run SET state = 'done', archive = NULL, ended_at = ?, report = ?
WHERE id = ? AND state = 'applying'
"""
DROP = """
UPDATE import_run SET state = 'dropped', archive = NULL, ended_at = ?
WHERE id = ? AND state IN ('waiting', 'checked', 'refused')
"""
LAPSE = """
UPDATE import_run SET state = 'dropped', archive = NULL, ended_at = ?
WHERE archive IS NOT NULL AND made_at < ? AND state <> 'applying'
"""
DUE = "SELECT id, state FROM import_run WHERE state IN ('waiting', 'applying') ORDER BY id"
UNREAD = (
    "Marelle n’a pas su lire ces fichiers\u00a0: rien n’est importé. Le détail de l’erreur est "
    "noté pour qui s’occupe du serveur."
)
CHANGED = "Les données ont changé depuis l’essai\u00a0: voici ce que l’import ferait maintenant."


class GoneError(Exception):
    """Somebody else has imported or given up these files meanwhile."""


class _ChangedError(Exception):
    def __init__(self, plans: list[FilePlan]) -> None:
        super().__init__()
        self.plans = plans


def receive(files: Sequence[tuple[str, bytes]], by: Author, now: int) -> int:
    """Keep files to be looked at; raises IntakeError."""
    names, archive = intake.packed(files)
    with write_transaction():
        [(number,)] = rows(NEW, " ".join(names), archive, by.name[:160], now)
        thing = Thing("import", number, f"{len(names)} fichiers")
        record(by, now, "import.received", thing, after={"fichiers": names})
        return int(number)


def due() -> list[tuple[int, str]]:
    """Imports that a worker has to look at or to write."""
    return [(number, state) for number, state in rows(DUE)]


def lapse(now: int) -> int:
    """Files of a day ago are forgotten; how many imports."""
    with write_transaction():
        return execute(LAPSE, now, now - DAY)


def check(number: int, now: datetime, telling: Telling = lambda _: None) -> None:
    """Look at what the import would do; harmless if that is done. `telling` is called with each
    step."""
    found = row(TAKE, number, "waiting")
    if found is None:
        return
    try:
        with _told(number):
            plans = _imported(found[0], now, telling)
    except ImportRefusedError as error:
        _keep(number, "refused", "", _refusal(error))
    else:
        _keep(number, "checked", _digest(plans), _report(plans))


def order(number: int, by: Author, now: int) -> None:
    """It is to be imported as it was shown. Raises GoneError."""
    with write_transaction():
        if not execute(ORDER, number):
            raise GoneError
        record(by, now, "import.ordered", Thing("import", number, f"import n° {number}"))


def drop(number: int, now: int) -> bool:
    """Give it up: nothing is kept of the files."""
    with write_transaction():
        return bool(execute(DROP, now, number))


def apply(number: int, now: datetime, telling: Telling = lambda _: None) -> None:
    """Import what was shown, in one transaction, or show what it would do now. `telling` is called
    with each step."""
    found = row(TAKE, number, "applying")
    if found is None:
        return
    archive, digest, _ = found

    def ending(plans: list[FilePlan]) -> None:
        if _digest(plans) != digest:
            raise _ChangedError(plans)
        report = json.dumps(_report(plans), ensure_ascii=False)
        if not execute(DONE, int(now.timestamp()), report, number):
            raise GoneError

    try:
        with _told(number):
            _imported(archive, now, telling, ending)
    except _ChangedError as error:
        _keep(number, "checked", _digest(error.plans), _report(error.plans) | {"note": CHANGED})
    except ImportRefusedError as error:
        _keep(number, "refused", "", _refusal(error))
    except GoneError:
        return


@contextmanager
def _told(number: int) -> Iterator[None]:
    """A fault of ours is raised, and told to whoever waits: the same files would fail again. What
    the database puts off is for the next try."""
    try:
        yield
    except (ImportRefusedError, _ChangedError, GoneError, OperationalError):
        raise
    except Exception:
        _keep(number, "refused", "", {"problems": [], "count": 0, "note": UNREAD})
        raise


def _imported(archive: Any, now: datetime, telling: Telling, ending: Any = None) -> list[FilePlan]:
    """A dry run without `ending`, which is called within the transaction otherwise."""
    with TemporaryDirectory(prefix="marelle-import-") as folder:
        intake.unpack(bytes(archive), Path(folder))
        return import_folder(Path(folder), now, ending is None, ending, telling)


def _keep(number: int, state: str, digest: str, report: dict[str, Any]) -> None:
    with write_transaction():
        execute(CHECKED, state, digest, json.dumps(report, ensure_ascii=False), number)


def _digest(plans: list[FilePlan]) -> str:
    """What would be created and changed, as it is shown: the same files on the same data."""
    said = [
        (
            plan.spec.name,
            [sorted(created.raw.items()) for created in plan.created],
            [(change.id, change.words) for change in plan.changed],
        )
        for plan in plans
    ]
    return sha256(json.dumps(said, default=str).encode()).hexdigest()


def _report(plans: list[FilePlan]) -> dict[str, Any]:
    return {
        "files": [
            {
                "name": plan.spec.name,
                "created": len(plan.created),
                "changed": len(plan.changed),
                "unchanged": plan.unchanged,
                "lines": list(details(plan, SHOWN)),
            }
            for plan in plans
        ]
    }


def _refusal(error: ImportRefusedError) -> dict[str, Any]:
    problems = error.problems[:PROBLEMS]
    return {
        "problems": [[p.file, p.line, p.column, p.value[:80], p.expected] for p in problems],
        "count": len(error.problems),
    }
