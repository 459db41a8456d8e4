"""« Agents »: the accounts of colleagues, their roles, passwords and phones."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.operations import second_factor
from webapp.audit.authors import author
from webapp.permissions import PERMISSIONS, ROLES
from webapp.staff import accounts
from webapp.staff.accounts_views import letters, now, pressed, told_state, wanted_state
from webapp.staff.forms import UNKNOWN, ColleagueForm
from webapp.staff.operations import accounts as handing
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

Page = str | Response | tuple[str, int]
THERE = "Un agent de ce nom a déjà un compte."
LAST = "C’est le dernier administrateur\u00a0: nommez-en d’abord un autre. Rien n’a été modifié."


@blueprint.route("/admin/agents", methods=["GET", "POST"])
@staff_with("staff.manage")
def colleagues() -> Page:
    form = ColleagueForm()
    if not form.validate_on_submit():
        return _list(form), 422 if form.is_submitted() else 200
    if form.role.data not in ROLES:
        form.role.errors = [UNKNOWN]
        return _list(form), 422
    try:
        handed = handing.open_account(form.person(), form.role.data, None, author(), now())
    except handing.KnownError:
        form.nom.errors = [THERE]
        return _list(form), 422
    return letters([handed])


def _list(form: ColleagueForm) -> str:
    return render_template(
        "staff/agents.html",
        form=form,
        colleagues=accounts.colleagues(),
        roles=ROLES,
        timezone=timezone(),
        status=notice(),
    )


@blueprint.get("/admin/agents/<int(max=999999999):account_id>")
@staff_with("staff.manage")
def colleague(account_id: int) -> str:
    known = accounts.colleague(account_id) or abort(404)
    return render_template(
        "staff/agent.html",
        account=known,
        roles=ROLES,
        may=[found.words for found in PERMISSIONS.values() if known.role in found.roles],
        timezone=timezone(),
        status=notice(),
    )


@blueprint.post("/admin/agents/<int(max=999999999):account_id>/role")
@staff_with("staff.manage")
def change_role(account_id: int) -> Response:
    """The role wanted, and the one that was shown: who came second is told."""
    known = accounts.colleague(account_id) or abort(404)
    was, wanted = request.form.get("vu", ""), request.form.get("role", "")
    if was not in ROLES or wanted not in ROLES:
        abort(400)
    if wanted != known.role:
        try:
            handing.set_role(known.id, was, wanted, author(), now())
            flash(f"Le rôle est maintenant {ROLES[wanted].name}\u202f; l’agent se reconnectera.")
        except handing.LastAdministratorError:
            flash(LAST)
        except handing.ChangedError:
            flash(
                "Quelqu’un d’autre a changé ce rôle entre-temps\u00a0: relisez, puis recommencez."
            )
    return _back(known.id)


@blueprint.post("/admin/agents/<int(max=999999999):account_id>/acces")
@staff_with("staff.manage")
def switch_colleague(account_id: int) -> Response:
    """« Désactiver », « Réactiver »."""
    known = accounts.colleague(account_id) or abort(404)
    wanted = wanted_state()
    try:
        if handing.set_active(known.id, wanted, author(), now(), staff=True):
            flash(told_state(wanted))
    except handing.LastAdministratorError:
        flash(LAST)
    return _back(known.id)


@blueprint.post("/admin/agents/<int(max=999999999):account_id>/mot-de-passe")
@staff_with("staff.manage")
def renew_colleague(account_id: int) -> str:
    """« Faire une nouvelle lettre »: its password replaces the present one."""
    known = accounts.colleague(account_id) or abort(404)
    pressed("lettre")
    handed = handing.renew([known.id], author(), now(), staff=True)
    return letters(handed) if handed else abort(404)


@blueprint.post("/admin/agents/<int(max=999999999):account_id>/telephone")
@staff_with("staff.manage")
def forget_phone(account_id: int) -> Response:
    """The phone is lost: another is made known at the next log-in."""
    known = accounts.colleague(account_id) or abort(404)
    pressed("oublier")
    if second_factor.reset(known.id, known.login, author(), now()):
        flash(
            "Son téléphone est oublié\u00a0: il en enregistrera un autre à la connexion suivante."
        )
    return _back(known.id)


def _back(account: int) -> Response:
    return redirect(url_for("staff.colleague", account_id=account), 303)
