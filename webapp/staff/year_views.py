"""The year of an activity: days open and close in bulk, are given places, are copied from one year
to the next; seen before, taken back after."""

import json
from collections import Counter
from datetime import date
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import words
from webapp.activities.rules import painting
from webapp.activities.rules.painting import CLOSE, OPEN, SEATS, Known, Plan
from webapp.activities.rules.telling import dated
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import brush
from webapp.staff import year as pages
from webapp.staff.brush import Typed
from webapp.staff.operations import undoing
from webapp.staff.operations import year as operations
from webapp.staff.operations.offer import OutrunError
from webapp.staff.operations.year import Painting
from webapp.staff.setting import ONE, Answer, Setting, setting, version_read
from webapp.staff.views import blueprint
from webapp.web.access import staff_with
from webapp.web.notices import notice
from webapp.words import WEEKDAYS

ACTS = {OPEN: "Ouvrir", CLOSE: "Fermer", SEATS: "Donner ces places"}
VERBS = {OPEN: "Ouvrir", CLOSE: "Fermer", SEATS: "Places"}


class Wanted(NamedTuple):
    """An act on days: by the brush, or the copy of a year. `label`: in words."""

    act: str
    days: list[date]
    seats: int | None
    label: str


@blueprint.get(f"{ONE}/calendrier")
@staff_with("activities.change")
def activity_year(activity_id: int) -> Answer:
    found = setting(activity_id)
    year = brush.year(found)
    asked = "faire" in request.args
    typed = brush.read(found, year, ACTS) if asked else brush.blank(found, year, OPEN)
    wanted = _wanted(found, typed) if asked and not typed.errors else None
    html = _page(found, year, typed, wanted)
    return (html, 422) if typed.errors else html


@blueprint.post(f"{ONE}/calendrier")
@staff_with("activities.change")
def paint_year(activity_id: int) -> Answer:
    found = setting(activity_id)
    year = brush.year(found)
    typed = brush.read(found, year, ACTS)
    if typed.errors:
        return _page(found, year, typed, None), 422
    wanted = _wanted(found, typed)
    refused = _do(found, wanted)
    if refused:
        return _page(setting(activity_id), year, typed, wanted, refused), 409
    return _back(activity_id, year)


@blueprint.post(f"{ONE}/calendrier/reprendre")
@staff_with("activities.change")
def undo_year(activity_id: int) -> Answer:
    found = setting(activity_id)
    year = brush.year(found)
    change = number(request.form.get("changement", ""))
    try:
        left = undoing.undo(found.structure.id, activity_id, change, author(), found.seconds)
    except LookupError:
        flash("Ce changement est déjà repris, ou un autre est venu après.")
    else:
        flash("Le changement est repris." + _told(left))
    return _back(activity_id, year)


@blueprint.route(f"{ONE}/calendrier/copier", methods=["GET", "POST"])
@staff_with("activities.change")
def copy_year(activity_id: int) -> Answer:
    found = setting(activity_id)
    year = brush.year(found)
    wanted = _copy(found, year)
    refused = _do(found, wanted) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return _back(activity_id, year + 1)
    found = setting(activity_id)
    first, last = painting.year_of(year + 1)
    plan = _plan(found, wanted)
    html = render_template(
        "staff/activity_copy.html",
        found=found,
        year=year,
        plan=plan,
        periods=_periods(found, plan),
        missing=painting.missing_holidays(year, found.calendar),
        dated=dated(json.loads(found.activity.terms)),
        by_month=pages.by_month,
        already=len(operations.known(activity_id, first, last)),
        refused=refused,
    )
    return (html, 409) if refused else html


def _told(left: int) -> str:
    if not left:
        return ""
    return f" Sauf {words.plural(left, 'jour')}, réservés ou demandés depuis\u00a0: ils restent."


def _do(found: Setting, wanted: Wanted) -> str:
    """Do it; why it is not done, '' if it is."""
    if not wanted.days:
        flash("Rien à changer.")
        return ""
    what = Painting(
        found.structure.id, found.activity.id, version_read(), wanted.act, wanted.days,
        wanted.seats, wanted.label,
    )  # fmt: skip
    expected = number(request.form.get("vu", ""))
    try:
        done = operations.paint(
            what, found.calendar, expected, author(), found.seconds, found.today
        )
    except operations.NothingToChangeError:
        flash("Rien à changer\u00a0: c’est déjà ainsi.")
    except OutrunError:
        return "Quelqu’un d’autre a changé cette activité entre-temps."
    except operations.ChangedError:
        return "Des jours ont changé entre-temps."
    else:
        flash(f"C’est fait\u00a0: {words.plural(done.size, 'jour')}.")
    return ""


def _back(activity: int, year: int) -> Response:
    return redirect(url_for("staff.activity_year", activity_id=activity, annee=year), 303)


def _page(found: Setting, year: int, typed: Typed, wanted: Wanted | None, refused: str = "") -> str:
    activity = found.activity
    known = operations.known(activity.id, *painting.year_of(year))
    plan = _plan(found, wanted) if wanted else None
    return render_template(
        "staff/activity_year.html",
        found=found,
        year=year,
        months=pages.months(year, known, found.calendar, plan),
        weekdays=WEEKDAYS,
        seasons=pages.seasons(year, found.calendar),
        acts=ACTS,
        typed=typed,
        wanted=wanted,
        plan=plan,
        held=_span(plan.held) if plan else None,
        by_month=pages.by_month,
        periods=_periods(found, plan),
        last=pages.last_change(activity.id),
        refused=refused,
        status=notice(),
    )


def _span(held: tuple[Known, ...]) -> tuple[date, date] | None:
    return (held[0].day, held[-1].day) if held else None


def _periods(found: Setting, plan: Plan | None) -> list[tuple[str, int]]:
    """The periods that new days would go to, and how many to each; nothing if the
    activity has no day in any."""
    if plan is None or not plan.open:
        return []
    known = operations.periods_of(found.structure.id, found.activity.id)
    into = [painting.period_for(day, known) for day in plan.open]
    names = Counter(each.name if each else "sans période" for each in into)
    return list(names.items()) if any(each.used for each in known) else []


def _plan(found: Setting, wanted: Wanted) -> Plan:
    if not wanted.days:
        return Plan()
    known = operations.known(found.activity.id, min(wanted.days), max(wanted.days))
    return painting.plan(wanted.act, wanted.days, known, found.calendar, found.today, wanted.seats)


def _wanted(found: Setting, typed: Typed) -> Wanted:
    seats = int(typed.seats) if typed.seats else None
    told = words.plural(seats, "place") if seats is not None else ""
    if typed.act == SEATS and seats is None:
        told = "sans limite de places"
    more = f", {told}" if told and typed.act != CLOSE else ""
    label = f"{VERBS[typed.act]}\u00a0: {brush.told(typed)}{more}"
    return Wanted(typed.act, brush.of(typed).days(found.calendar), seats, label)


def _copy(found: Setting, year: int) -> Wanted:
    """The days of the next year that lie where those of `year` did."""
    known = operations.known(found.activity.id, *painting.year_of(year))
    days = painting.copied(known, year, found.calendar)
    if painting.missing_holidays(year, found.calendar):
        days = []
    return Wanted(OPEN, days, None, f"Copie de l’année {year}-{year + 1}")
