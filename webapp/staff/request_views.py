"""« Demandes », « Listes d’attente »: what families asked, what became of it, who comes next."""

from datetime import date, timedelta

from flask import abort, render_template, request

from webapp import clock, words
from webapp.booking.follow_up import ASKED
from webapp.booking.forms import number
from webapp.staff import requests
from webapp.staff.request_search import LAST, Search
from webapp.staff.views import blueprint
from webapp.transmission.rules.by_hand import ANSWERS
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.notices import notice

NO_DAY = "Une date est attendue, par exemple 27/11/2026."
AHEAD = timedelta(92)
FIELDS = ("etat", "demande", "activite", "famille", "du", "au", "lot", "avant")


@blueprint.get("/admin/demandes")
@staff_with("requests.decide")
def asked_page() -> str | tuple[str, int]:
    structure = the_structure()
    typed = {name: request.args.get(name, "").strip()[:40] for name in FIELDS}
    days = {name: words.iso_day(typed[name]) for name in ("du", "au")}
    errors = {name: NO_DAY for name in days if typed[name] and days[name] is None}
    search = Search(
        state=typed["etat"] if typed["etat"] in requests.STATES else "",
        kind=typed["demande"] if typed["demande"] in ASKED else "",
        activity=number(typed["activite"]),
        first=days["du"],
        last=days["au"],
        run=number(typed["lot"]),
        family=typed["famille"],
        before=number(typed["avant"]) or LAST,
    )
    html = render_template(
        "staff/requests.html",
        structure=structure,
        page=requests.page(structure.id, search) if not errors else requests.Page((), 0),
        typed=typed,
        errors=errors,
        states=requests.STATES,
        kinds=ASKED,
        activities=requests.activities(structure.id),
        answers=ANSWERS,
        all_ticked=bool(request.args.get("tout")),
        status=notice(),
    )
    return (html, 422) if errors else html


@blueprint.get("/admin/attente")
@staff_with("requests.decide")
def waiting_page() -> str:
    structure = the_structure()
    today: date = words.localise(clock.now(), structure.timezone).date()
    queues = requests.queues(structure.id, today, today + AHEAD)
    return render_template(
        "staff/waiting.html",
        structure=structure,
        queues=queues,
        waiting=sum(len(queue.waiting) for queue in queues),
        most=requests.MOST,
        status=notice(),
    )


def the_structure() -> StructureHead:
    chosen = number(request.values.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    return (heads.get(chosen) if chosen else visitor().structure) or abort(404)
