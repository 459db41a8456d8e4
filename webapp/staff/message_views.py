"""« Messages »: written, seen with whom they reach, sent, followed, taken back."""

import secrets
from datetime import date
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.mail.rendering import wrapped
from webapp.staff import messages, rules
from webapp.staff.list_views import the_structure
from webapp.staff.messages import AUDIENCES, BOOKED, ENROLLED, WAITING, Audience, Reach
from webapp.staff.operations import writing
from webapp.staff.operations.writing import Text
from webapp.staff.views import blueprint
from webapp.structures.markup import letter
from webapp.web.access import StructureHead, staff_with
from webapp.web.notices import notice

NOBODY = "Ce message n’atteindrait personne\u00a0: changez les destinataires."
CHANGED = (
    "Le nombre de destinataires a changé depuis l’aperçu\u00a0: vérifiez-le, puis envoyez. "
    "Rien n’est encore parti."
)
GONE = "Trop tard\u00a0: des mails sont déjà partis."


class Typed(NamedTuple):
    """What the form holds; `errors` by field, in French."""

    key: str
    subject: str
    body: str
    kind: str
    activities: tuple[int, ...]
    first: str
    last: str
    news: bool
    errors: dict[str, str]


@blueprint.get("/admin/messages")
@staff_with("messages.send")
def messages_page() -> str:
    structure = the_structure()
    found = messages.page(structure.id, max(1, number(request.args.get("page", ""))))
    return render_template("staff/messages.html", structure=structure, page=found, status=notice())


@blueprint.get("/admin/messages/nouveau")
@staff_with("messages.send")
def new_message() -> str:
    structure = the_structure()
    chosen = tuple(a for a, _ in messages.activities(structure.id))
    blank = Typed(secrets.token_hex(12), "", "", BOOKED, chosen, "", "", False, {})
    return _page(structure, blank)


@blueprint.post("/admin/messages/nouveau")
@staff_with("messages.send")
def write_message() -> str | tuple[str, int] | Response:
    """The preview first, with whom it reaches; then « Envoyer »."""
    structure = the_structure()
    typed = _typed(structure)
    if typed.errors:
        return _page(structure, typed), 422
    audience = _audience(structure, typed)
    reach = messages.reach(audience, news=typed.news)
    if not reach.readers:
        typed.errors["a"] = NOBODY
        return _page(structure, typed), 422
    if request.form.get("faire") != "envoyer":
        return _page(structure, typed, reach)
    text = Text(typed.key, typed.subject, typed.body, _told(structure, typed), typed.news)
    expected = number(request.form.get("attendus", ""))
    try:
        sent = writing.send(audience, text, expected, author(), int(clock.now().timestamp()))
    except writing.ChangedError:
        typed.errors["a"] = CHANGED
        return _page(structure, typed, messages.reach(audience, news=typed.news)), 409
    minutes = rules.BEFORE_MAILS // 60
    flash(f"Le message part dans {minutes}\u00a0minutes\u202f; d’ici là, il peut être annulé.")
    return redirect(url_for("staff.one_message", message_id=sent, structure=structure.id), 303)


@blueprint.get("/admin/messages/<int(max=999999999):message_id>")
@staff_with("messages.send")
def one_message(message_id: int) -> str:
    structure = the_structure()
    found = messages.progress(structure.id, message_id) or abort(404)
    now = int(clock.now().timestamp())
    return render_template(
        "staff/message.html",
        structure=structure,
        found=found,
        text=letter(found.body),
        undoable=found.sent.recalled_at is None and rules.undoable(found.sent.made_at, now),
        status=notice(),
    )


@blueprint.post("/admin/messages/<int(max=999999999):message_id>/annuler")
@staff_with("messages.send")
def recall_message(message_id: int) -> Response:
    structure = the_structure()
    try:
        writing.recall(structure.id, message_id, author(), int(clock.now().timestamp()))
    except LookupError:
        flash("Ce message est déjà annulé.")
    except writing.LeftError:
        flash(GONE)
    else:
        flash("Le message est annulé\u00a0: personne ne le recevra.")
    return redirect(
        url_for("staff.one_message", message_id=message_id, structure=structure.id), 303
    )


def _typed(structure: StructureHead) -> Typed:
    form = request.form
    known = dict(messages.activities(structure.id))
    chosen = tuple(n for n in map(number, form.getlist("activite")[:500]) if n in known)
    typed = Typed(
        key=form.get("cle", "")[:40] or secrets.token_hex(12),
        subject=" ".join(form.get("objet", "").split()),
        body=form.get("texte", "").replace("\r\n", "\n").strip(),
        kind=form.get("a", ""),
        activities=chosen,
        first=form.get("du", "").strip()[:40],
        last=form.get("au", "").strip()[:40],
        news=bool(form.get("information")),
        errors={},
    )
    if typed.kind not in AUDIENCES:
        abort(400)
    days = (words.iso_day(typed.first), words.iso_day(typed.last or typed.first))
    wrong = rules.wrong_message(typed.subject, typed.body)
    if typed.kind in (BOOKED, WAITING):
        wrong |= rules.wrong_stretch(*days)
    if typed.kind in (ENROLLED, BOOKED, WAITING) and not chosen:
        wrong["activite"] = "Choisissez au moins une activité."
    typed.errors.update(wrong)
    return typed._replace(last=typed.last or typed.first)


def _audience(structure: StructureHead, typed: Typed) -> Audience:
    today: date = words.localise(clock.now(), structure.timezone).date()
    return Audience(
        structure.id, typed.kind, typed.activities, typed.first, typed.last, today.isoformat()
    )


def _told(structure: StructureHead, typed: Typed) -> str:
    """« Celles qui ont réservé ces jours-là : mercredi 9 décembre, Cantine »"""
    known = messages.activities(structure.id)
    names = [name for activity, name in known if activity in typed.activities]
    told = "toutes les activités" if len(names) == len(known) else words.listed(names)
    parts = []
    if typed.kind in (BOOKED, WAITING):
        first, last = (words.iso_day(day) for day in (typed.first, typed.last))
        parts += [f"du {words.dated(day)}" if n == 0 else f"au {words.dated(day)}"
                  for n, day in enumerate((first, last)) if day]  # fmt: skip
    parts += [told] if typed.kind in (ENROLLED, BOOKED, WAITING) else []
    label = AUDIENCES[typed.kind]
    return (f"{label}\u00a0: {' '.join(parts)}" if parts else label)[:400]


def _page(structure: StructureHead, typed: Typed, reach: Reach | None = None) -> str:
    return render_template(
        "staff/message_new.html",
        structure=structure,
        typed=typed,
        errors=typed.errors,
        audiences=AUDIENCES,
        activities=messages.activities(structure.id),
        reach=reach,
        shown=messages.UNREACHED,
        preview=letter(typed.body) if reach else "",
        plain=wrapped(typed.body) if reach else "",
        longest=rules.MESSAGE,
    )
