"""« Corrections »: what parents say is wrong in their files; staff do it, or say why not."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.operations import corrections as operations
from webapp.audit.authors import author
from webapp.staff import corrections as lists
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

Page = str | Response | tuple[str, int]
STATES = {"faite": "done", "refusee": "refused"}
WHY = "Dites au parent pourquoi, et ce qu’il peut faire."
LONGEST = 2000
DONE = "La correction est notée comme faite\u202f; le parent en est averti."
REFUSED = "La demande est refusée\u202f; le parent en est averti."


@blueprint.get("/admin/corrections")
@staff_with("corrections.answer")
def corrections() -> str:
    return _list(0, "", "")


@blueprint.post("/admin/corrections")
@staff_with("corrections.answer")
def decide_correction() -> Page:
    asked = request.form.get("demande", "")
    state = STATES.get(request.form.get("etat", ""))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and state):
        abort(404)
    answer = request.form.get("reponse", "").replace("\x00", "").strip()[:LONGEST]
    if state == "refused" and not answer:
        return _list(int(asked), answer, WHY), 422
    if not operations.decide(int(asked), state, answer, author(), int(clock.now().timestamp())):
        flash("Quelqu’un d’autre a déjà répondu à cette demande.")
        return redirect(url_for("staff.corrections"), 303)
    from webapp import jobs  # the night knows accounts

    jobs.enqueue("deliver_outbox")
    flash(DONE if state == "done" else REFUSED)
    return redirect(url_for("staff.corrections"), 303)


def _list(number: int, typed: str, error: str) -> str:
    """The page; `typed` and `error` belong to the request `number`."""
    return render_template(
        "staff/corrections.html",
        asked=lists.asked(),
        decided=lists.decided(),
        number=number,
        typed=typed,
        error=error,
        timezone=timezone(),
        status=notice(),
    )
