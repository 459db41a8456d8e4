"""« Listes du jour », « Repas et effectifs »: on the screen, on paper, in a spreadsheet."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.attendance.rules import STATES, may_tick
from webapp.booking.forms import number
from webapp.staff import day_lists, rules
from webapp.staff.views import blueprint
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.notices import notice
from webapp.web.sheets import Sheet, download

WRONG = "Écrivez un jour qui existe, à un an d’ici au plus."
HEAD = (
    "Activité", "Nom", "Âge", "École", "Suppléments", "État", "Pointage", "Arrivée", "Départ",
    "Famille", "Téléphones", "À savoir",
)  # fmt: skip
WIDTHS = (4, 4, 2, 4, 3, 3, 3, 2, 2, 3, 4, 5)
SCHOOL = 120
"""Letters of the name of a school."""
WEEK = (5, 5, 4, 4, 4, 4, 3)


class Asked(NamedTuple):
    """A structure and a day; `error` in French, '' if the day is good. `activity` (0: all) and
    `school` ('': all) are what a list is narrowed to."""

    structure: StructureHead
    today: date
    day: date
    error: str
    activity: int = 0
    school: str = ""

    @property
    def narrowed(self) -> dict[str, int | str]:
        """What its address says besides the day."""
        said: dict[str, int | str] = {"activite": self.activity, "ecole": self.school}
        return {"structure": self.structure.id, **{k: v for k, v in said.items() if v}}


@blueprint.get("/admin/listes")
@staff_with("attendance.see")
def day_list() -> str | tuple[str, int]:
    asked = _asked()
    groups = day_lists.groups(asked.structure.id, asked.day)
    chosen = asked.activity or asked.school
    shown = chosen or not rules.is_long(sum(group.children for group in groups))
    html = render_template(
        "staff/day_list.html",
        asked=asked,
        groups=groups,
        schools=sorted({school for group in groups for school in group.schools if school}),
        activities=_listed(asked) if shown else None,
        before=asked.day - timedelta(1),
        after=asked.day + timedelta(1),
        comes=day_lists.COMES,
        may_know=visitor().may("attendance.change"),
        may_tick=visitor().may("attendance.change") and may_tick(asked.day, asked.today),
        states=STATES,
        status=notice(),
        may_open=visitor().may("families.see"),
    )
    return (html, 422) if asked.error else html


@blueprint.get("/admin/listes.csv", defaults={"form": "csv"})
@blueprint.get("/admin/listes.pdf", defaults={"form": "pdf"})
@blueprint.get("/admin/listes.xlsx", defaults={"form": "xlsx"})
@staff_with("attendance.see")
def day_list_file(form: str) -> Response:
    asked = _asked()
    if asked.error:
        abort(404)
    known = visitor().may("attendance.change")
    lines = [
        (
            activity.name, child.name, child.age, child.school, ", ".join(child.extras),
            child.state, STATES[child.tick.state], _hour(child.tick.arrived_at, asked),
            _hour(child.tick.left_at, asked), child.family_name,
            ", ".join(" ".join(phone) for phone in child.phones) if known else "",
            child.sheet.told if known else "",
        )
        for activity in _listed(asked)
        for child in activity.children
    ]  # fmt: skip
    about = f"{asked.structure.name}, {words.long_day(asked.day)} {asked.day.year}"
    name = f"liste-{asked.day.isoformat()}"
    return download(Sheet(name, "Liste du jour", about, HEAD, WIDTHS, lines), form)


@blueprint.get("/admin/repas")
@staff_with("attendance.see")
def meals() -> str | tuple[str, int]:
    asked = _asked()
    days = rules.week_of(asked.day)
    html = render_template(
        "staff/meals.html",
        asked=asked,
        days=days,
        numbers=day_lists.numbers(asked.structure.id, days),
        before=days[0] - timedelta(7),
        after=days[0] + timedelta(7),
        little=rules.LITTLE,
    )
    return (html, 422) if asked.error else html


@blueprint.get("/admin/repas.csv", defaults={"form": "csv"})
@blueprint.get("/admin/repas.pdf", defaults={"form": "pdf"})
@blueprint.get("/admin/repas.xlsx", defaults={"form": "xlsx"})
@staff_with("attendance.see")
def meals_file(form: str) -> Response:
    asked = _asked()
    if asked.error:
        abort(404)
    days = rules.week_of(asked.day)
    lines = [
        (
            line.activity,
            line.supplement,
            line.menu or "tous",
            day,
            count.little,
            count.big,
            count.all,
        )
        for line in day_lists.numbers(asked.structure.id, days)
        for day, count in zip(days, line.days, strict=True)
        if count
    ]
    young = f"Moins de {rules.LITTLE} ans"
    head = ("Activité", "Supplément", "Menu", "Jour", young, f"{rules.LITTLE} ans et plus", "Total")
    about = f"{asked.structure.name}, semaine du {words.dated(days[0])}"
    name = f"effectifs-{days[0].isoformat()}"
    return download(Sheet(name, "Repas et effectifs", about, head, WEEK, lines), form)


def _hour(at: int | None, asked: Asked) -> str:
    """« 8 h 12 », '' for none."""
    return "" if at is None else words.hour(at, asked.structure.timezone)


def the_structure() -> StructureHead:
    """The one asked for, by default the one chosen; 404 for another town's."""
    chosen = number(request.values.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    return (heads.get(chosen) if chosen else visitor().structure) or abort(404)


def _asked() -> Asked:
    structure = the_structure()
    today = words.localise(clock.now(), structure.timezone).date()
    typed = request.args.get("jour", "").strip()[:40]
    day = words.iso_day(typed) if typed else today
    if day is None or rules.is_far(day, today):
        return Asked(structure, today, today, WRONG)
    school = request.args.get("ecole", "").strip()[:SCHOOL]
    return Asked(structure, today, day, "", number(request.args.get("activite", "")), school)


def _listed(asked: Asked) -> list[day_lists.Activity]:
    return day_lists.on(asked.structure.id, asked.day, asked.activity, asked.school)
