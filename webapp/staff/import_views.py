"""« Importer »: files are sent, tried, read, then imported as they were shown."""

import json
from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, jobs
from webapp.audit.authors import author
from webapp.database import row, rows
from webapp.staff.imports.files import FILES
from webapp.staff.imports.intake import HEAVIEST, IntakeError
from webapp.staff.imports.problems import Problem
from webapp.staff.operations import importing
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice
from webapp.words import plural

LIST = """
SELECT id, state, names, report, author, made_at, ended_at FROM import_run
ORDER BY id DESC LIMIT 30
"""
ONE = "SELECT id, state, names, report, author, made_at, ended_at FROM import_run WHERE id = ?"
STATES = {
    "waiting": "à l’essai",
    "checked": "essayé, pas encore importé",
    "refused": "à corriger",
    "applying": "en cours d’import",
    "done": "importé",
    "dropped": "abandonné",
}
GONE = "Cet import n’attend plus\u00a0: il a été lancé ou abandonné entre-temps."


class Run(NamedTuple):
    """An import; instants in UTC seconds. `report`: what `importing` kept."""

    id: int
    state: str
    names: tuple[str, ...]
    report: dict[str, Any]
    author: str
    made_at: int
    ended_at: int | None

    @property
    def told(self) -> str:
        return STATES[self.state]

    @property
    def under_way(self) -> bool:
        return self.state in ("waiting", "applying")

    @property
    def problems(self) -> list[str]:
        return [str(Problem(*each)) for each in self.report.get("problems", ())]

    @property
    def same(self) -> list[str]:
        """The files in which nothing differs."""
        files = self.report.get("files", ())
        return [file["name"] for file in files if not file["created"] and not file["changed"]]

    @property
    def told_sum(self) -> str:
        """« 3 créations et 1 modification »."""
        counts = ((self.sum("created"), "création"), (self.sum("changed"), "modification"))
        return " et ".join(plural(count, word) for count, word in counts if count)

    def sum(self, count: str) -> int:
        """Rows `created`, `changed` or `unchanged` in all files."""
        return sum(file[count] for file in self.report.get("files", ()))


@blueprint.get("/admin/import")
@staff_with("import.run")
def imports_page() -> str:
    return _page("")


@blueprint.post("/admin/import")
@staff_with("import.run")
def send_files() -> str | tuple[str, int] | Response:
    with request:  # what was sent is on disk: gone with the answer
        sent = [(f.filename or "", f.stream.read()) for f in request.files.getlist("fichiers")]
    try:
        found = [(name, body) for name, body in sent if name]
        number = importing.receive(found, author(), int(clock.now().timestamp()))
    except IntakeError as error:
        return _page(str(error)), 422
    jobs.enqueue("import_files", number)
    return redirect(url_for("staff.one_import", import_id=number), 303)


@blueprint.get("/admin/import/<int(max=999999999):import_id>")
@staff_with("import.run")
def one_import(import_id: int) -> str:
    found = row(ONE, import_id) or abort(404)
    return render_template(
        "staff/import.html",
        run=_run(found),
        told=jobs.progress(import_id) if found[1] in ("waiting", "applying") else "",
        timezone=timezone(),
        status=notice(),
    )


@blueprint.post("/admin/import/<int(max=999999999):import_id>/lancer")
@staff_with("import.run")
def run_import(import_id: int) -> Response:
    try:
        importing.order(import_id, author(), int(clock.now().timestamp()))
    except importing.GoneError:
        flash(GONE)
    else:
        jobs.enqueue("import_files", import_id)
    return redirect(url_for("staff.one_import", import_id=import_id), 303)


@blueprint.post("/admin/import/<int(max=999999999):import_id>/abandonner")
@staff_with("import.run")
def drop_import(import_id: int) -> Response:
    if importing.drop(import_id, int(clock.now().timestamp())):
        flash("L’import est abandonné\u00a0: rien n’est gardé de ces fichiers.")
    else:
        flash(GONE)
    return redirect(url_for("staff.imports_page"), 303)


def _page(error: str) -> str:
    return render_template(
        "staff/imports.html",
        runs=[_run(found) for found in rows(LIST)],
        error=error,
        files=[spec.name for spec in FILES],
        most=HEAVIEST // 1024 // 1024,
        timezone=timezone(),
        status=notice(),
    )


def _run(found: tuple[Any, ...]) -> Run:
    number, state, names, report, *rest = found
    return Run(number, state, tuple(names.split()), json.loads(report), *rest)
