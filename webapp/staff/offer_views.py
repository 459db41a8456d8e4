"""« Activités »: what a structure offers, its rules as sentences, and what they do on the next
days; changing them, seen before it is saved."""

import difflib
import json
from collections.abc import Iterable
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import words
from webapp.activities.rules.changing import UNITS
from webapp.activities.rules.places import reseated
from webapp.activities.rules.reading import RuleError
from webapp.activities.rules.telling import tell
from webapp.activities.rules.terms import parse
from webapp.audit.authors import author
from webapp.staff import offer, outlook, rule_text
from webapp.staff import offer_forms as forms
from webapp.staff.imports.rule_files import Rules
from webapp.staff.offer_forms import Form, Known
from webapp.staff.operations import offer as operations
from webapp.staff.operations.offer import Edited, Names
from webapp.staff.outlook import Pair
from webapp.staff.setting import (
    ONE,
    Answer,
    Setting,
    setting,
    structure_shown,
    today_of,
    version_read,
)
from webapp.staff.views import blueprint
from webapp.web.access import staff_with
from webapp.web.notices import notice

BY_AGE = (
    "les places par âge ne se changent pas ici\u00a0: importez le dossier de la commune, qui les"
    " donne aussi aux jours déjà ouverts"
)


class Preview(NamedTuple):
    """What saving would do. `lines`: sentences, each with « - », « + » or « »; `seats`: how many
    coming days get other places; `tight`: on how many of them more are taken already; `text`: the
    file; `package`: prices depend on a number of days; `cases`: those
    of the file, `wrong`: what is told of those that come out otherwise."""

    lines: list[tuple[str, str]]
    pairs: list[Pair]
    seats: int
    tight: int
    text: str
    package: bool
    cases: int
    wrong: list[str]

    @property
    def is_new(self) -> bool:
        return any(sign != " " for sign, _ in self.lines)


@blueprint.get("/admin/activites")
@staff_with("activities.change")
def activities_page() -> str:
    structure = structure_shown()
    return render_template(
        "staff/activities.html",
        structure=structure,
        activities=offer.activities(structure.id, today_of(structure)),
        status=notice(),
    )


@blueprint.get(ONE)
@staff_with("activities.change")
def activity_sheet(activity_id: int) -> str:
    found = setting(activity_id)
    activity = found.activity
    terms = parse(activity.terms)
    coming = outlook.coming(activity.id, terms, found.today)
    return render_template(
        "staff/activity.html",
        found=found,
        sentences=tell(json.loads(activity.terms)),
        counters=offer.counters(activity.id),
        capacities=offer.capacities(activity.id, found.today),
        extras=offer.extras(activity.id, found.today),
        family=outlook.family(terms),
        days=outlook.look(coming, found.calendar, found.now),
        status=notice(),
    )


@blueprint.get(f"{ONE}/regles.toml")
@staff_with("activities.change")
def activity_file(activity_id: int) -> Response:
    found = setting(activity_id)
    activity = found.activity
    text = rule_text.written(activity.code, activity.name, activity.terms, found.calendar)
    response = Response(text, content_type="application/toml; charset=utf-8")
    name = f"regles-{activity.code}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route(f"{ONE}/regles", methods=["GET", "POST"])
@staff_with("activities.change")
def activity_rules(activity_id: int) -> Answer:
    found = setting(activity_id)
    if request.method == "GET":
        written = rule_text.written(found.activity.code, found.activity.name, found.activity.terms)
        return rules_page(found, written, status=notice())
    with request:  # what was sent may be on disk: gone with the answer
        text = _sent()
    if text is None:
        return rules_page(found, "", ["un texte en UTF-8 est attendu"]), 422
    try:
        rules = accepted(found, text)
    except RuleError as error:
        return rules_page(found, text, [str(each) for each in error.all()]), 422
    if request.form.get("faire") != "enregistrer":
        return rules_page(found, text, preview=preview(found, rules, text))
    return _save(found, rules, text)


@blueprint.route(f"{ONE}/changer", methods=["GET", "POST"])
@staff_with("activities.change")
def change_activity(activity_id: int) -> Answer:
    found = setting(activity_id)
    about = forms.known(found.activity)
    if request.method == "GET":
        return _change_page(found, about, Form(forms.filled(about)))
    what = request.form.get("quoi", "")
    if what == "nom":
        return _rename(found, about)
    form = FORMS.get(what, forms.deadlines)(about, request.form)
    if form.stated is None:
        return _change_page(found, about, form), 422
    terms = json.dumps(form.stated, ensure_ascii=False)
    text = rule_text.written(found.activity.code, found.activity.name, terms)
    try:
        rules = accepted(found, text)
    except RuleError as error:
        return _change_page(found, about, form, [str(each) for each in error.all()]), 422
    return rules_page(found, text, preview=preview(found, rules, text))


