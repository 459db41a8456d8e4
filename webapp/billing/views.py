"""Soldes et Paiements, Historiques."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, render_template, request

from webapp import clock, words
from webapp.billing import balances as wallets
from webapp.billing.cards import port
from webapp.billing.cards.offices import tills
from webapp.billing.cards.pages import forms
from webapp.billing.rules import last_day
from webapp.web.access import family_only, visitor
from webapp.web.notices import notice

blueprint = Blueprint("billing", __name__)


@blueprint.get("/soldes")
@family_only
def balances() -> str | tuple[str, int]:
    if visitor().structure is None:
        return render_template("billing/nothing.html")
    asked = request.args.get("jusqu", "")[:40]
    html = balances_page(asked)
    return (html, 422) if last_day(asked, today())[1] else html


def balances_page(
    until: str = "", typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    """« Soldes et Paiements » of the structure shown; `typed` and `errors`: what was sent of a
    request for a refund, and what is wrong with it."""
    who = visitor()
    page = wallets.page(who.family_id, who.structure.id, today(), until)
    banks = port.banks()
    return render_template(
        "billing/balances.html",
        page=page,
        forms=forms(page.lines, tills(who.structure.id, banks), who.email),
        test=banks.test,
        status=notice(),
        zone=who.structure.timezone,
        typed=typed or {},
        errors=errors or {},
    )


def today() -> date:
    """Today, on the clock of the structure shown."""
    return words.localise(clock.now(), visitor().structure.timezone).date()
