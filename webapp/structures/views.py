"""Home page, legal pages, health."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp import clock
from webapp.database import row
from webapp.structures import queries
from webapp.web.access import public, visitor
from webapp.web.notices import notice

blueprint = Blueprint("structures", __name__)


@blueprint.get("/")
@public
def home() -> str | Response:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login"))
    if visitor().role != "family":
        return redirect(url_for("staff.nights"))
    shown = visitor().structure
    contacts = {contact.id: contact for contact in queries.contacts()}
    return render_template(
        "structures/home.html",
        contact=contacts[shown.id] if shown else None,
        news=queries.news_of(shown.id, clock.now()) if shown else [],
        status=notice(),
    )


@blueprint.get("/accessibilite")
@public
def accessibility() -> str:
    return render_template("structures/accessibility.html", structures=queries.contacts())


@blueprint.get("/mentions-legales")
@public
def legal() -> str:
    return render_template("structures/legal.html", structures=queries.contacts())


@blueprint.get("/donnees-personnelles")
@public
def privacy() -> str:
    return render_template("structures/privacy.html", structures=queries.contacts())


@blueprint.get("/contact")
@public
def contact() -> str:
    return render_template("structures/contact.html", structures=queries.contacts())


@blueprint.get("/sante")
@public
def health() -> tuple[str, int, dict[str, str]]:
    """For supervisors: 200 once the schema is there and the database answers."""
    row("SELECT COUNT(*) FROM structure")
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