FORMS = {"delais": forms.deadlines, "places": forms.places, "prix": forms.prices}


def _rename(found: Setting, about: Known) -> Answer:
    names, errors = forms.names(request.form)
    form = Form(forms.filled(about), errors)
    if errors:
        return _change_page(found, about, form, names=names), 422
    what = Edited(found.structure.id, found.activity.id, version_read())
    try:
        operations.rename(what, names, author(), found.seconds)
    except operations.OutrunError:
        present = setting(found.activity.id)
        return _change_page(present, about, form, names=names, outrun=True), 409
    flash("C’est enregistré.")
    return redirect(url_for("staff.activity_sheet", activity_id=found.activity.id), 303)


def _change_page(
    found: Setting,
    about: Known,
    form: Form,
    errors: Iterable[str] = (),
    *,
    names: Names | None = None,
    outrun: bool = False,
) -> str:
    activity = found.activity
    shown = names or Names(activity.name, activity.short_name, activity.visible)
    form.values |= {"nom": shown.name, "nom_court": shown.short_name}
    form.values["visible"] = "oui" if shown.visible else ""
    return render_template(
        "staff/activity_change.html",
        found=found,
        about=about,
        form=form,
        errors=[words.read_aloud(each) for each in errors],
        units=UNITS,
        actions=forms.ACTIONS,
        outrun=outrun,
    )


def _save(found: Setting, rules: Rules, text: str) -> Answer:
    what = Edited(found.structure.id, found.activity.id, version_read())
    try:
        operations.save_rules(what, rules, author(), found.seconds, found.today)
    except operations.OutrunError:
        present = setting(found.activity.id)
        shown = preview(present, rules, text)
        return rules_page(present, text, preview=shown, outrun=True), 409
    flash("C’est enregistré\u00a0: ces règles valent dès maintenant.")
    return redirect(url_for("staff.activity_sheet", activity_id=found.activity.id), 303)


def _sent() -> str | None:
    """The file sent, or else what was written; None if it is no text."""
    sent = request.files.get("fichier")
    if sent is None or not sent.filename:
        return request.form.get("texte", "").replace("\r\n", "\n")
    try:
        return sent.stream.read(4 * rule_text.LONGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def accepted(found: Setting, text: str) -> Rules:
    """The rules of a file, if this activity can have them; raises RuleError."""
    rules = rule_text.read(text, found.calendar)
    old, new = parse(found.activity.terms).places, rules.terms.places
    if (old.ages or new.ages) and (old.ages, old.dates) != (new.ages, new.dates):
        raise RuleError("places.ages", BY_AGE)
    return rules


def preview(found: Setting, rules: Rules, text: str) -> Preview:
    """What the rules would change, in sentences and on the next days."""
    activity = found.activity
    old, new = (tell(json.loads(each)) for each in (activity.terms, rules.text))
    days = offer.seats(activity.id, found.today)
    seats = reseated(parse(activity.terms).places, rules.terms.places, [day[:3] for day in days])
    coming = outlook.coming(activity.id, rules.terms, found.today)
    cases, wrong = rule_text.play(text, found.calendar)
    return Preview(
        list(_differences(old, new)),
        outlook.compare(coming, rules.text, seats, found.calendar, found.now),
        len(seats),
        sum(day.is_tight(seats[day.id]) for day in days if day.id in seats),
        text,
        rules.terms.package is not None,
        cases,
        [words.read_aloud(" ".join(line.split())) for line in wrong],
    )


def _differences(old: tuple[str, ...], new: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    for line in difflib.ndiff(old, new):
        if line[0] != "?":
            yield line[0], line[2:]


def rules_page(
    found: Setting,
    text: str,
    errors: Iterable[str] = (),
    *,
    preview: Preview | None = None,
    outrun: bool = False,
    status: str = "",
) -> str:
    """The page of the file, with what it would do."""
    return render_template(
        "staff/activity_rules.html",
        found=found,
        text=text,
        errors=[words.read_aloud(each) for each in errors],
        preview=preview,
        outrun=outrun or (preview is not None and version_read() != found.activity.version),
        family=outlook.family(parse(found.activity.terms)),
        status=status,
    )
