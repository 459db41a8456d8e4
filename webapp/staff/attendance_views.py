"""Ticking who is there, and adding who came without a booking."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.attendance.operations import Tick, mark
from webapp.attendance.rules import PRESENT, STATES, may_tick
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import attendance, day_lists
from webapp.staff.list_views import SCHOOL, the_structure
from webapp.staff.views import blueprint
from webapp.web import fragments
from webapp.web.access import StructureHead, staff_with

NARROWED = ("activite", "ecole")
TOO_FAR = "Il n’est pas encore venu, ou il est passé depuis plus d’un mois. Rien n’a été modifié."


@blueprint.post("/admin/pointage")
@staff_with("attendance.change")
def tick() -> Response | tuple[str, int]:
    """« Présent », « Parti », « Absent »: the state wanted, twice is once."""
    structure = the_structure()
    opened = attendance.opened(structure.id, number(request.form.get("seance", ""))) or abort(404)
    child, _, state = request.form.get("pointage", "").partition(":")
    if state not in STATES:
        abort(400)
    today = _today(structure)
    if not may_tick(opened.day, today):
        return render_template("error.html", title="Ce jour ne se pointe pas", text=TOO_FAR), 409
    wanted = Tick(structure.id, opened.id, number(child), state, today)
    try:
        mark(wanted, author(), int(clock.now().timestamp()))
    except LookupError:
        abort(404)
    if fragments.is_fragment():
        return _redrawn(structure, opened, wanted.child)
    if request.form.get("ajoute"):
        flash("C’est noté\u00a0: l’enfant est présent sans réservation.")
    narrowed: dict[str, Any] = {
        name: request.form.get(name, "")[:SCHOOL] or None for name in NARROWED
    }
    jour = opened.day.isoformat()
    back = url_for("staff.day_list", structure=structure.id, jour=jour, **narrowed)
    return redirect(f"{back}#t{opened.id}-{wanted.child}", 303)


def _redrawn(structure: StructureHead, opened: attendance.Opened, number: int) -> Response:
    """The cell of the child, and the numbers of its activity."""
    school = request.form.get("ecole", "")[:SCHOOL]
    (activity,) = day_lists.on(structure.id, opened.day, opened.activity, school)
    child = activity.child(number)
    tally = fragments.macro("staff/attendance.html", "tally", activity)
    parts = [fragments.Part(f"#n{opened.id}", "innerHTML", tally)]
    if child is not None:
        cell = fragments.macro(
            "staff/attendance.html", "buttons", child, structure.timezone, STATES
        )
        parts.insert(0, fragments.Part(f"#t{opened.id}-{number}", "innerHTML", cell))
    return fragments.answer(parts)


@blueprint.get("/admin/pointage/ajouter")
@staff_with("attendance.change")
def add_child() -> str | tuple[str, int]:
    """« Un enfant de plus »: those who may come to the activity and are not on its list."""
    structure = the_structure()
    opened = attendance.opened(structure.id, number(request.args.get("seance", ""))) or abort(404)
    if not may_tick(opened.day, _today(structure)):
        return render_template("error.html", title="Ce jour ne se pointe pas", text=TOO_FAR), 409
    asked = request.args.get("q", "").strip()[:80]
    return render_template(
        "staff/attendance_add.html",
        structure=structure,
        opened=opened,
        asked=asked,
        found=attendance.others(structure.id, opened, asked),
        present=PRESENT,
    )


def _today(structure: StructureHead) -> date:
    return words.localise(clock.now(), structure.timezone).date()
