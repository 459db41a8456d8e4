"""Absences: a parent says which booked days a child misses, and why."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.billing import absences, operations
from webapp.billing.operations import Declaration
from webapp.billing.views import blueprint, today
from webapp.booking.forms import number
from webapp.web.access import family_only, visitor
from webapp.web.notices import notice

LONGEST = 60


@blueprint.get("/absences")
@family_only
def absent_days() -> str:
    if visitor().structure is None:
        return render_template("billing/nothing.html")
    return _page(set(), "", {})


@blueprint.post("/absences")
@family_only
def declare_absence() -> Response | tuple[str, int]:
    who = visitor()
    if who.structure is None:
        abort(404)
    chosen = {number(value) for value in request.form.getlist("reservation")[:100]}
    reason = " ".join(request.form.get("motif", "").split())[:LONGEST]
    offered = {day.id for day in absences.days(who.family_id, who.structure.id, today())[0]}
    errors = {}
    if not chosen:
        errors["jour"] = "Choisissez au moins un jour."
    if not reason:
        errors["motif"] = "Dites pourquoi."
    if errors:
        return _page(chosen & offered, reason, errors), 422
    if chosen.isdisjoint(offered):
        abort(404)
    asked = Declaration(
        sorted(chosen), reason, "justificatif" in request.form, *absences.bounds(today())
    )
    now = int(clock.now().timestamp())
    done = operations.declare(who.family_id, who.full_name, asked, now)
    flash(f"{words.plural(done, 'absence signalée', 'absences signalées')}.")
    return redirect(url_for("billing.absent_days"), 303)


@blueprint.post("/absences/retirer")
@family_only
def withdraw_absence() -> Response:
    family, absence = visitor().family_id, number(request.form.get("absence", ""))
    if not absences.is_known(family, absence):
        abort(404)
    if operations.withdraw(family, absence, int(clock.now().timestamp())):
        flash("L’absence est retirée\u00a0: votre enfant est attendu.")
    else:
        flash("Cette absence est déjà retirée ou décidée.")
    return redirect(url_for("billing.absent_days"), 303)


def _page(chosen: set[int], reason: str, errors: dict[str, str]) -> str:
    who = visitor()
    days, reasons = absences.days(who.family_id, who.structure.id, today())
    return render_template(
        "billing/absences.html",
        days=days,
        reasons=reasons,
        chosen=chosen,
        reason=reason,
        errors=errors,
        declared=absences.declared(who.family_id, who.structure.id, today()),
        status=notice(),
    )
