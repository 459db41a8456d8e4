"""Nights: each with its steps and mails, run now, mails tried again, what the next would do."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, jobs, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import nights as pages
from webapp.staff.operations import nights as operations
from webapp.staff.views import blueprint
from webapp.transmission.operations import TooLongError, UnfinishedError, rehearse
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.notices import notice

TOO_LONG = (
    "Il y a trop de demandes pour essayer la nuit sans faire attendre les familles\u00a0: "
    "réessayez à une heure calme."
)
AWAY = "Le service de fond ne répond pas\u00a0: rien n’est perdu, il reprendra de lui-même."


@blueprint.get("/admin/nuits")
@staff_with("nights.see")
def nights() -> str:
    return render_template(
        "staff/nights.html", nights=pages.nights(), failed=pages.failed(), status=notice()
    )


@blueprint.get("/admin/nuits/<int(max=999999999):night_id>")
@staff_with("nights.see")
def night(night_id: int) -> str:
    page = pages.page(night_id) or abort(404)
    return render_template("staff/night.html", page=page)


@blueprint.get("/admin/nuits/prochaine")
@staff_with("nights.see")
def asked_again() -> Response:
    """The address of the answer, looked at without its button."""
    return redirect(url_for("staff.nights"), 303)


@blueprint.post("/admin/nuits/prochaine")
@staff_with("nights.see")
def coming_night() -> str | Response:
    """The rehearsal holds the database while it lasts, so that it takes a button; it changes
    nothing, so that its answer may be reloaded."""
    structure = _structure(number(request.form.get("structure", "")))
    try:
        rehearsal = rehearse(structure.id, clock.now)
    except UnfinishedError:
        flash("Une nuit est en cours\u00a0: attendez sa fin.")
        return redirect(url_for("staff.nights"), 303)
    except TooLongError:
        flash(TOO_LONG)
        return redirect(url_for("staff.nights"), 303)
    return render_template(
        "staff/coming_night.html",
        line=rehearsal.line,
        movements=[pages.outcome(*found) for found in rehearsal.movements],
    )


@blueprint.post("/admin/nuits/lancer")
@staff_with("nights.run")
def run_night() -> Response:
    structure = _structure(number(request.form.get("structure", "")))
    operations.note_run(structure.id, structure.name, author(), _now())
    launched = jobs.enqueue("night_by_hand", structure.id)
    flash("La nuit est lancée\u00a0: elle paraît ici dès qu’elle commence." if launched else AWAY)
    return redirect(url_for("staff.nights"), 303)


@blueprint.post("/admin/nuits/mails")
@staff_with("nights.run")
def retry_mails() -> Response:
    asked = [number(value) for value in request.form.getlist("mail")[:100]]
    sent = operations.retry_mails(asked, author(), _now())
    jobs.enqueue("deliver_outbox")
    told = words.plural(sent, "mail relancé", "mails relancés")
    flash(f"{told}." if sent else "Aucun de ces mails n’attend d’être relancé.")
    return redirect(url_for("staff.nights"), 303)


def _structure(chosen: int) -> StructureHead:
    heads = {head.id: head for head in visitor().structures}
    return heads.get(chosen) or abort(404)


def _now() -> int:
    return int(clock.now().timestamp())
