"""« Enfants » and the custody of one: read, tried, then kept."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.staff import custody, custody_forms
from webapp.staff.custody import Child
from webapp.staff.custody_forms import Form
from webapp.staff.operations.custody import StaleError, change
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

STALE = (
    "Quelqu’un d’autre a modifié cette garde entre-temps. Rien n’est enregistré\u00a0: comparez "
    "avec ce qui est enregistré maintenant, puis vérifiez à nouveau."
)


@blueprint.get("/admin/enfants")
@staff_with("custody.change")
def children() -> str:
    asked = request.args.get("nom", "").strip()[:80]
    found, more = custody.search(asked) if asked else ([], False)
    return render_template("staff/children.html", asked=asked, found=found, more=more)


@blueprint.get("/admin/enfants/<int(max=999999999):child_id>/garde")
@staff_with("custody.change")
def child_custody(child_id: int) -> str:
    child = _child(child_id)
    kept, names = custody.sharing(child.id)
    return _page(child, custody_forms.shown(kept, names), verified="")


@blueprint.post("/admin/enfants/<int(max=999999999):child_id>/garde")
@staff_with("custody.change")
def change_custody(child_id: int) -> Response | str | tuple[str, int]:
    child = _child(child_id)
    _, names = custody.sharing(child.id)
    try:
        form = custody_forms.read(request.form, names)
    except LookupError:
        abort(404)
    if form.wanted is None:
        return _page(child, form, verified=""), 422
    seen = custody.version(form.wanted)
    if "enregistrer" not in request.form or request.form.get("vu") != seen:
        return _page(child, form, verified=seen)
    now = int(clock.now().timestamp())
    try:
        done = change(child, form.wanted, request.form.get("version", ""), author(), now)
    except StaleError:
        return _page(child, form, verified="", said=STALE), 409
    flash("La garde est enregistrée." if done else "Rien n’a changé\u00a0: c’était déjà ainsi.")
    return redirect(url_for("staff.child_custody", child_id=child.id), 303)


def _child(child_id: int) -> Child:
    return custody.child(child_id) or abort(404)


def _page(child: Child, form: Form, verified: str, said: str = "") -> str:
    """`verified`: the version of what was tried, which « Enregistrer » brings back."""
    kept, names = custody.sharing(child.id)
    return render_template(
        "staff/custody.html",
        child=child,
        form=form,
        patterns=custody.PATTERNS,
        preview=custody.preview(child.id, form.wanted or kept, kept, _today()),
        tried=form.wanted is not None and form.wanted != kept,
        kept=custody.told(kept, names),
        version=custody.version(kept),
        verified=verified,
        status=said or notice(),
    )


def _today() -> date:
    return words.localise(clock.now(), timezone()).date()
