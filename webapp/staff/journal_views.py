"""« Journal »: who did what, when, from where."""

from datetime import date

from flask import abort, render_template, request

from webapp.audit.actions import ACTIONS
from webapp.staff import families, journal
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.words import iso_day

NO_DAY = "Une date est attendue, par exemple 27/11/2026."
TEXTS = ("personne", "famille")


@blueprint.get("/admin/journal")
@staff_with("audit.see")
def journal_page() -> tuple[str, int]:
    typed = {name: _text(name) for name in ("personne", "famille", "action", "du", "au", "avant")}
    errors = {name: NO_DAY for name in ("du", "au") if typed[name] and not _day(typed[name])}
    search = journal.Search(
        person=typed["personne"],
        first=_day(typed["du"]),
        last=_day(typed["au"]),
        action=typed["action"] if typed["action"] in ACTIONS else "",
        family=typed["famille"],
        before=_number(typed["avant"]),
    )
    page = render_template(
        "staff/journal.html",
        page=journal.page(search, timezone()) if not errors else journal.Page((), 0),
        typed=typed,
        errors=errors,
        actions=sorted(ACTIONS.items(), key=lambda pair: pair[1]),
        timezone=timezone(),
    )
    return page, 422 if errors else 200


@blueprint.get("/admin/familles/<int(max=999999999):family_id>/histoire")
@staff_with("families.change")
def family_history(family_id: int) -> str:
    """What was done to the file of a family, for who may change it: health is read here too."""
    family = families.family(family_id) or abort(404)
    search = journal.Search(file=family.id, before=_number(_text("avant")))
    return render_template(
        "staff/family_history.html",
        family=family,
        page=journal.page(search, timezone()),
        timezone=timezone(),
    )


def _text(name: str) -> str:
    typed = "".join(c for c in request.args.get(name, "") if c.isprintable())
    return typed[: journal.LONGEST]


def _day(text: str) -> date | None:
    """A day as browsers send it, or as it is typed without them: 2026-11-27, 27/11/2026."""
    parts = text.strip().replace("/", "-").split("-")
    if len(parts[0]) == 2:
        parts.reverse()
    return iso_day("-".join(parts))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else journal.LAST
