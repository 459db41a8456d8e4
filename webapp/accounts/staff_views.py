"""What staff have of their own: profile, devices, password, phone."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts import profile
from webapp.accounts.forms import CodeForm, OwnPasswordForm
from webapp.accounts.operations import own_password, second_factor, throttle
from webapp.accounts.profile_views import ended
from webapp.accounts.rules import weakness
from webapp.accounts.second_views import WRONG, paper, required, throttle_keys
from webapp.accounts.views import blueprint, too_many
from webapp.accounts.views import throttle_keys as password_keys
from webapp.audit.authors import author
from webapp.permissions import PERMISSIONS, ROLES
from webapp.web.access import any_staff, visitor
from webapp.web.notices import notice

Page = str | Response | tuple[str, int]


def now() -> int:
    return int(clock.now().timestamp())


@blueprint.get("/admin/profil")
@any_staff
def staff_profile() -> str:
    return _page(CodeForm(formdata=None))


def _page(form: CodeForm) -> str:
    who = visitor()
    return render_template(
        "accounts/staff_profile.html",
        form=form,
        page=profile.page(who.account_id, who.family_id, who.token, now()),
        role=ROLES[who.role].name,
        may=[found.words for found in PERMISSIONS.values() if who.role in found.roles],
        factor=second_factor.of(who.account_id),
        required=required(),
        status=notice(),
    )


@blueprint.post("/admin/profil/appareils")
@any_staff
def end_staff_session() -> Response:
    """« Déconnecter »: one device, or all others."""
    return ended(url_for("accounts.staff_profile") + "#appareils")


@blueprint.route("/admin/profil/mot-de-passe", methods=["GET", "POST"])
@any_staff
def staff_password() -> Page:
    """One's own password; the present one is asked for, as somebody may have left a screen open."""
    form, who = OwnPasswordForm(), visitor()
    if not form.validate_on_submit():
        return _password_page(form), 422 if form.is_submitted() else 200
    weak = weakness(form.nouveau.data, own_password.names_of(who.account_id))
    if weak:
        form.nouveau.errors = [weak]
        return _password_page(form), 422
    keys = password_keys(own_password.login_of(who.account_id))
    wait = throttle.admit(keys, now())
    if wait:
        form.actuel.errors = [too_many(wait)]
        return _password_page(form), 429
    if not own_password.replace(author(), form.actuel.data, form.nouveau.data, who.token, now()):
        form.actuel.errors = ["Ce n’est pas votre mot de passe actuel."]
        return _password_page(form), 422
    throttle.succeeded(keys)
    flash("Votre mot de passe est enregistré\u202f; vos autres appareils sont déconnectés.")
    return redirect(url_for("accounts.staff_profile"), 303)


def _password_page(form: OwnPasswordForm) -> str:
    return render_template("accounts/staff_password.html", form=form, status=notice())


@blueprint.post("/admin/profil/telephone")
@any_staff
def staff_phone() -> Page:
    """A phone is made known, other codes are printed, or the phone is given up."""
    who, asked = visitor(), request.form.get("faire", "")
    if asked == "enregistrer" and second_factor.of(who.account_id) is None:
        return _enrol(who.account_id)
    if asked not in ("codes", "changer"):
        abort(404)
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    keys = throttle_keys(who.account_id)
    wait = throttle.admit(keys, now())
    if wait:
        form.code.errors = [too_many(wait)]
        return _page(form), 429
    if asked == "codes":
        codes = second_factor.renew_codes(who.account_id, form.code.data, author(), now())
        done = codes is not None
    else:
        codes = None
        done = second_factor.leave(who.account_id, form.code.data, author(), now())
    if not done:
        form.code.errors = [WRONG]
        return _page(form), 422
    throttle.succeeded(keys)
    return paper(codes, url_for("accounts.staff_profile")) if codes else _enrol(who.account_id)


def _enrol(account: int) -> Response:
    session["second"] = second_factor.begin(account, now())
    return redirect(url_for("accounts.second_enrol"), 303)
