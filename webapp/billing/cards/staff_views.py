"""« Paiements »: what banks have not said, and what they have said that needs a human."""

from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.audit.authors import author
from webapp.billing.cards import operations, port, staff_queries
from webapp.billing.cards.offices import offices, page, why_refused
from webapp.billing.cards.rules.schedule import QUIET
from webapp.billing.cards.views import blueprint
from webapp.web.access import staff_with
from webapp.web.notices import notice

MONTH = 31 * 24 * 3600
VERDICTS = {
    "forged": "Signature fausse, refusé",
    "mismatch": "Ne correspond pas, refusé",
    "unreadable": "Illisible, refusé",
    "refund": "Remboursement fait à la banque",
    "second": "Payé une seconde fois\u00a0: à rembourser",
    "contrary": "Dit le contraire d’un paiement confirmé",
    "unknown": "Paiement inconnu de Marelle",
    "failed": "Échec de notre côté",
}
CHANNELS = {
    "notification": "notification",
    "return": "retour de la famille",
    "poll": "réponse de la banque",
    "journal": "journal de la banque",
}


NOTE = 200


class Desk(NamedTuple):
    """An office, where it sends families, and why it does not."""

    structure: str
    name: str
    gateway: str
    mode: str
    page: str
    refused: str


@blueprint.get("/admin/paiements")
@staff_with("money.see")
def without_news() -> str:
    now = int(clock.now().timestamp())
    return render_template(
        "staff/payments.html",
        silent=staff_queries.silent(now - QUIET, now - MONTH),
        messages=staff_queries.messages(now - MONTH),
        strangers=staff_queries.strangers(now - MONTH),
        not_kept=staff_queries.not_kept(now - MONTH),
        desks=desks(),
        verdicts=VERDICTS,
        channels=CHANNELS,
        status=notice(),
    )


@blueprint.post("/admin/paiements/<int(max=999999999):message_id>/traite")
@staff_with("money.take")
def handle_message(message_id: int) -> Response:
    note = " ".join(request.form.get("note", "").replace("\x00", "").split())[:NOTE]
    try:
        new = operations.mark(message_id, note, author(), int(clock.now().timestamp()))
    except LookupError:
        abort(404)
    flash("Le message est noté comme traité." if new else "Quelqu’un l’a déjà noté comme traité.")
    return redirect(url_for("cards.without_news"), 303)


def desks() -> list[Desk]:
    """All offices with what their gateways say of starting."""
    banks = port.banks()
    return [
        Desk(
            o.structure,
            o.name,
            o.gateway,
            o.mode,
            page(o.gateway, o.address, banks),
            "fermée" if not o.active else why_refused(o.gateway, o.shop, o.mode, o.address, banks),
        )
        for o in offices()
    ]
