"""Staff's pages: what a structure says of itself, its news, its pictures."""

import secrets
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import Field

from webapp import clock, words
from webapp.audit.authors import author
from webapp.structures import desk, operations
from webapp.structures.colours import is_colour, nearest
from webapp.structures.forms import NewsForm, PictureForm, StructureForm, slug
from webapp.structures.markup import SHOWN, Album, unknown_pictures
from webapp.structures.pictures import PictureError, prepare
from webapp.structures.views import blueprint
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.notices import notice

Answer = str | Response | tuple[str, int]
NUMBER = "<int(max=999999999):number>"


@blueprint.route("/admin/structure", methods=["GET", "POST"])
@staff_with("structure.change")
def describe() -> Answer:
    shown = _shown()
    now = desk.described(shown.id)
    form = StructureForm(data=_filled(now)) if request.method == "GET" else StructureForm()
    if request.method == "GET":
        return _structure_page(shown, now, form)
    if request.form.get("faire", "").startswith("#"):
        form.couleur.data = request.form["faire"]
    if not _is_valid(form, form.presentation, shown):
        return _structure_page(shown, now, form), 422
    if request.form.get("faire") != "enregistrer":
        return _structure_page(shown, now, form, preview=True)
    try:
        operations.describe(shown.id, form.version.data, form.said(), author(), _now())
    except operations.OutrunError:
        return _structure_page(shown, desk.described(shown.id), form, outrun=True), 409
    flash("C’est enregistré et déjà en ligne.")
    return redirect(url_for("structures.describe", structure=shown.id), 303)


@blueprint.get("/admin/actualites")
@staff_with("news.write")
def news() -> str:
    shown = _shown()
    return render_template(
        "structures/news.html",
        shown=shown,
        articles=desk.news(shown.id),
        today=_today(shown),
        status=notice(),
    )


@blueprint.route("/admin/actualites/nouvelle", methods=["GET", "POST"])
@staff_with("news.write")
def new_news() -> Answer:
    shown = _shown()
    fresh = {"version": 1, "code": f"a-{secrets.token_hex(6)}", "publique": True}
    form = NewsForm(data=fresh) if request.method == "GET" else NewsForm()
    done = _news_form(shown, form, None)
    if done:
        return done
    operations.write_news(shown.id, form.code.data, form.told(), author(), _now())
    return _back_to_news(shown, "L’actualité est créée.")


@blueprint.route(f"/admin/actualites/{NUMBER}", methods=["GET", "POST"])
@staff_with("news.write")
def change_news(number: int) -> Answer:
    shown = _shown()
    found = desk.one(shown.id, number) or abort(404)
    filled = {
        "version": found.version, "code": "x", "titre": found.title, "texte": found.body,
        "publique": found.public, "du": found.first_day, "au": found.last_day,
    }  # fmt: skip
    form = NewsForm(data=filled) if request.method == "GET" else NewsForm()
    done = _news_form(shown, form, found)
    if done:
        return done
    told = form.told()
    try:
        operations.rewrite_news(shown.id, number, form.version.data, told, author(), _now())
    except operations.OutrunError:
        return _news_page(shown, form, desk.one(shown.id, number) or abort(404), outrun=True), 409
    return _back_to_news(shown, "L’actualité est enregistrée.")


@blueprint.route(f"/admin/actualites/{NUMBER}/supprimer", methods=["GET", "POST"])
@staff_with("news.write")
def delete_news(number: int) -> Answer:
    shown = _shown()
    found = desk.one(shown.id, number)
    if found is None:
        return _back_to_news(shown, "Cette actualité est déjà supprimée.")
    if request.method == "GET":
        return _delete_news_page(shown, found)
    read = request.form.get("version", "")
    version = int(read) if read.isascii() and read.isdigit() and len(read) < 10 else 0
    try:
        operations.delete_news(shown.id, number, version, author(), _now())
    except operations.OutrunError:
        return _delete_news_page(shown, found, outrun=True), 409
    return _back_to_news(shown, f"«\u00a0{found.title}\u00a0» est supprimée.")


@blueprint.get("/admin/images")
@staff_with("news.write")
def pictures() -> str:
    return _pictures_page(_shown(), PictureForm())


@blueprint.post("/admin/images")
@staff_with("news.write")
def add_picture() -> Answer:
    with request:  # what was sent is on disk: gone with the answer
        return _add_picture(_shown(), PictureForm())


