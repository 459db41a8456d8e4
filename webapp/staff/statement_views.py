"""The statement of a period: what came in by means, what was consumed by activity."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.billing.rules import end_of
from webapp.booking.forms import number
from webapp.staff import rules
from webapp.staff import till as queries
from webapp.staff.views import blueprint
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.sheets import Cents, Row, Sheet, download

HEAD = (
    "Date", "N° famille", "Famille", "Porte-monnaie", "Moyen", "Numéro", "Payeur", "Libellé",
    "Montant",
)  # fmt: skip
WIDTHS = (3, 3, 4, 4, 3, 3, 5, 6, 3)
CONSUMED = (
    "Date", "N° famille", "Famille", "Enfant", "Activité", "Libellé", "Quantité", "Montant",
)  # fmt: skip
CONSUMED_WIDTHS = (3, 3, 4, 5, 5, 5, 2, 3)


@blueprint.get("/admin/regie/releve")
@staff_with("money.see")
def statement() -> str | tuple[str, int]:
    structure = _structure()
    first, last = _span(structure)
    error = rules.wrong_span(words.iso_day(first), words.iso_day(last))
    shown = not error
    html = render_template(
        "staff/statement.html",
        structure=structure,
        first=first,
        last=last,
        spans=_spans(structure),
        error=error,
        means=queries.by_means(structure.id, first, last) if shown else [],
        activities=queries.by_activity(structure.id, first, last) if shown else [],
    )
    return (html, 422) if error else html


@blueprint.get("/admin/regie/releve.csv", defaults={"form": "csv"})
@blueprint.get("/admin/regie/releve.pdf", defaults={"form": "pdf"})
@blueprint.get("/admin/regie/releve.xlsx", defaults={"form": "xlsx"})
@staff_with("money.see")
def statement_file(form: str) -> Response:
    structure, first, last = _asked()
    found = queries.received(structure.id, first, last)
    return _download("reglements", "Règlements reçus", HEAD, WIDTHS, found, form)


@blueprint.get("/admin/regie/consommations.csv", defaults={"form": "csv"})
@blueprint.get("/admin/regie/consommations.xlsx", defaults={"form": "xlsx"})
@staff_with("money.see")
def consumed_file(form: str) -> Response:
    structure, first, last = _asked()
    found = queries.consumed(structure.id, first, last)
    return _download("consommations", "Consommations", CONSUMED, CONSUMED_WIDTHS, found, form)


def _asked() -> tuple[StructureHead, str, str]:
    structure = _structure()
    first, last = _span(structure)
    if rules.wrong_span(words.iso_day(first), words.iso_day(last)):
        abort(404)
    return structure, first, last


def _download(
    name: str, title: str, head: tuple[str, ...], widths: tuple[int, ...],
    found: Sequence[tuple[Any, ...]], form: str,
) -> Response:  # fmt: skip
    """Rows that begin with an ISO day and end with cents, and their sum."""
    structure, first, last = _asked()
    about = f"{structure.name}, du {_told(first)} au {_told(last)}"
    lines = [(date.fromisoformat(day), *rest, Cents(cents)) for day, *rest, cents in found]
    total: Row = ("Total", *("",) * (len(head) - 2), Cents(sum(line[-1] for line in found)))
    return download(Sheet(f"{name}-{first}-{last}", title, about, head, widths, lines, total), form)


def _structure() -> StructureHead:
    chosen = number(request.args.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    return (heads.get(chosen) if chosen else visitor().structure) or abort(404)


def _span(structure: StructureHead) -> tuple[str, str]:
    """The two days as typed; the month under way if none is."""
    _, first, last = _spans(structure)[1]
    typed = [request.args.get(name, "").strip()[:40] for name in ("du", "au")]
    return typed[0] or first, typed[1] or last


def _spans(structure: StructureHead) -> list[tuple[str, str, str]]:
    """The periods that are asked for most: name, first and last day."""
    today = words.localise(clock.now(), structure.timezone).date()
    month = today.replace(day=1)
    before = month - timedelta(1)
    spans = [
        ("Aujourd’hui", today, today),
        ("Ce mois-ci", month, end_of(month)),
        ("Le mois dernier", before.replace(day=1), before),
    ]
    return [(name, first.isoformat(), last.isoformat()) for name, first, last in spans]


def _told(day: str) -> str:
    return words.dated(date.fromisoformat(day))
