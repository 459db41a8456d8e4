"""« Profil »: corrections asked of the staff, the choice of mails."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.forms import CorrectionForm
from webapp.accounts.operations import corrections, mail_choice
from webapp.accounts.rules import CORRECTABLE, MAILS
from webapp.accounts.views import blueprint
from webapp.web.access import own_account, public, visitor

Page = str | Response | tuple[str, int]
MANY = "Vos demandes précédentes attendent une réponse\u00a0: la structure les lit d’abord."


@blueprint.route("/profil/correction", methods=["GET", "POST"])
@own_account
def ask_correction() -> Page:
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _correction(form), 422 if form.is_submitted() else 200
    now = int(clock.now().timestamp())
    text = form.texte.data.replace("\x00", "").strip()
    if not corrections.ask(visitor().account_id, form.champ.data, text, now):
        form.texte.errors = [MANY]
        return _correction(form), 422
    flash("Votre demande est envoyée\u00a0: la structure y répondra.")
    return redirect(url_for("accounts.own_profile") + "#corrections", 303)


def _correction(form: CorrectionForm) -> str:
    return render_template("accounts/correction.html", form=form, fields=tuple(CORRECTABLE.items()))


@blueprint.post("/profil/mails")
@own_account
def choose_mails() -> Response:
    if request.form.get("choix") != "mails":
        abort(400)  # a box that is not checked is not sent: without this, no mails at all
    mail_choice.choose(visitor().account_id, [name for name in MAILS if name in request.form])
    flash("Votre choix est enregistré.")
    return redirect(url_for("accounts.own_profile") + "#mails", 303)


@blueprint.route("/mails/arreter/<token>", methods=["GET", "POST"])
@public
def stop_mails(token: str) -> Page:
    """By a button: programs that look at the links of a mail must not end anything."""
    meant = mail_choice.meant(token)
    if meant is None:
        return render_template("accounts/old_link.html"), 410
    account, kind = meant
    done = request.method == "POST"
    if done:
        mail_choice.stop(account, kind)
    return render_template("accounts/stop_mails.html", done=done, label=MAILS[kind])
