"""« Profil », « Modifier »: asking for changes, withdrawing them, confirming them by mail."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts import changing, passwords
from webapp.accounts.effect import effect_for
from webapp.accounts.forms import ProfileForm
from webapp.accounts.operations import log_in, profile_changes, throttle
from webapp.accounts.operations.profile_changes import NAMES, Asked, Wanted
from webapp.accounts.views import blueprint, throttle_keys, too_many
from webapp.structures import queries
from webapp.web.access import own_account, public, visitor
from webapp.words import capitalised, listed

Page = str | Response | tuple[str, int]
WRONG = "Ce n’est pas votre mot de passe actuel."


def now() -> int:
    return int(clock.now().timestamp())


@blueprint.route("/profil/modifier", methods=["GET", "POST"])
@own_account
def change_profile() -> Page:
    account = visitor().account_id
    who = changing.own(account, now())
    form = ProfileForm(data={"mail": who.email, "question": who.question})
    if not form.is_submitted():
        return _form(form, who)
    valid = form.validate()
    wanted = changing.wanted(form, who, account)
    if not valid or form.errors:
        return _form(form, who), 422
    wait = _unproved(form, who.login)
    if wait is not None:
        return _form(form, who), 429 if wait else 422
    return _asked(form, who, wanted)


def _unproved(form: ProfileForm, login: str) -> int | None:
    """None if the present password is given; else the seconds to wait, the reason in the form.
    A phone left open must not be enough to take an account over."""
    keys = throttle_keys(login)
    wait = throttle.admit(keys, now())
    if wait:
        form.actuel.errors = [too_many(wait)]
        return wait
    if not log_in.proves(visitor().account_id, form.actuel.data):
        form.actuel.errors = [WRONG]
        return 0
    throttle.succeeded(keys)
    return None


def _asked(form: ProfileForm, who: changing.Own, wanted: dict[str, Wanted]) -> Page:
    account = visitor().account_id
    if "mail" in wanted:
        keys = [f"envoi:{account}", f"mail:{wanted['mail'].value.lower()}"[:140]]
        wait = throttle.admit(keys, now())
        if wait:
            form.mail.errors = [too_many(wait)]
            return _form(form, who), 429
    if "question" in wanted:
        question, answer = wanted["question"]
        seasoned = passwords.peppered(answer, passwords.pepper())
        wanted["question"] = Wanted(question, seasoned)
    asked = profile_changes.ask(account, wanted, visitor().token, now())
    if asked.kinds:
        from webapp import jobs  # it knows the night, the night knows accounts

        jobs.enqueue("deliver_outbox")
    flash(_told(asked) if asked.kinds else "Rien n’a changé.")
    return redirect(url_for("accounts.own_profile"), 303)


def _told(asked: Asked) -> str:
    """« Le mot de passe changera dans la nuit du 27 au 28 novembre. »"""
    what = capitalised(listed([NAMES[kind] for kind in asked.kinds]))
    waits = asked.confirm or asked.approve
    if asked.effect.at_once and not waits:
        return f"{what}\u00a0: c’est enregistré, et cela vaut dès maintenant."
    told = f"{what}\u00a0: votre demande prendra effet {asked.effect.words}."
    if waits:
        told += " Un mail vous attend\u00a0: ouvrez son lien pour confirmer."
    return told


def _form(form: ProfileForm, who: changing.Own) -> str:
    return render_template(
        "accounts/change.html",
        form=form,
        who=who,
        effect=effect_for(visitor().account_id, now()),
        structures=queries.contacts() if who.held else [],
    )


@blueprint.post("/profil/retirer")
@own_account
def withdraw_change() -> Response:
    asked = request.form.get("changement", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        abort(404)
    if not profile_changes.withdraw(visitor().account_id, int(asked), now()):
        abort(404)
    flash("Votre demande est retirée\u00a0: rien ne change.")
    return redirect(url_for("accounts.own_profile"), 303)


@blueprint.route("/profil/confirmer/<token>", methods=["GET", "POST"], defaults={"kind": "confirm"})
@blueprint.route("/profil/accord/<token>", methods=["GET", "POST"], defaults={"kind": "approve"})
@public
def confirm_change(kind: str, token: str) -> Page:
    """By a button: programs that look at the links of a mail must not confirm anything."""
    if request.method == "GET":
        if not profile_changes.opens(kind, token, now()):
            return render_template("accounts/old_link.html"), 410
        return render_template("accounts/confirm.html", kind=kind, effect=None)
    effect = profile_changes.accept(kind, token, now())
    if effect is None:
        return render_template("accounts/old_link.html"), 410
    return render_template("accounts/confirm.html", kind=kind, effect=effect)
