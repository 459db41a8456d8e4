"""Historiques: consumptions and payments, on the screen, on paper, in a spreadsheet."""

import re
from datetime import date

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp import words
from webapp.billing import history as histories
from webapp.billing.history import Reader
from webapp.billing.views import blueprint, today
from webapp.booking.queries import family_name
from webapp.web.access import exports, family_only, visitor
from webapp.web.sheets import download

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@blueprint.get("/historiques")
@family_only
def history() -> str:
    if visitor().structure is None:
        return render_template("billing/nothing.html")
    page = histories.history(_reader(), _month())
    return render_template("billing/history.html", page=page, about=_about())


@blueprint.get("/historiques.csv", defaults={"form": "csv"})
@blueprint.get("/historiques.pdf", defaults={"form": "pdf"})
@blueprint.get("/historiques.xlsx", defaults={"form": "xlsx"})
@exports
def history_file(form: str) -> Response:
    page = histories.history(_reader(), _month())
    return download(histories.consumption_sheet(page, _about()), form)


@blueprint.get("/reglements")
@family_only
def payments() -> str:
    if visitor().structure is None:
        return render_template("billing/nothing.html")
    page = histories.payments(_reader())
    return render_template("billing/payments.html", page=page, about=_about())


@blueprint.get("/reglements.csv", defaults={"form": "csv"})
@blueprint.get("/reglements.pdf", defaults={"form": "pdf"})
@blueprint.get("/reglements.xlsx", defaults={"form": "xlsx"})
@exports
def payments_file(form: str) -> Response:
    return download(histories.payment_sheet(histories.payments(_reader()), _about()), form)


def _reader() -> Reader:
    who = visitor()
    if who.structure is None:
        abort(404)
    return Reader(who.family_id, who.structure.id, today())


def _month() -> date | None:
    """The month of the address; None if absent; 404 for anything else."""
    asked = request.args.get("mois", "")
    if not asked:
        return None
    if not MONTH.fullmatch(asked) or asked < "0001":
        abort(404)
    return date.fromisoformat(f"{asked}-01")


def _about() -> str:
    """Whose sheet it is."""
    who = visitor()
    family = family_name(who.family_id)
    return f"{who.structure.name} – famille {family} – le {words.dated(today())}"
