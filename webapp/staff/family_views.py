"""« Familles »: one field, then the sheet of one."""

from datetime import date

from flask import abort, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.accounts.visitors import LOOKS_AT
from webapp.audit.authors import author
from webapp.booking.follow_up import ASKED
from webapp.staff import families
from webapp.staff.custody import PATTERNS
from webapp.staff.operations.looking import looked_at, seen
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with, visitor
from webapp.web.notices import notice

LONGEST = 80
LISTS = ("reservations", "demandes", "mails")
STATES = {
    "pending": "non transmis",
    "accepted": "acceptée",
    "refused": "refusée",
    "waiting": "en attente",
    "withdrawn": "retirée",
    "closed": "sans suite, jour fermé",
}
MAILS = {
    "mail_changed": "adresse mail changée",
    "card_payment": "paiement par carte",
    "closure": "fermeture exceptionnelle",
    "confirm_mail": "nouvelle adresse à confirmer",
    "correction": "réponse à une correction",
    "message": "message de la structure",
    "night_report": "compte rendu de la nuit",
    "profile_asked": "changement du profil demandé",
    "promotion": "place obtenue",
    "recover": "lien pour un nouveau mot de passe",
    "recovered": "mot de passe retrouvé",
}
MAIL_STATES = {
    "pending": "à envoyer",
    "sending": "en cours",
    "sent": "envoyé",
    "failed": "échec",
    "recalled": "rappelé",
}


@blueprint.get("/admin/familles")
@staff_with("families.see")
def families_page() -> str:
    asked = request.args.get("q", "").strip()[:LONGEST]
    return render_template(
        "staff/families.html",
        asked=asked,
        result=families.search(asked),
        may_change=visitor().may("families.change"),
    )


@blueprint.get("/admin/familles/<int(max=999999999):family_id>")
@staff_with("families.see")
def family_sheet(family_id: int) -> str:
    family = families.family(family_id) or abort(404)
    seen(family.id, f"famille {family.name}", author(), int(clock.now().timestamp()))
    today: date = words.localise(clock.now(), timezone()).date()
    pages = {name: _number(request.args.get(name, "")) for name in LISTS}
    return render_template(
        "staff/family.html",
        family=family,
        children=families.children(family.id, today),
        accounts=families.accounts(family.id),
        structures=families.structures(family.id),
        balances=families.balances(family.id),
        bookings=families.bookings(family.id, today, pages["reservations"]),
        requests=families.requests(family.id, pages["demandes"]),
        mails=families.mails(family.id, pages["mails"]),
        pages=pages,
        patterns=PATTERNS,
        kinds=ASKED,
        states=STATES,
        mail_names=MAILS,
        mail_states=MAIL_STATES,
        timezone=timezone(),
        may_custody=visitor().may("custody.change"),
        may_change=visitor().may("families.change"),
        status=notice(),
    )


@blueprint.post("/admin/familles/<int(max=999999999):family_id>/voir")
@staff_with("families.see")
def look_at(family_id: int) -> Response:
    """« Voir comme cette famille »: its pages from now on, in this log-in, read only."""
    family = families.family(family_id) or abort(404)
    shown = {str(number): number for number, _ in families.structures(family.id)}
    structure = shown.get(request.form.get("structure", "")) or abort(404)
    looked_at(family.id, f"famille {family.name}", author(), int(clock.now().timestamp()))
    session[LOOKS_AT] = (current_user.session.id, family.id, structure)
    return redirect(url_for("structures.home"), 303)


@blueprint.post("/admin/familles/quitter")
@staff_with("families.see")
def look_away() -> Response:
    """Back from a family's pages to its sheet."""
    _, family, _ = session.pop(LOOKS_AT, (0, 0, 0))
    page = url_for("staff.family_sheet", family_id=family) if family else url_for("staff.home")
    return redirect(page, 303)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
