"""« Profil »: who one is here, one's children, where one is logged in."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts import profile
from webapp.accounts.operations import sessions
from webapp.accounts.views import blueprint
from webapp.web.access import own_account, visitor
from webapp.web.notices import notice


@blueprint.get("/profil")
@own_account
def own_profile() -> str:
    who = visitor()
    now = int(clock.now().timestamp())
    return render_template(
        "accounts/profile.html",
        page=profile.page(who.account_id, who.family_id, who.token, now),
        status=notice(),
    )


@blueprint.post("/profil/appareils")
@own_account
def end_session() -> Response:
    """« Déconnecter »: one device, or all others."""
    return ended(url_for("accounts.own_profile") + "#appareils")


def ended(back: str) -> Response:
    """End what the form asks for, of the visitor's own; back to its page."""
    who, now = visitor(), int(clock.now().timestamp())
    asked = request.form.get("appareil", "")
    if asked == "autres":
        ended = sessions.end_others(who.account_id, who.token, now)
        flash("Vos autres appareils sont déconnectés." if ended else "Aucun autre appareil.")
        return redirect(back, 303)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        abort(404)
    if not sessions.end_one(who.account_id, int(asked), now):
        abort(404)
    flash("Cet appareil est déconnecté.")
    return redirect(back, 303)
