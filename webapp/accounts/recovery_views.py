"""« Le retrouver »: the secret question, the link by mail, whom to call; one's own password."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts import known
from webapp.accounts import passwords as seasoning
from webapp.accounts.forms import AnswerForm, MailForm, NewPasswordForm, WhoForm
from webapp.accounts.operations import own_password as passwords
from webapp.accounts.operations import recovery, throttle
from webapp.accounts.rules import weakness
from webapp.accounts.views import admitted, blueprint, throttle_keys, too_many
from webapp.structures import queries
from webapp.web.access import own_account, public, to_login, visitor
from webapp.web.notices import notice
from webapp.web.origin import origin

Page = str | Response | tuple[str, int]


def now() -> int:
    return int(clock.now().timestamp())


@blueprint.get("/retrouver")
@public
def recover() -> str:
    return start(WhoForm(), MailForm())


def start(who: WhoForm, mail: MailForm) -> str:
    """The three ways back in, on one page."""
    return render_template(
        "accounts/recover.html",
        who=who,
        mail=mail,
        asks=queries.asks_questions(),
        structures=queries.contacts(),
    )


@blueprint.post("/retrouver")
@public
def ask_question() -> Page:
    form = WhoForm()
    if not form.validate_on_submit():
        return start(form, MailForm(formdata=None)), 422
    return question(AnswerForm(formdata=None, identifiant=form.identifiant.data))


def question(form: AnswerForm) -> str:
    """The question of this identifiant, known or not."""
    return render_template(
        "accounts/question.html",
        form=form,
        question=recovery.question_for(form.identifiant.data, seasoning.pepper()),
    )


@blueprint.post("/retrouver/reponse")
@public
def answer() -> Page:
    from webapp import jobs  # as below

    form = AnswerForm()
    valid = form.validate_on_submit()
    if not form.identifiant.data or form.identifiant.errors:
        return redirect(url_for("accounts.recover"), 303)
    if not valid:
        return question(form), 422
    keys = [known.keys("reponse", form.identifiant.data), f"adresse:{origin()}"]
    wait = throttle.admit(keys, now())
    if wait:
        form.reponse.errors = [too_many(wait)]
        return question(form), 429
    found = recovery.by_question(
        form.identifiant.data, form.reponse.data, seasoning.pepper(), now()
    )
    if found is None:
        form.reponse.errors = ["Ce n’est pas la réponse qui a été donnée avec cet identifiant."]
        return question(form), 422
    jobs.enqueue("deliver_outbox")  # the owner is told at once
    throttle.succeeded([*keys, *throttle_keys(form.identifiant.data)[:1]])
    return render_template(
        "accounts/recovered.html", password=found.password, login=form.identifiant.data
    )


@blueprint.post("/retrouver/mail")
@public
def ask_mail() -> Page:
    from webapp import jobs  # it knows the night, the night knows accounts

    form = MailForm()
    if not form.validate_on_submit():
        return start(WhoForm(formdata=None), form), 422
    address = form.mail.data.strip().lower()
    wait = throttle.admit([f"adresse:{origin()}"], now())
    if wait:
        form.mail.errors = [too_many(wait)]
        return start(WhoForm(formdata=None), form), 429
    recovery.ask_link(address, now())
    jobs.enqueue("send_links")
    return render_template("accounts/mail_sent.html", structures=queries.contacts())


@blueprint.route("/retrouver/lien/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> Page:
    from webapp import jobs  # as above

    account = recovery.opens("recover", token, now())
    if account is None:
        return render_template("accounts/old_link.html"), 410
    form = NewPasswordForm()
    if not _good(form, account):
        return _choice(form), 422 if form.is_submitted() else 200
    done = recovery.by_link(token, form.nouveau.data, origin(), now())
    if done is None:
        return render_template("accounts/old_link.html"), 410
    jobs.enqueue("deliver_outbox")  # staff are told
    flash("Votre nouveau mot de passe est enregistré\u202f; vos autres appareils sont déconnectés.")
    return admitted(done, "/")


@blueprint.route("/retrouver/pas-moi/<token>", methods=["GET", "POST"])
@public
def not_me(token: str) -> Page:
    if request.method == "GET":
        if recovery.opens("not_me", token, now()) is None:
            return render_template("accounts/old_link.html"), 410
        return render_template("accounts/not_me.html", done=False, structures=queries.contacts())
    if not recovery.not_me(token, now()):
        return render_template("accounts/old_link.html"), 410
    return render_template("accounts/not_me.html", done=True, structures=queries.contacts())


@blueprint.route("/retrouver/cest-moi/<token>", methods=["GET", "POST"])
@public
def agree(token: str) -> Page:
    """By a button, as all links: programs that look at those of a mail must not agree."""
    done = request.method == "POST"
    held = recovery.agree(token, now()) if done else recovery.opens("mine", token, now())
    if not held:
        return render_template("accounts/old_link.html"), 410
    return render_template("accounts/agree.html", done=done)


@blueprint.route("/mot-de-passe", methods=["GET", "POST"])
@own_account
def own_password() -> Page:
    """For whom the password was chosen by others: at once. Else it is a change of the profile."""
    if not passwords.is_due(visitor().account_id, now()):
        return redirect(url_for("accounts.change_profile") + "#nouveau", 303)
    form = NewPasswordForm()
    if not _good(form, visitor().account_id):
        return _choice(form), 422 if form.is_submitted() else 200
    token = visitor().token
    ended = passwords.choose(visitor().account_id, form.nouveau.data, token, now())
    if ended is None:
        return to_login()
    others = "\u202f; vos autres appareils sont déconnectés" if ended else ""
    flash(f"Votre mot de passe est enregistré{others}.")
    return redirect(url_for("structures.home"), 303)


def _good(form: NewPasswordForm, account: int) -> bool:
    if not form.validate_on_submit():
        return False
    weak = weakness(form.nouveau.data, passwords.names_of(account))
    if weak:
        form.nouveau.errors = [weak]
    return not weak


def _choice(form: NewPasswordForm) -> str:
    return render_template("accounts/own_password.html", form=form, status=notice())
