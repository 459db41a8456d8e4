"""The year of all activities of a structure, copied to the next at once."""

from datetime import date
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for

from webapp import clock, words
from webapp.activities.rules import painting
from webapp.activities.rules.painting import OPEN, Known
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import year as pages
from webapp.staff.operations import year as operations
from webapp.staff.operations.year import Painting
from webapp.staff.setting import Answer, structure_shown, today_of
from webapp.staff.views import blueprint
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.web.access import StructureHead, staff_with


class Copy(NamedTuple):
    """An activity: the days of the next year that would open, and how many are open already."""

    activity: int
    name: str
    days: tuple[date, ...]
    already: int


@blueprint.route("/admin/activites/copier", methods=["GET", "POST"])
@staff_with("activities.change")
def copy_all() -> Answer:
    structure = structure_shown()
    calendar = calendar_of(structure.id, structure.revision, structure.timezone)
    today = today_of(structure)
    year = number(request.values.get("annee", "")) or painting.school_year(today)
    if not painting.is_near(year):
        abort(404)
    missing = painting.missing_holidays(year, calendar)
    copies = [] if missing else _copies(structure, year, calendar, today)
    refused = _do(structure, year, copies, calendar) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return redirect(url_for("staff.activities_page", structure=structure.id), 303)
    html = render_template(
        "staff/activities_copy.html",
        structure=structure,
        year=year,
        missing=missing,
        copies=copies,
        size=sum(len(each.days) for each in copies),
        refused=refused,
    )
    return (html, 409) if refused else html


def _copies(structure: StructureHead, year: int, calendar: TownCalendar, today: date) -> list[Copy]:
    first, last = painting.year_of(year)[0], painting.year_of(year + 1)[1]
    found = []
    for activity, name, days in pages.open_days(structure.id, first, last):
        there = {day: Known(0, day, None, 0, None, shut, True, 0) for day, shut in days.items()}
        wanted = painting.copied(days, year, calendar)
        todo = painting.plan(OPEN, wanted, there, calendar, today)
        already = painting.count_in(days, year + 1)
        found.append(Copy(activity, name, todo.open, already))
    return found


def _do(structure: StructureHead, year: int, copies: list[Copy], calendar: TownCalendar) -> str:
    """Copy them; why it is not done, '' if it is."""
    label = f"Copie de l’année {year}-{year + 1}"
    several = [
        Painting(structure.id, each.activity, None, OPEN, each.days, None, label)
        for each in copies
        if each.days
    ]
    expected, now = number(request.form.get("vu", "")), int(clock.now().timestamp())
    try:
        size = operations.paint_all(several, calendar, expected, author(), now, today_of(structure))
    except operations.NothingToChangeError:
        flash("Rien à copier\u00a0: c’est déjà fait.")
    except operations.ChangedError:
        return "Des jours ont changé entre-temps."
    else:
        many = words.plural(len(several), "activité")
        flash(f"C’est copié\u00a0: {words.plural(size, 'jour')} de {many}.")
    return ""
