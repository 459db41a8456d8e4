"""« Soldes et Paiements »: asking for a refund, and withdrawing the request."""

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.billing.refunds import operations, rules
from webapp.billing.refunds.operations import Asked, Wish
from webapp.billing.refunds.queries import requests
from webapp.billing.views import balances_page, blueprint
from webapp.booking.forms import number
from webapp.wallets.queries import balances as purses
from webapp.web.access import family_only, visitor

TOLD = {
    Asked.NEW: "Votre demande de remboursement est envoyée au service, qui vous répondra par mail.",
    Asked.WAITING: "Une demande de remboursement de ce porte-monnaie est déjà en attente.",
    Asked.TOO_MUCH: "Ce porte-monnaie n’a plus ce crédit\u00a0: rien n’a été demandé.",
}


@blueprint.post("/soldes/remboursements")
@family_only
def ask_refund() -> Response | tuple[str, int]:
    who = visitor()
    if who.structure is None:
        abort(404)
    wallet = number(request.form.get("porte_monnaie", ""))
    credit = {w.id: w.cents for w in purses(who.family_id, who.structure.id)}
    if wallet not in credit:
        abort(404)
    if any(r.waits and r.wallet == wallet for r in requests(who.family_id, who.structure.id)):
        return _told(Asked.WAITING)
    if not rules.refundable(credit[wallet]):
        return _told(Asked.TOO_MUCH)
    text = request.form.get("somme", "").strip()[:40]
    reason = " ".join(request.form.get("raison", "").replace("\x00", "").split())
    cents, errors = rules.asked(text, reason, credit[wallet])
    if errors:
        typed = {"porte_monnaie": str(wallet), "somme": text, "raison": reason[:400]}
        return balances_page(typed=typed, errors=errors), 422
    now = int(clock.now().timestamp())
    done = operations.ask(
        who.family_id, Wish(wallet, cents, reason), who.account_id, who.full_name, now
    )
    return _told(done)


def _told(done: Asked) -> Response:
    flash(TOLD[done])
    return redirect(url_for("billing.balances"), 303)


@blueprint.post("/soldes/remboursements/<int(max=999999999):refund_id>/retirer")
@family_only
def withdraw_refund(refund_id: int) -> Response:
    now = int(clock.now().timestamp())
    try:
        done = operations.withdraw(visitor().family_id, refund_id, now)
    except LookupError:
        abort(404)
    flash(
        "Votre demande de remboursement est retirée."
        if done
        else "Cette demande n’attend plus\u00a0: elle a déjà été traitée ou retirée."
    )
    return redirect(url_for("billing.balances"), 303)
