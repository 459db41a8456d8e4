"""The second step of a log-in of staff: the code of the phone, or making the phone known."""

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.accounts.forms import CodeForm
from webapp.accounts.operations import second_factor, throttle
from webapp.accounts.operations.authors import author_of
from webapp.accounts.views import blueprint, entered, too_many
from webapp.audit.operations import Author
from webapp.web.access import public
from webapp.web.origin import origin
from webapp.web.qr import qr

Page = str | Response | tuple[str, int]
WRONG = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, et vérifiez que l’heure de"
    " votre téléphone est juste."
)


def now() -> int:
    return int(clock.now().timestamp())


@blueprint.route("/connexion/code", methods=["GET", "POST"])
@public
def second_code() -> Page:
    """« Code de connexion »: of the phone, or from paper."""
    account = _holder()
    if account is None:
        return _begin_again()
    if second_factor.of(account) is None:
        return _with_way_back("accounts.second_enrol")
    form = CodeForm()
    if not form.validate_on_submit():
        return _asked(form), 422 if form.is_submitted() else 200
    keys = throttle_keys(account)
    wait = throttle.admit(keys, now())
    if wait:
        form.code.errors = [too_many(wait)]
        return _asked(form), 429
    by = _author(account)
    if second_factor.enter(session["second"], form.code.data, by, now()) is None:
        form.code.errors = [WRONG]
        return _asked(form), 422
    throttle.succeeded(keys)
    _tell_codes_left(account, form.code.data)
    session.pop("second", None)
    return entered(account, request.args.get("suite", ""))


@blueprint.route("/connexion/telephone", methods=["GET", "POST"])
@public
def second_enrol() -> Page:
    """« Enregistrer votre téléphone »: the QR code, its key as text, a first code to confirm."""
    account = _holder()
    if account is None:
        return _begin_again()
    if second_factor.of(account) is not None:
        return _with_way_back("accounts.second_code")
    form, by = CodeForm(), _author(account)
    if not form.validate_on_submit():
        return _offered(form, by), 422 if form.is_submitted() else 200
    keys = throttle_keys(account)
    wait = throttle.admit(keys, now())
    if wait:
        form.code.errors = [too_many(wait)]
        return _offered(form, by), 429
    codes = second_factor.enrol(session["second"], form.code.data, by, now())
    if codes is None:
        form.code.errors = [WRONG]
        return _offered(form, by), 422
    throttle.succeeded(keys)
    session.pop("second", None)
    after = url_for("staff.home")
    if not current_user.is_authenticated:
        after = entered(account, request.args.get("suite", "")).location or after
    return paper(codes, after)


def throttle_keys(account: int) -> list[str]:
    """What a guess of a code is counted for."""
    return [f"code:{account}", f"adresse:{origin()}"]


def paper(codes: list[str], after: str) -> str:
    """The ten codes, shown once."""
    return render_template("accounts/second_paper.html", codes=codes, after=after)


def _holder() -> int | None:
    return second_factor.holder(session.get("second", ""), now())


def _author(account: int) -> Author:
    return author_of(account, request.remote_addr or "")


def _with_way_back(endpoint: str) -> Response:
    """On to another page; the one to go back to afterwards stays in the address."""
    return redirect(url_for(endpoint, suite=request.args.get("suite") or None), 303)


def _begin_again() -> Response:
    """Ten minutes have gone, or it was never begun: the password first."""
    if current_user.is_authenticated:
        return redirect(url_for("structures.home"), 303)
    return _with_way_back("accounts.login")


def _asked(form: CodeForm) -> str:
    return render_template("accounts/second_code.html", form=form)


def _offered(form: CodeForm, by: Author) -> str:
    from pyotp import TOTP

    secret = second_factor.offered(session["second"])
    address = TOTP(secret).provisioning_uri(name=by.name, issuer_name="Marelle")
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return render_template(
        "accounts/second_enrol.html",
        form=form,
        code=qr(address, "Code à photographier avec l’application"),
        address=address,
        key=" ".join(groups),
    )


def _tell_codes_left(account: int, typed: str) -> None:
    factor = second_factor.of(account) or abort(404)
    if len("".join(typed.split())) != 6:
        left = words.plural(factor.codes, "code de secours", "codes de secours")
        flash(f"Ce code de secours ne servira plus. Il vous reste {left}.")


def required() -> bool:
    """True where staff do not enter with a password alone."""
    return bool(current_app.config["SECOND_FACTOR"])
