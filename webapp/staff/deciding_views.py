"""Answering requests by hand, one or many; giving a seat to a child that waits."""

from datetime import date
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, jobs, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import requests
from webapp.staff.operations import deciding
from webapp.staff.operations.deciding import NoReasonError, NotGivenError
from webapp.staff.operations.weighing import Answer, weigh
from webapp.staff.request_views import the_structure
from webapp.staff.views import blueprint
from webapp.transmission.rules.by_hand import ANSWERS, goes_first, needs_reason
from webapp.web.access import StructureHead, staff_with

REASON = 200
TOO_LONG = f"{REASON}\u00a0caractères au plus."
WHY = "Dites pourquoi\u00a0: la famille le lira."
NONE = "Cochez au moins une demande."
NO_LONGER = "Cet enfant n’attend plus de place ce jour-là. Rien n’a été modifié."


class Typed(NamedTuple):
    """What is to be done: `error` in French, '' if nothing is amiss."""

    reason: str
    error: str


@blueprint.get("/admin/demandes/decider")
@staff_with("requests.decide")
def answer_page() -> str | tuple[str, int] | Response:
    """What an answer would do, counted, before it is given."""
    asked = _asked()
    if not asked.movements:
        flash(NONE)
        return redirect(url_for("staff.asked_page", structure=asked.structure, etat="pending"))
    return _answer_page(asked, Typed("", ""))


@blueprint.post("/admin/demandes/decider")
@staff_with("requests.decide")
def answer_requests() -> str | tuple[str, int] | Response:
    asked = _asked()
    typed = _typed(needed=needs_reason(asked.answer))
    if typed.error or not asked.movements:
        return _answer_page(asked, typed), 422
    decided = deciding.decide(asked._replace(reason=typed.reason), author(), clock.now())
    if decided.done:
        jobs.enqueue("deliver_outbox")
    flash(_told(asked, decided))
    return redirect(
        url_for("staff.asked_page", structure=asked.structure, lot=decided.run or None), 303
    )


@blueprint.get("/admin/attente/donner")
@staff_with("requests.decide")
def give_page() -> str | tuple[str, int] | Response:
    return _give_page(the_structure(), Typed("", ""))


@blueprint.post("/admin/attente/donner")
@staff_with("requests.decide")
def give_seat() -> str | tuple[str, int] | Response:
    structure, booking = the_structure(), _booking()
    found = _place(structure, booking)
    typed = _typed(needed=found is not None and not goes_first(found[1].rank))
    if found is None or typed.error:
        html = _give_page(structure, typed)
        return (html, 422) if isinstance(html, str) else html
    try:
        deciding.give(structure.id, booking, typed.reason, author(), clock.now())
    except LookupError:
        flash(NO_LONGER)
    except NoReasonError:
        html = _give_page(structure, typed._replace(error=WHY))
        return (html, 422) if isinstance(html, str) else html
    except NotGivenError as error:
        html = _give_page(structure, Typed(typed.reason, str(error)))
        return (html, 409) if isinstance(html, str) else html
    else:
        jobs.enqueue("deliver_outbox")
        flash("La place est donnée\u00a0: la famille est prévenue par mail.")
    return redirect(url_for("staff.waiting_page", structure=structure.id), 303)


def _asked() -> Answer:
    values = request.values
    answer = values.get("reponse", "")
    if answer not in ANSWERS:
        abort(400)
    ids = {number(value) for value in values.getlist("coche")[: requests.PAGE]} - {0}
    return Answer(the_structure().id, tuple(sorted(ids)), answer, "")


def _typed(*, needed: bool) -> Typed:
    reason = " ".join(request.form.get("raison", "").split())
    error = WHY if needed and not reason else TOO_LONG if len(reason) > REASON else ""
    return Typed(reason, error)


def _answer_page(asked: Answer, typed: Typed) -> str:
    fit, left = weigh(asked)
    found = requests.picked(asked.structure, sorted({*fit, *left}))
    return render_template(
        "staff/answer.html",
        structure=the_structure(),
        asked=asked,
        words=ANSWERS[asked.answer],
        needed=needs_reason(asked.answer),
        fit=[each for each in found if each.id in fit],
        left=[
            (each, left[each.id] if each.is_open else each.end) for each in found if each.id in left
        ],
        typed=typed,
    )


def _told(asked: Answer, decided: deciding.Decided) -> str:
    outcome = {
        "accepter": ("demande acceptée", "demandes acceptées"),
        "refuser": ("demande refusée", "demandes refusées"),
        "attente": ("demande mise en liste d’attente", "demandes mises en liste d’attente"),
    }[asked.answer]
    said = (
        words.plural(decided.done, *outcome) if decided.done else "Aucune demande n’a été modifiée"
    )
    if decided.done:
        said += ", les familles sont prévenues par mail"
    reasons = sorted(set(decided.left.values()))
    kept = f" Laissées de côté ({len(decided.left)})\u00a0: {' '.join(reasons)}" if reasons else ""
    return f"{said}.{kept}"


def _booking() -> int:
    return number(request.values.get("reservation", ""))


def _place(
    structure: StructureHead, booking: int
) -> tuple[requests.Queue, requests.Waiting] | None:
    today: date = words.localise(clock.now(), structure.timezone).date()
    return requests.queue_of(structure.id, booking, today)


def _give_page(structure: StructureHead, typed: Typed) -> str | Response:
    found = _place(structure, _booking())
    if found is None:
        flash(NO_LONGER)
        return redirect(url_for("staff.waiting_page", structure=structure.id), 303)
    queue, waiting = found
    return render_template(
        "staff/give.html",
        structure=structure,
        queue=queue,
        waiting=waiting,
        needed=not goes_first(waiting.rank),
        typed=typed,
    )