@blueprint.route(f"/admin/images/{NUMBER}/supprimer", methods=["GET", "POST"])
@staff_with("news.write")
def delete_picture(number: int) -> Answer:
    shown = _shown()
    found = next((each for each in desk.pictures(shown.id) if each.id == number), None)
    if found and request.method == "GET":
        return render_template(
            "structures/delete_picture.html",
            shown=shown,
            found=found,
            uses=desk.uses(shown.id, found.picture.code, desk.news(shown.id)),
        )
    if found and operations.delete_picture(shown.id, number, author(), _now()):
        flash("L’image est supprimée.")
    else:
        flash("Cette image est déjà supprimée.")
    return redirect(url_for("structures.pictures", structure=shown.id), 303)


def _add_picture(shown: StructureHead, form: PictureForm) -> Answer:
    if not form.validate_on_submit():
        return _pictures_page(shown, form), 422
    sent = request.files.get("fichier")
    try:
        made = prepare(sent.stream) if sent else abort(400)
    except PictureError as error:
        form.fichier.errors = [str(error)]
        return _pictures_page(shown, form), 422
    alt = form.texte.data
    code = operations.add_picture(shown.id, slug(alt), alt, made, author(), _now())
    flash(f"L’image est prête\u00a0: écrivez ![](image:{code}) dans un texte pour la montrer.")
    return redirect(url_for("structures.pictures", structure=shown.id), 303)


def _news_form(shown: StructureHead, form: NewsForm, found: desk.Written | None) -> Answer | None:
    """The page to answer with; None once there is something to record."""
    if request.method == "GET":
        return _news_page(shown, form, found)
    if not _is_valid(form, form.texte, shown):
        return _news_page(shown, form, found), 422
    if request.form.get("faire") != "enregistrer":
        return _news_page(shown, form, found, preview=True)
    return None


def _is_valid(form: StructureForm | NewsForm, text: Field, shown: StructureHead) -> bool:
    """The form's own checks, and that the pictures of its text exist."""
    valid = bool(form.validate_on_submit())
    known = [each.picture.code for each in desk.pictures(shown.id)]
    unknown = unknown_pictures(text.data or "", known)
    if unknown:
        text.errors = [f"Aucune image ne porte ce nom\u00a0: {', '.join(unknown)}."]
    return valid and not unknown


def _structure_page(
    shown: StructureHead,
    now: desk.Described,
    form: StructureForm,
    *,
    preview: bool = False,
    outrun: bool = False,
) -> str:
    if outrun:
        form.version.data = now.version
    text = form.presentation.data or ""
    return render_template(
        "structures/edit.html",
        shown=shown,
        now=now,
        form=form,
        preview=_html(shown, text) if preview else None,
        outrun=outrun,
        proposed=nearest(form.couleur.data) if is_colour(form.couleur.data or "") else "",
        status=notice(),
    )


def _news_page(
    shown: StructureHead,
    form: NewsForm,
    found: desk.Written | None,
    *,
    preview: bool = False,
    outrun: bool = False,
) -> str:
    if outrun and found:
        form.version.data = found.version
    return render_template(
        "structures/news_form.html",
        shown=shown,
        form=form,
        found=found,
        preview=_html(shown, form.texte.data or "") if preview else None,
        outrun=outrun,
    )


def _delete_news_page(shown: StructureHead, found: desk.Written, *, outrun: bool = False) -> str:
    return render_template(
        "structures/delete_news.html",
        shown=shown,
        found=found,
        html=_html(shown, found.body),
        outrun=outrun,
    )


def _pictures_page(shown: StructureHead, form: PictureForm) -> str:
    return render_template(
        "structures/pictures.html",
        shown=shown,
        form=form,
        pictures=desk.pictures(shown.id),
        most=SHOWN,
        status=notice(),
    )


def _html(shown: StructureHead, text: str) -> Markup:
    return Album(each.picture for each in desk.pictures(shown.id)).html(shown.id, text, 3)


def _filled(now: desk.Described) -> dict[str, object]:
    return {
        "version": now.version, "nom": now.name, "adresse": now.address, "telephone": now.phone,
        "mail": now.email, "horaires": now.hours, "presentation": now.presentation,
        "couleur": now.accent,
    }  # fmt: skip


def _shown() -> StructureHead:
    """The structure that the page is about; the first without a choice."""
    heads = {str(head.id): head for head in visitor().structures}
    chosen = request.args.get("structure", "")
    return heads.get(chosen) or abort(404) if chosen or not heads else visitor().structure


def _back_to_news(shown: StructureHead, said: str) -> Response:
    flash(said)
    return redirect(url_for("structures.news", structure=shown.id), 303)


def _now() -> int:
    return int(clock.now().timestamp())


def _today(shown: StructureHead) -> date:
    return words.localise(clock.now(), shown.timezone).date()
