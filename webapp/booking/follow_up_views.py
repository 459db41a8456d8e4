"""Suivi: reading one's requests, taking one back."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.booking import forms, queries
from webapp.booking.displaced import displaced
from webapp.booking.follow_up import PERIODS, STATES, Filters, follow_up, people
from webapp.booking.operations import withdrawal
from webapp.booking.rules.wishes import Refusal
from webapp.booking.views import blueprint
from webapp.web.access import family_only, visitor
from webapp.web.notices import notice

FILTERS = ("enfant", "par", "periode", "etat", "page")


@blueprint.get("/suivi")
@family_only
def requests() -> str:
    who = visitor()
    if who.structure is None:
        return render_template("booking/nobody.html")
    children = queries.children(who.family_id)
    authors = people(who.family_id, who.structure.id)
    filters = _filters({child.id for child in children}, set(authors))
    today = words.localise(clock.now(), who.structure.timezone).date()
    return render_template(
        "booking/follow_up.html",
        page=follow_up(who.family_id, who.structure.id, filters, today),
        filters=filters,
        children=children,
        people=authors,
        displaced=displaced(who.family_id, who.structure.id, today),
        family=queries.family_name(who.family_id),
        states=STATES,
        periods=PERIODS,
        today=today,
        status=notice(),
    )


@blueprint.post("/suivi/retirer")
@family_only
def withdraw() -> Response:
    now = int(clock.now().timestamp())
    movement = forms.number(request.form.get("demande", ""))
    if movement:
        try:
            _say(withdrawal.withdraw(visitor().family_id, movement, now))
        except withdrawal.UnknownRequestError:
            abort(404)
    elif "toutes" in request.form and visitor().structure:
        _say(withdrawal.withdraw_all(visitor().family_id, visitor().structure.id, now))
    else:
        abort(400)
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return redirect(url_for("booking.requests", **kept), 303)  # type: ignore[arg-type]


def _say(done: int | Refusal) -> None:
    if isinstance(done, Refusal):
        flash(f"La réservation ne peut pas être reprise. {done.sentence}")
    elif done:
        flash(f"{words.plural(done, 'demande retirée', 'demandes retirées')}.")
    else:
        flash("Cette demande n’est plus à retirer\u00a0: elle a été transmise ou déjà retirée.")


def _filters(children: set[int], people: set[int]) -> Filters:
    values = request.args
    child, person = (forms.number(values.get(name, "")) for name in ("enfant", "par"))
    period, state = values.get("periode", ""), values.get("etat", "")
    if (child and child not in children) or (person and person not in people):
        abort(404)
    if (period and period not in PERIODS) or (state and state not in STATES):
        abort(404)
    return Filters(child, person, period, state, max(1, forms.number(values.get("page", ""))))
