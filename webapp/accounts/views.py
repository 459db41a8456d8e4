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
from webapp.accounts import known, visitors
from webapp.accounts.devices import described
from webapp.accounts.forms import LoginForm
from webapp.accounts.operations import (
    log_in,
    own_password,
    second_factor,
    sessions,
    shown,
    throttle,
)
from webapp.accounts.passwords import BusyError
from webapp.accounts.rules import is_stale
from webapp.extensions import login_manager
from webapp.structures import queries
from webapp.structures.pages import front
from webapp.web.access import family_only, public, visitor
from webapp.web.menu import DEFAULT_SITE
from webapp.web.origin import origin

blueprint = Blueprint("accounts", __name__)
STAFF_PAGES = "/admin"


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(token: str) -> visitors.LoggedIn | None:
    """Flask-Login's loader: the token of a log-in that still holds. Outside of their own pages,
    staff who look at a family's are that family's parents, without their hands."""
    now = int(clock.now().timestamp())
    found = visitors.load(token, now)
    if found and is_stale(found.session.seen_at, now):
        head = found.session
        sessions.touch(
            head.id, found.role, now, remembered=head.remembered, expires_at=head.expires_at
        )
    if found and not request.path.startswith(STAFF_PAGES) and found.may("families.see"):
        login, family, structure = session.get(visitors.LOOKS_AT, (0, 0, 0))
        if login == found.session.id:
            return visitors.looking_at(found, family, structure) or found
    return found


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def login() -> str | Response | tuple[str, int]:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_home(visitor().role))
    return _door(0)


@blueprint.route("/s/<slug>/", methods=["GET", "POST"])
@public
def own_door(slug: str) -> str | Response | tuple[str, int]:
    """The address that a structure hands out: its information, and a log-in that shows it."""
    structure = queries.structure_at(slug) or abort(404)
    if request.method == "GET" and current_user.is_authenticated:
        who = visitor()
        other = {head.id for head in who.structures if head != who.structure}
        if structure in other and who.role == "family":
            return redirect(url_for("accounts.structures"))
        return redirect(_home(who.role))
    return _door(structure)


def _door(structure: int) -> str | Response | tuple[str, int]:
    """The log-in, of a structure or (0) of all."""
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form, structure), 422 if form.is_submitted() else 200
    now = clock.now()
    keys = throttle_keys(form.identifiant.data)
    wait = throttle.admit(keys, int(now.timestamp()))
    if wait:
        form.mot_de_passe.errors = [too_many(wait)]
        return _login_page(form, structure), 429
    account_id = log_in.authenticate(form.identifiant.data, form.mot_de_passe.data, now)
    if account_id is None:
        form.mot_de_passe.errors = ["Identifiant ou mot de passe inconnu. Vérifiez les deux."]
        return _login_page(form, structure), 422
    throttle.succeeded(keys)
    suite = request.args.get("suite", "")
    return admitted(account_id, suite, remembered=form.rester.data, structure=structure)


def admitted(
    account_id: int, suite: str, *, remembered: bool = False, structure: int = 0
) -> Response:
    """The password was right: in, or on to the second step."""
    asked = current_app.config["SECOND_FACTOR"] or second_factor.of(account_id)
    if asked and log_in.role_of(account_id) != "family":
        session["second"] = second_factor.begin(account_id, int(clock.now().timestamp()))
        return redirect(url_for("accounts.second_code", suite=suite or None), 303)
    return entered(account_id, suite, remembered=remembered, structure=structure)


def entered(
    account_id: int, suite: str, *, remembered: bool = False, structure: int = 0
) -> Response:
    """Log this browser in, and on to where it was going; `structure`: at whose door."""
    found = enter(account_id, remembered=remembered)
    if structure in {head.id for head in found.structures}:
        shown.show(account_id, structure)
    if log_in.must_change(account_id):
        flash("Vous êtes entré avec le mot de passe de la lettre\u00a0: choisissez le vôtre.")
        own = "own_password" if found.role == "family" else "staff_password"
        return redirect(url_for(f"accounts.{own}"), 303)
    return redirect(_local(suite) or _home(found.role), 303)


def throttle_keys(login: str) -> list[str]:
    """What a guess is counted for: the identifiant, known or not, or this browser if it has been
    entered with it; and the address."""
    return [known.keys("compte", login), f"adresse:{origin()}"]


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
    session.permanent = remembered  # else the browser forgets it as it closes: some are shared
    login_user(found)
    known.remember(own_password.login_of(account_id))
    return found


@blueprint.app_errorhandler(BusyError)
def busy(_: BusyError) -> tuple[str, int, dict[str, str]]:
    text = "Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes."
    page = render_template("error.html", title="Un instant, s’il vous plaît", text=text)
    return page, 503, {"Retry-After": "5"}


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
    heads = {head.code: head for head in visitor().structures}
    head = heads.get(request.form.get("structure", "")) or abort(404)
    shown.show(visitor().account_id, head.id)
    return redirect(url_for("structures.home"), 303)


def _login_page(form: LoginForm, structure: int) -> str:
    shown_here = front(clock.now(), structure)
    first = shown_here.presentations[0].contact if shown_here.presentations else None
    return render_template(
        "accounts/login.html",
        form=form,
        site=first.name if first else DEFAULT_SITE,
        accent=first.accent if first else "",
        front=shown_here,
        demo=current_app.config["DEMO"],
        expired="expire" in request.args,
        staff=request.args.get("suite", "").startswith("/admin"),
        second=current_app.config["SECOND_FACTOR"],
    )


def _home(role: str) -> str:
    return url_for("structures.home") if role == "family" else url_for("staff.home")


def _local(target: str) -> str:
    """`target` if it is a path of ours, else '': a link must not send people elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not target.startswith("/") or "\\" in target:
        return ""
    return "" if target.startswith("//") else target
