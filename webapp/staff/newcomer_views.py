"""« Nouvelle famille », « Ajouter un enfant »: who comes to the office is known at once."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import families, filing, rules
from webapp.staff.filing import CHILD, FAMILY, Field, Typed
from webapp.staff.filing_views import today
from webapp.staff.operations import newcomers
from webapp.staff.operations.newcomers import AlikeError
from webapp.staff.views import blueprint
from webapp.web.access import staff_with, visitor

Page = str | tuple[str, int] | Response
NO_STRUCTURE = "Cochez au moins une structure."


@blueprint.get("/admin/familles/nouvelle")
@staff_with("families.change")
def new_family() -> Page:
    shown = visitor().structure
    typed = Typed({"habitant": "oui", "structures": str(shown.id) if shown else ""})
    return _family_page(typed)


@blueprint.post("/admin/familles/nouvelle")
@staff_with("families.change")
def open_family() -> Page:
    typed = filing.read(FAMILY, request.form)
    known = {head.id for head in visitor().structures}
    chosen = [number(value) for value in request.form.getlist("structures")]
    if not known.issuperset(chosen):
        abort(404)
    typed.values["structures"] = " ".join(map(str, chosen))
    if not chosen:
        typed.errors["structures"] = NO_STRUCTURE
    if typed.errors:
        return _family_page(typed), 422

    def opened(alike: bool) -> int:
        return newcomers.open_family(
            typed.meant, sorted(set(chosen)), author(), _now(), alike=alike
        )

    made, alike = _made(opened)
    if not made:
        return _family_page(typed, alike), 409
    flash("La famille est créée. Ajoutez ses enfants, puis ouvrez son compte.")
    return redirect(url_for("staff.family_sheet", family_id=made), 303)


@blueprint.get("/admin/familles/<int(max=999999999):family_id>/enfants/nouveau")
@staff_with("families.change")
def new_child(family_id: int) -> Page:
    family = families.family(family_id) or abort(404)
    return _child_page(family, Typed({"nom": family.name}))


@blueprint.post("/admin/familles/<int(max=999999999):family_id>/enfants/nouveau")
@staff_with("families.change")
def join_child(family_id: int) -> Page:
    family = families.family(family_id) or abort(404)
    typed = filing.read(CHILD, request.form)
    wrong = rules.wrong_birth(typed.values["naissance"], typed.meant.get("birth_day"), today())
    if wrong and "naissance" not in typed.errors:
        typed.errors["naissance"] = wrong
    if typed.errors:
        return _child_page(family, typed), 422

    def added(alike: bool) -> int:
        return newcomers.add_child(family_id, typed.meant, author(), _now(), alike=alike)

    made, alike = _made(added)
    if not made:
        return _child_page(family, typed, alike), 409
    flash("L’enfant est ajouté. Inscrivez-le à ses activités.")
    return redirect(url_for("staff.child_file", child_id=made) + "#inscriptions", 303)


def _made(make: Callable[[bool], int]) -> tuple[int, str]:
    """What was made, or 0 and who looks the same already; the second button says « quand même »."""
    try:
        return make("doublon" in request.form), ""
    except LookupError:
        abort(404)
    except AlikeError as error:
        return 0, str(error)


def _family_page(typed: Typed, alike: str = "") -> str:
    return _page("Nouvelle famille", FAMILY, typed, alike, "Créer la famille", None)


def _child_page(family: families.Family, typed: Typed, alike: str = "") -> str:
    return _page("Nouvel enfant", CHILD, typed, alike, "Ajouter l’enfant", family)


def _page(
    title: str, fields: tuple[Field, ...], typed: Typed, alike: str, button: str,
    family: families.Family | None,
) -> str:  # fmt: skip
    return render_template(
        "staff/newcomer.html",
        title=title,
        fields=fields,
        typed=typed,
        alike=alike,
        button=button,
        family=family,
        structures=[] if family else visitor().structures,
    )


def _now() -> int:
    return int(clock.now().timestamp())
