"""« Comptes »: the accounts of families, one by one or many at once, and their letters."""

from hashlib import sha256
from typing import NoReturn

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, jobs
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.permissions import FAMILY
from webapp.staff import accounts
from webapp.staff.accounts import Known
from webapp.staff.forms import CorrectionForm, PersonForm
from webapp.staff.operations import accounts as handing
from webapp.staff.operations import persons
from webapp.staff.operations.accounts import Handed
from webapp.staff.views import blueprint, timezone
from webapp.structures import queries
from webapp.web.access import staff_with, visitor
from webapp.web.notices import notice
from webapp.web.qr import qr

Page = str | Response | tuple[str, int]
TWICE = "rien n’a été fait deux fois."
SHUT = (
    "C’est corrigé, et l’ancienne adresse n’ouvre plus rien. Le mot de passe, la question et les"
    " connexions de ce compte ne valent plus\u00a0: faites une nouvelle lettre, ou laissez son"
    " propriétaire demander un lien par mail."
)
DONE = "Ces comptes ont déjà leurs lettres\u00a0: " + TWICE
THERE = "Un compte existe déjà à ce nom dans cette famille."


def now() -> int:
    return int(clock.now().timestamp())


def typed(name: str) -> str:
    """A line of the address, without what cannot be read."""
    text = "".join(c for c in request.args.get(name, "") if c.isprintable())
    return text.strip()[: accounts.LONGEST]


@blueprint.get("/admin/comptes")
@staff_with("accounts.manage")
def family_accounts() -> str:
    asked, page = typed("q"), max(1, number(request.args.get("page", "")[:9]))
    return render_template(
        "staff/accounts.html",
        asked=asked,
        number=page,
        page=accounts.search(asked, page),
        letters=accounts.waiting_letters(),
        timezone=timezone(),
        status=notice(),
    )


@blueprint.route("/admin/comptes/nouveau", methods=["GET", "POST"])
@staff_with("accounts.manage")
def new_account() -> Page:
    """For a family chosen first; then a letter, once."""
    chosen = number(request.args.get("famille", "")[:9])
    home = accounts.family(chosen) if chosen else None
    if home is None:
        if chosen or request.method == "POST":
            abort(404)
        asked = typed("q")
        return render_template(
            "staff/account_family.html", asked=asked, families=accounts.families(asked)
        )
    form = PersonForm()
    if request.method == "GET":
        form.nom.data = home.name
    if not form.validate_on_submit():
        return _new(form, home), 422 if form.is_submitted() else 200
    try:
        handed = handing.open_account(form.person(), FAMILY, home.id, author(), now())
    except handing.KnownError as known:
        form.nom.errors = [THERE]
        return _new(form, home, known.account), 422
    return letters([handed])


def _new(form: PersonForm, home: accounts.Household, known: int = 0) -> str:
    return render_template("staff/account_new.html", form=form, home=home, known=known)


@blueprint.get("/admin/comptes/<int(max=999999999):account_id>")
@staff_with("accounts.manage")
def family_account(account_id: int) -> str:
    return render_template(
        "staff/account.html",
        account=accounts.one(account_id) or abort(404),
        timezone=timezone(),
        status=notice(),
    )


@blueprint.route("/admin/comptes/<int(max=999999999):account_id>/nom", methods=["GET", "POST"])
@staff_with("accounts.manage")
def correct_account(account_id: int) -> Page:
    """« Corriger le nom, le mail ou le téléphone »: of two secretaries, the second is told."""
    known = accounts.one(account_id) or abort(404)
    form = CorrectionForm()
    if request.method == "GET":
        form.civilite.data, form.prenom.data, form.nom.data, *rest = known.person
        form.mail.data, form.telephone.data = rest
    if not form.validate_on_submit():
        return _correction(form, known), 422 if form.is_submitted() else 200
    if form.detournee.data and form.person().email == known.email:
        form.mail.errors = ["Remplacez l’adresse que quelqu’un d’autre lit, ou videz-la."]
        return _correction(form, known), 422
    try:
        if request.form.get("avant") != _mark(known):
            raise handing.ChangedError
        done = persons.correct(
            known.id, known.person, form.person(), author(), now(), stolen=form.detournee.data
        )
    except handing.ChangedError:
        form.nom.errors = [f"Quelqu’un vient d’y changer quelque chose\u00a0: {known.name}, "
                           f"{known.email or 'sans mail'}. Rien n’a été écrasé."]  # fmt: skip
        return _correction(form, known), 409
    if done:
        jobs.enqueue("deliver_outbox")
        flash(SHUT if form.detournee.data else "C’est corrigé.")
    return redirect(url_for("staff.family_account", account_id=known.id), 303)


