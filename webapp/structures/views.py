"""Home page, legal pages, pictures and colours, health."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp import clock
from webapp.database import row
from webapp.structures import queries
from webapp.structures.colours import is_colour, is_readable, sheet
from webapp.structures.pages import front
from webapp.web.access import public, to_own_password, visitor
from webapp.web.notices import notice

blueprint = Blueprint("structures", __name__)


@blueprint.get("/")
@public
def home() -> str | Response:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login"))
    if visitor().must_change:
        return to_own_password(visitor())
    if visitor().role != "family":
        return redirect(url_for("staff.home"))
    shown = visitor().structure
    return render_template(
        "structures/home.html",
        front=front(clock.now(), shown.id, family=True) if shown else None,
        status=notice(),
    )


@blueprint.get("/images/<name>.webp")
@public
def picture(name: str) -> Response:
    """What a name means never changes; who has it may see it."""
    name, _, large = name.partition("-")
    found = queries.picture(name, large=bool(large)) if large in ("", "grande") else None
    return _kept_for_ever(found or abort(404), "image/webp")


@blueprint.get("/couleurs/<accent>.css")
@public
def colours(accent: str) -> Response:
    """The sheet of a colour that is readable; there is no other."""
    colour = f"#{accent}"
    if not is_colour(colour) or not is_readable(colour):
        abort(404)
    return _kept_for_ever(sheet(colour).encode(), "text/css")


def _kept_for_ever(body: bytes, kind: str) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return current_app.response_class(body, headers=headers, mimetype=kind)


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
