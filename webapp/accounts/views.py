"""Getting in and out, choosing the structure shown."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.accounts import visitors
from webapp.accounts.devices import described
from webapp.accounts.forms import LoginForm
from webapp.accounts.operations import log_in, sessions, throttle
from webapp.accounts.rules import is_stale
from webapp.extensions import login_manager
from webapp.structures import queries
from webapp.web.access import family_only, public, visitor
from webapp.web.menu import DEFAULT_SITE

blueprint = Blueprint("accounts", __name__)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(token: str) -> visitors.LoggedIn | None:
    """Flask-Login's loader: the token of a log-in that still holds."""
    now = int(clock.now().timestamp())
    found = visitors.load(token, now, session.get("structure", ""))
    if found and is_stale(found.session.seen_at, now):
        head = found.session
        sessions.touch(
            head.id, found.role, now, remembered=head.remembered, expires_at=head.expires_at
        )
    return found


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def login() -> str | Response | tuple[str, int]:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_home(visitor().role))
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form), 422 if form.is_submitted() else 200
    now = clock.now()
    keys = throttle_keys(form.identifiant.data)
    wait = throttle.admit(keys, int(now.timestamp()))
    if wait:
        form.mot_de_passe.errors = [too_many(wait)]
        return _login_page(form), 429
    account_id = log_in.authenticate(form.identifiant.data, form.mot_de_passe.data, now)
    if account_id is None:
        form.mot_de_passe.errors = ["Identifiant ou mot de passe inconnu. Vérifiez les deux."]
        return _login_page(form), 422
    throttle.succeeded(keys)
    found = enter(account_id, remembered=form.rester.data)
    if log_in.must_change(account_id):
        flash("Vous êtes entré avec le mot de passe de la lettre\u00a0: choisissez le vôtre.")
        return redirect(url_for("accounts.own_password"), 303)
    return redirect(_local(request.args.get("suite", "")) or _home(found.role), 303)


def throttle_keys(login: str) -> list[str]:
    """What a guess is counted for: the identifiant, known or not, and the address."""
    return [f"compte:{log_in.folded(login)[:80]}", f"adresse:{request.remote_addr or ''}"[:140]]


def too_many(wait: int) -> str:
    """« Trop d’essais… »"""
    return (
        f"Trop d’essais à la suite\u00a0: réessayez dans {words.pause(wait)}. Rien n’est bloqué,"
        " et rien n’est à demander à la structure."
    )


def enter(account_id: int, *, remembered: bool = False) -> visitors.LoggedIn:
    """Log this browser in; 404 if the account has been closed meanwhile."""
    now = int(clock.now().timestamp())
    token = sessions.start(
        account_id,
        log_in.role_of(account_id),
        now,
        remembered=remembered,
        device=described(request.user_agent.string),
        address=request.remote_addr or "",
    )
    found = visitors.load(token, now) or abort(404)
    session.permanent = True
    login_user(found)
    return found


@blueprint.post("/deconnexion")
@public
def logout() -> Response:
    if current_user.is_authenticated:
        sessions.end(current_user.token, int(clock.now().timestamp()))
    logout_user()
    return redirect(url_for("structures.home"), 303)


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
