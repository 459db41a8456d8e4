"""« Modifier la fiche » of a child or a family, on the phone with a parent."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import filing, rules
from webapp.staff.filing import CHILD, ENROLMENT, FAMILY, QUOTIENT, Typed
from webapp.staff.operations import filing as operations
from webapp.staff.operations.filing import Enrolment, MeetsError, StaleError
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

STALE = (
    "Quelqu’un d’autre vient de modifier cette fiche. Rien n’est enregistré\u00a0: voici ce qui "
    "l’est maintenant, refaites votre changement."
)
SAME = "Rien n’a changé\u00a0: c’était déjà ainsi."
SAVED = "La fiche est enregistrée."
QUOTIENT_SAVED = (
    "Le quotient est enregistré. Il compte pour les prochaines demandes\u202f; celles déjà faites "
    "gardent leur prix."
)
Page = str | tuple[str, int] | Response


@blueprint.get("/admin/enfants/<int(max=999999999):child_id>")
@staff_with("families.change")
def child_file(child_id: int) -> Page:
    return _child(child_id)


@blueprint.post("/admin/enfants/<int(max=999999999):child_id>")
@staff_with("families.change")
def change_child(child_id: int) -> Page:
    typed = filing.read(CHILD, request.form)
    wrong = rules.wrong_birth(typed.values["naissance"], typed.meant.get("birth_day"), today())
    if wrong and "naissance" not in typed.errors:
        typed.errors["naissance"] = wrong
    if typed.errors:
        return _child(child_id, typed), 422
    try:
        done = operations.change_child(
            child_id, request.form.get("version", ""), typed.meant, author(), _now()
        )
    except LookupError:
        abort(404)
    except StaleError:
        return _child(child_id, said=STALE), 409
    flash(SAVED if done else SAME)
    return redirect(url_for("staff.child_file", child_id=child_id), 303)


@blueprint.post("/admin/enfants/<int(max=999999999):child_id>/inscriptions")
@staff_with("families.change")
def enrol_child(child_id: int) -> Page:
    """Add an enrolment, or move the days of one."""
    kept = number(request.form.get("inscription", ""))
    activity = number(request.form.get("activite", ""))
    typed = filing.read(ENROLMENT, request.form)
    typed.values["activite"] = str(activity)
    if not kept and not activity:
        typed.errors["activite"] = "Choisissez une activité."
    first, last = (str(typed.meant.get(name, "")) for name in ("first_day", "last_day"))
    if not typed.errors and rules.is_backward(first, last):
        typed.errors["au"] = "Ce jour est avant le premier."
    if typed.errors:
        return _child(child_id, enrolling=typed, which=kept), 422
    try:
        done = operations.enrol(Enrolment(child_id, activity, first, last, kept), author(), _now())
    except LookupError:
        abort(404)
    except MeetsError as error:
        typed.errors["du"] = f"L’enfant y est déjà inscrit {error}\u00a0: changez ces dates-là."
        return _child(child_id, enrolling=typed, which=kept), 422
    flash("L’inscription est enregistrée." if done else SAME)
    _tell_outside(child_id)
    return redirect(url_for("staff.child_file", child_id=child_id) + "#inscriptions", 303)


@blueprint.post("/admin/enfants/<int(max=999999999):child_id>/inscriptions/retirer")
@staff_with("families.change")
def end_enrolment(child_id: int) -> Page:
    if operations.end(child_id, number(request.form.get("inscription", "")), author(), _now()):
        flash("L’inscription est retirée.")
        _tell_outside(child_id)
    else:
        flash("Cette inscription est déjà retirée.")
    return redirect(url_for("staff.child_file", child_id=child_id) + "#inscriptions", 303)


@blueprint.get("/admin/familles/<int(max=999999999):family_id>/fiche")
@staff_with("families.change")
def family_file(family_id: int) -> Page:
    return _family(family_id)


@blueprint.post("/admin/familles/<int(max=999999999):family_id>/fiche")
@staff_with("families.change")
def change_family(family_id: int) -> Page:
    typed = filing.read(FAMILY, request.form)
    if typed.errors:
        return _family(family_id, typed), 422
    try:
        done = operations.change_family(
            family_id, request.form.get("version", ""), typed.meant, author(), _now()
        )
    except LookupError:
        abort(404)
    except StaleError:
        return _family(family_id, said=STALE), 409
    flash(SAVED if done else SAME)
    return redirect(url_for("staff.family_file", family_id=family_id), 303)


@blueprint.post("/admin/familles/<int(max=999999999):family_id>/quotients")
@staff_with("families.change")
def declare_quotient(family_id: int) -> Page:
    typed = filing.read(QUOTIENT, request.form)
    day, value = typed.meant.get("declared_on"), typed.meant.get("hundredths")
    wrong = rules.wrong_declaration(str(day or ""), today())
    if wrong and "declare_le" not in typed.errors:
        typed.errors["declare_le"] = wrong
    if typed.errors or not isinstance(value, int):
        return _family(family_id, declaring=typed), 422
    try:
        done = operations.declare(family_id, str(day), value, author(), _now())
    except LookupError:
        abort(404)
    flash(QUOTIENT_SAVED if done else SAME)
    return redirect(url_for("staff.family_file", family_id=family_id) + "#quotients", 303)


@blueprint.post("/admin/familles/<int(max=999999999):family_id>/quotients/retirer")
@staff_with("families.change")
def retract_quotient(family_id: int) -> Page:
    day = words.iso_day(request.form.get("jour", "")[:10]) or abort(400)
    if operations.retract(family_id, day.isoformat(), author(), _now()):
        flash("Le quotient est retiré. Les demandes déjà faites gardent leur prix.")
    else:
        flash("Ce quotient est déjà retiré.")
    return redirect(url_for("staff.family_file", family_id=family_id) + "#quotients", 303)


def _child(
    child_id: int, typed: Typed | None = None, said: str = "", *, enrolling: Typed | None = None,
    which: int = 0,
) -> str:  # fmt: skip
    """`enrolling`: what was typed of an enrolment, `which` (0: another one)."""
    kept = operations.kept("child", CHILD, child_id) or abort(404)
    return render_template(
        "staff/child_file.html",
        child=child_id,
        name=f"{kept['first_name']} {kept['last_name']}",
        families=filing.homes(child_id),
        fields=CHILD,
        typed=typed or filing.shown(CHILD, kept),
        version=request.form.get("version", "") if typed else filing.version(kept),
        enrolments=filing.enrolments(child_id),
        offered=filing.offered(child_id),
        days=ENROLMENT,
        enrolling=enrolling or Typed(),
        which=which,
        said=said or notice(),
    )


def _family(
    family_id: int, typed: Typed | None = None, said: str = "", *, declaring: Typed | None = None
) -> str:
    kept = operations.kept("family", FAMILY, family_id) or abort(404)
    return render_template(
        "staff/family_file.html",
        family=family_id,
        name=kept["name"],
        fields=FAMILY,
        typed=typed or filing.shown(FAMILY, kept),
        version=request.form.get("version", "") if typed else filing.version(kept),
        quotients=filing.quotients(family_id),
        quotient=QUOTIENT,
        declaring=declaring or Typed(),
        said=said or notice(),
    )


def _tell_outside(child: int) -> None:
    count = operations.outside(child, today())
    if count:
        left = words.plural(count, "réservation à venir reste", "réservations à venir restent")
        flash(f"{left} sans inscription\u00a0: annulez-les depuis le jour de la famille s’il faut.")


def today() -> date:
    """The day where the structure is."""
    return words.localise(clock.now(), timezone()).date()


def _now() -> int:
    return int(clock.now().timestamp())
