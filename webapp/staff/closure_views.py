"""Exceptional closures (P12): whom it hits, then one step, which can be undone for a while."""

from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import closures
from webapp.staff.operations import closing
from webapp.staff.operations.closing import Closing
from webapp.staff.rules import BEFORE_MAILS, wrong_days
from webapp.staff.views import blueprint
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.notices import notice

REASON = 200


class Typed(NamedTuple):
    """What was typed, as it was typed, with what is wrong with each field."""

    first: str
    last: str
    reason: str
    activities: tuple[int, ...]
    errors: dict[str, str]


@blueprint.get("/admin/fermetures")
@staff_with("activities.change")
def closed_days() -> str | tuple[str, int]:
    structure = _structure()
    typed = _typed(structure) if "du" in request.args else None
    if typed and "motif" not in request.args:
        typed.errors.clear()  # the days came with a link; the rest is still to be told
    return _page(structure, typed)


@blueprint.post("/admin/fermetures")
@staff_with("activities.change")
def close_days() -> Response | tuple[str, int]:
    structure = _structure()
    typed = _typed(structure)
    if typed.errors:
        return _refused(structure, typed)
    now = int(clock.now().timestamp())
    what = _closing(structure, typed)
    try:
        hit = closing.close(what, author(), number(request.form.get("vu", "")), now)
    except closing.NothingToCloseError:
        typed.errors["du"] = "Aucun jour n’est ouvert à ces dates, ou ils sont déjà fermés."
        return _refused(structure, typed)
    except closing.ChangedError:
        flash("Des réservations ont changé entre-temps\u00a0: relisez avant de confirmer.")
        return _refused(structure, typed)
    minutes = BEFORE_MAILS // 60
    flash(
        f"Fermé\u00a0: {words.plural(hit.bookings, 'réservation annulée', 'réservations annulées')}"
        f" pour {words.plural(hit.families, 'famille')}. Les mails partent dans {minutes}\u00a0"
        "minutes\u202f; jusque-là, vous pouvez tout annuler."
    )
    return redirect(url_for("staff.closed_days", structure=structure.id), 303)


@blueprint.post("/admin/fermetures/<int(max=999999999):closure_id>/annuler")
@staff_with("activities.change")
def undo_closure(closure_id: int) -> Response:
    structure = _structure()
    try:
        lost = closing.undo(structure.id, closure_id, author(), int(clock.now().timestamp()))
    except LookupError:
        flash("Cette fermeture est déjà annulée.")
    except closing.MailsLeftError:
        flash("Trop tard pour annuler\u00a0: les mails sont partis, ou une nuit est passée.")
    else:
        flash("La fermeture est annulée\u00a0: tout est comme avant." + _told(lost))
    return redirect(url_for("staff.closed_days", structure=structure.id), 303)


def _told(lost: int) -> str:
    if not lost:
        return ""
    kept = words.plural(lost, "réservation reste annulée", "réservations restent annulées")
    return f" Sauf {kept}\u00a0: l’enfant a été inscrit ailleurs ce jour-là entre-temps."


def _structure() -> StructureHead:
    chosen = number(request.values.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    if not heads:
        abort(404)
    return heads[chosen] if chosen in heads else abort(404) if chosen else visitor().structure


def _typed(structure: StructureHead) -> Typed:
    values = request.values
    first, last = values.get("du", "").strip()[:40], values.get("au", "").strip()[:40]
    reason = " ".join(values.get("motif", "").split())
    known = {activity for activity, _ in closures.activities(structure.id)}
    chosen = tuple(number(value) for value in values.getlist("activite")[:500])
    if not known.issuperset(chosen):
        abort(404)
    typed = Typed(first, last or first, reason, chosen, {})
    typed.errors.update(_mistakes(typed, structure))
    return typed


def _mistakes(typed: Typed, structure: StructureHead) -> dict[str, str]:
    today = words.localise(clock.now(), structure.timezone).date()
    found = wrong_days(words.iso_day(typed.first), words.iso_day(typed.last), today)
    if not typed.reason:
        found["motif"] = "Dites pourquoi\u00a0: les familles le liront."
    elif len(typed.reason) > REASON:
        found["motif"] = f"{REASON}\u00a0caractères au plus."
    if not typed.activities:
        found["activite"] = "Choisissez au moins une activité."
    return found


def _closing(structure: StructureHead, typed: Typed) -> Closing:
    return Closing(structure.id, typed.first, typed.last, typed.activities, typed.reason)


def _refused(structure: StructureHead, typed: Typed) -> tuple[str, int]:
    html = _page(structure, typed)
    return (html, 422) if isinstance(html, str) else html


def _page(structure: StructureHead, typed: Typed | None) -> str | tuple[str, int]:
    told = typed if typed and typed.reason and not typed.errors else None
    shown = closures.preview(_closing(structure, told)) if told else None
    if typed and shown and not shown.days:
        typed.errors["du"] = "Aucun jour n’est ouvert à ces dates, ou ils sont déjà fermés."
    html = render_template(
        "staff/closures.html",
        structure=structure,
        activities=closures.activities(structure.id),
        typed=typed,
        errors=typed.errors if typed else {},
        preview=shown if shown and shown.days else None,
        closures=closures.closures(structure.id, int(clock.now().timestamp())),
        status=notice(),
    )
    return (html, 422) if typed and typed.errors else html