def _correction(form: CorrectionForm, known: Known) -> str:
    return render_template(
        "staff/account_person.html", form=form, account=known, before=_mark(known)
    )


def _mark(known: Known) -> str:
    """What a form was filled from: another mark, and somebody else has changed it."""
    return sha256(repr(known.person).encode()).hexdigest()[:16]


@blueprint.post("/admin/comptes/<int(max=999999999):account_id>/mot-de-passe")
@staff_with("accounts.manage")
def renew_account(account_id: int) -> str:
    """« Faire une nouvelle lettre »: its password replaces the present one."""
    known = accounts.one(account_id) or abort(404)
    pressed("lettre")
    handed = handing.renew([known.id], author(), now(), staff=False)
    return letters(handed) if handed else abort(404)


@blueprint.post("/admin/comptes/<int(max=999999999):account_id>/acces")
@staff_with("accounts.manage")
def switch_account(account_id: int) -> Response:
    """« Désactiver », « Réactiver »: the state wanted is posted, twice is once."""
    known = accounts.one(account_id) or abort(404)
    wanted = wanted_state()
    if handing.set_active(known.id, wanted, author(), now(), staff=False):
        flash(told_state(wanted))
    return redirect(url_for("staff.family_account", account_id=known.id), 303)


def pressed(button: str) -> None:
    """400 unless this button was: what cannot be undone is never done by an address alone."""
    if request.form.get("faire") != button:
        abort(400)


def wanted_state() -> bool:
    """The state that the form wants of an account; 400 for anything else."""
    wanted = request.form.get("actif", "")
    if wanted not in ("oui", "non"):
        abort(400)
    return wanted == "oui"


def told_state(active: bool) -> str:
    """What has become of an account."""
    if active:
        return "Ce compte est réactivé, avec le mot de passe qu’il avait."
    return "Ce compte est désactivé\u00a0: personne n’entre plus avec. Vous pouvez le réactiver."


@blueprint.get("/admin/comptes/lettres")
@staff_with("accounts.manage")
def many_letters() -> str:
    """The next families that have no account, the next accounts that have no password: letters by
    the hundred."""
    return _many([], notice())


def _many(done: list[int], status: str) -> str:
    return render_template(
        "staff/account_many.html",
        families=accounts.without(),
        count=accounts.count_without(),
        silent=accounts.silent(),
        count_silent=accounts.count_silent(),
        done=done,
        status=status,
    )


@blueprint.post("/admin/comptes/lettres")
@staff_with("accounts.manage")
def make_letters() -> Page:
    """Open the accounts of the families that the page showed, or give the accounts shown their
    first passwords; their letters, once."""
    if "comptes" in request.form:
        asked = _numbers("comptes")
        handed = handing.renew(asked, author(), now(), staff=False, only="silent")
        return letters(handed) if handed else _many(accounts.not_entered(asked), DONE)
    homes = _numbers("familles")
    handed = handing.open_accounts(homes, author(), now())
    if handed:
        return letters(handed)
    return _many(accounts.unused(homes), "Ces familles ont déjà leurs comptes\u00a0: " + TWICE)


@blueprint.post("/admin/comptes/lettres/refaire")
@staff_with("accounts.manage")
def remake_letters() -> Page:
    """The printer jammed: the same letters with other passwords, for who has not entered yet."""
    handed = handing.renew(_numbers("comptes"), author(), now(), staff=False, only="unused")
    if handed:
        return letters(handed)
    flash("Ces comptes ont tous servi\u00a0: il n’y a pas de lettre à refaire.")
    return redirect(url_for("staff.family_accounts"), 303)


def _numbers(name: str) -> list[int]:
    found = [number(value) for value in request.form.get(name, "").split()]
    if not 0 < len(found) <= accounts.BATCH:
        _not_understood()
    return found


def _not_understood() -> NoReturn:
    abort(400)


def letters(handed: list[Handed]) -> str:
    """The letters, one to a sheet; nothing of them is kept."""
    address = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/connexion"
    shown = visitor().structure.id if visitor().structure else 0
    contacts = queries.contacts()
    contact = next((found for found in contacts if found.id == shown), None)
    return render_template(
        "staff/letters.html",
        letters=handed,
        address=address,
        code=qr(address, "Adresse du portail"),
        contact=contact,
        left=0 if handed[0].staff else accounts.waiting_letters(),
    )
