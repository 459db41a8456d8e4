"""Supplements of an activity, offered, changed and withdrawn on many days at once; seen before,
taken back after in the calendar of the year."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for

from webapp import words
from webapp.activities.rules.painting import ExtraPlan, Offered, plan_extra
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import brush, offer, rules
from webapp.staff import year as pages
from webapp.staff.brush import Typed
from webapp.staff.operations import extras as operations
from webapp.staff.operations.extras import ExtraPainting
from webapp.staff.operations.offer import OutrunError
from webapp.staff.operations.year import ChangedError, NothingToChangeError
from webapp.staff.setting import ONE, Answer, Setting, setting, version_read
from webapp.staff.views import blueprint
from webapp.structures.forms import slug
from webapp.web.access import staff_with
from webapp.web.notices import notice
from webapp.words import WEEKDAYS

OFFER, WITHDRAW = "proposer", "retirer"
ACTS = {OFFER: "Proposer, ou changer", WITHDRAW: "Retirer"}
LONGEST = 120


class Asked(NamedTuple):
    """The form as it was typed: the brush, and the supplement."""

    typed: Typed
    name: str
    price: str


@blueprint.route(f"{ONE}/supplements", methods=["GET", "POST"])
@staff_with("activities.change")
def activity_extras(activity_id: int) -> Answer:
    found = setting(activity_id)
    year = brush.year(found)
    if "faire" not in request.values:
        return _page(found, year, Asked(brush.blank(found, year, OFFER), "", ""))
    asked = _asked(found, year)
    if asked.typed.errors:
        return _page(found, year, asked), 422
    wanted = _wanted(found, asked)
    refused = _do(found, wanted) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return redirect(url_for("staff.activity_extras", activity_id=activity_id, annee=year), 303)
    html = _page(setting(activity_id), year, asked, wanted, refused)
    return (html, 409) if refused else html


def _asked(found: Setting, year: int) -> Asked:
    values = request.values
    typed = brush.read(found, year, ACTS)
    name, price = (" ".join(values.get(key, "").split()) for key in ("nom", "prix"))
    if not name:
        typed.errors["nom"] = "Le nom du supplément est attendu."
    elif len(name) > LONGEST:
        typed.errors["nom"] = f"{LONGEST}\u00a0caractères au plus."
    elif typed.act == WITHDRAW and not _code(found, name):
        typed.errors["nom"] = "Aucun jour à venir n’a de supplément de ce nom."
    if typed.act == OFFER and rules.cents_or_none(price) is None:
        typed.errors["prix"] = "Un montant en euros est attendu, par exemple 3,50."
    return Asked(typed, name[:200], price[:40])


def _code(found: Setting, name: str) -> str:
    """The code of the supplement of that name, '' if the activity has none."""
    known = offer.extras(found.activity.id, found.today)
    return next((each.code for each in known if each.name.casefold() == name.casefold()), "")


def _wanted(found: Setting, asked: Asked) -> ExtraPainting:
    typed, cents = asked.typed, rules.cents_or_none(asked.price)
    seats = int(typed.seats) if typed.seats else None
    told = f"Retirer «\u00a0{asked.name}\u00a0»"
    offered = None
    if typed.act == OFFER and cents is not None:
        offered = Offered(asked.name, cents, seats)
        places = "sans limite de places" if seats is None else words.plural(seats, "place")
        told = f"«\u00a0{asked.name}\u00a0», {words.euros(cents)}, {places}"
    return ExtraPainting(
        found.structure.id, found.activity.id, version_read(),
        _code(found, asked.name) or slug(asked.name), offered, brush.of(typed),
        f"{told}\u00a0: {brush.told(typed)}",
    )  # fmt: skip


def _do(found: Setting, wanted: ExtraPainting) -> str:
    """Do it; why it is not done, '' if it is."""
    expected = number(request.form.get("vu", ""))
    try:
        done = operations.paint(
            wanted, found.calendar, expected, author(), found.seconds, found.today
        )
    except NothingToChangeError:
        flash("Rien à changer\u00a0: c’est déjà ainsi.")
    except OutrunError:
        return "Quelqu’un d’autre a changé cette activité entre-temps."
    except ChangedError:
        return "Des jours ont changé entre-temps."
    else:
        flash(f"C’est fait\u00a0: {words.plural(done.size, 'jour')}.")
    return ""


def _page(
    found: Setting,
    year: int,
    asked: Asked,
    wanted: ExtraPainting | None = None,
    refused: str = "",
) -> str:
    return render_template(
        "staff/activity_extras.html",
        found=found,
        year=year,
        extras=offer.extras(found.activity.id, found.today),
        weekdays=WEEKDAYS,
        seasons=pages.seasons(year, found.calendar),
        acts=ACTS,
        asked=asked,
        wanted=wanted,
        plan=_plan(found, wanted) if wanted else None,
        refused=refused,
        status=notice(),
    )


def _plan(found: Setting, wanted: ExtraPainting) -> ExtraPlan:
    span = wanted.brush.first, wanted.brush.last
    days = operations.known(found.activity.id, wanted.code, *span)
    return plan_extra(wanted.offered, wanted.brush, days, found.calendar, found.today)
