"""Getting in and out, choosing the structure shown."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts import operations, visitors
from webapp.accounts.forms import LoginForm
from webapp.extensions import login_manager
from webapp.structures import queries
from webapp.web.access import family_only, public, visitor
from webapp.web.menu import DEFAULT_SITE

blueprint = Blueprint("accounts", __name__)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(account_id: str) -> visitors.LoggedIn | None:
    """Flask-Login's loader."""
    return visitors.load(int(account_id), session.get("structure", ""))


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def login() -> str | Response | tuple[str, int]:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_home(visitor().role))
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form), 422 if form.is_submitted() else 200
    account_id = operations.authenticate(form.identifiant.data, form.mot_de_passe.data, clock.now())
    if account_id is None:
        form.mot_de_passe.errors = ["Identifiant ou mot de passe inconnu. Vérifiez les deux."]
        return _login_page(form), 422
    found = visitors.load(account_id)
    if found is None:
        abort(404)
    session.permanent = True
    login_user(found)
    return redirect(_local(request.args.get("suite", "")) or _home(found.role), 303)


@blueprint.post("/deconnexion")
@public
def logout() -> Response:
    logout_user()
    return redirect(url_for("structures.home"), 303)


@blueprint.get("/retrouver")
@public
def recover() -> str:
    return render_template("accounts/recover.html", structures=queries.contacts())


@blueprint.get("/structures")
@family_only
def structures() -> str:
    return render_template("accounts/structures.html")


@blueprint.post("/structures")
@family_only
def choose_structure() -> Response:
    code = request.form.get("structure", "")
    if code not in {head.code for head in visitor().structures}:
        abort(404)
    session["structure"] = code
    return redirect(url_for("structures.home"), 303)


def _login_page(form: LoginForm) -> str:
    structures = queries.contacts()
    return render_template(
        "accounts/login.html",
        form=form,
        site=structures[0].name if structures else DEFAULT_SITE,
        structures=structures,
        news=queries.public_news(clock.now()),
        demo=current_app.config["DEMO"],
        expired="expire" in request.args,
    )


def _home(role: str) -> str:
    return url_for("structures.home") if role == "family" else url_for("staff.nights")


def _local(target: str) -> str:
    """`target` if it is a path of ours, else '': a link must not send people elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not target.startswith("/") or "\\" in target:
        return ""
    return "" if target.startswith("//") else target
