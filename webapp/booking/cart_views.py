"""Panier: « Valider » twice, « Retour », « Abandonner »."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.booking import context, forms, recap
from webapp.booking.operations import cart, validation
from webapp.booking.views import blueprint
from webapp.web.access import family_only, visitor
from webapp.web.notices import notice


@blueprint.get("/panier")
@family_only
def check() -> str:
    now = int(clock.now().timestamp())
    page = recap.recap(visitor().family_id, context.cart_key(), context.calendars(), now)
    return render_template(
        "booking/recap.html",
        page=page,
        status=notice(),
        back=_back(),
    )


@blueprint.post("/panier/valider")
@family_only
def validate() -> Response:
    version = forms.number(request.form.get("version", ""))
    now = int(clock.now().timestamp())
    done = validation.validate(
        context.author(), context.cart_key(), version, context.calendars(), now
    )
    if done is None:
        flash("Vos demandes ont changé depuis cette page\u00a0: relisez-les, puis validez.")
        return redirect(url_for("booking.check"), 303)
    return redirect(url_for("booking.validated", validation_id=done), 303)


@blueprint.get("/panier/enregistre/<int(max=999999999):validation_id>")
@family_only
def validated(validation_id: int) -> str:
    result = recap.result(visitor().family_id, validation_id)
    if result is None:
        abort(404)
    return render_template("booking/validated.html", page=result)


@blueprint.post("/panier/abandonner")
@family_only
def abandon() -> Response:
    count = cart.abandon(visitor().family_id, context.cart_key())
    gone = f"{words.plural(count, 'demande effacée', 'demandes effacées')}. "
    flash(f"{gone if count else ''}Rien n’a été enregistré.")
    return redirect(url_for("booking.calendar"), 303)


@blueprint.post("/panier/attente")
@family_only
def queue_up() -> Response:
    """From the recap: ask for the waiting list instead of a day that is full."""
    child = forms.number(request.form.get("enfant", ""))
    setting = context.setting(child)
    asked = forms.click()
    scope = setting.scope._replace(
        structure=forms.number(request.form.get("structure", "")) or setting.scope.structure
    )
    known = context.calendars()
    if scope.structure not in known:
        abort(404)
    try:
        clicked = cart.click(scope, asked, known[scope.structure], setting.now)
    except cart.UnknownDayError:
        abort(404)
    if clicked.refusal:
        flash(clicked.refusal.sentence)
    return redirect(url_for("booking.check"), 303)


def _back() -> str:
    """« Retour » leads to the calendar one came from."""
    query = (request.referrer or "").partition("?")[2]
    came = (request.referrer or "").partition("?")[0]
    ours = came == request.host_url.rstrip("/") + url_for("booking.calendar")
    return url_for("booking.calendar") + (f"?{query}" if ours and query else "")
