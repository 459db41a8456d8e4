"""Paying by card: amounts, recap, the bank, and back."""

from typing import NamedTuple

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from webapp import clock, jobs
from webapp.billing import balances
from webapp.billing.cards import operations, port, queries
from webapp.billing.cards.gateways import GatewayError
from webapp.billing.cards.offices import (
    Office,
    OfficeRefusedError,
    Till,
    gateway_of,
    office,
    office_of,
    tills,
)
from webapp.billing.cards.pages import Paid, PayForm, PaymentPage, Typed, forms
from webapp.billing.cards.queries import Asking
from webapp.billing.cards.rules import amounts
from webapp.billing.cards.rules.addresses import origin
from webapp.billing.cards.rules.schedule import too_old
from webapp.extensions import csrf
from webapp.wallets import queries as wallets
from webapp.web.access import family_only, public, visitor
from webapp.web.fragments import Part, answer, is_fragment, macro
from webapp.web.headers import allow_form
from webapp.web.notices import notice
from webapp.words import localise

blueprint = Blueprint("cards", __name__)
NO_ANSWER = (
    "La banque ne répond pas pour le moment. Rien n’a été débité\u202f; réessayez dans un instant."
)


class Shown(NamedTuple):
    """What a page of a payment needs."""

    payment: Asking
    office: Office


@blueprint.get("/paiement")
@family_only
def amounts_page() -> str | Response:
    who = visitor()
    if who.structure is None:
        return redirect(url_for("billing.balances"), 303)
    return _amounts(_forms(None)[1])


@blueprint.post("/paiement")
@family_only
def begin() -> Response | tuple[str, int]:
    """Commit the payment, then show what is about to be paid."""
    who = visitor()
    if who.structure is None:
        abort(404)
    typed = _typed(request.form)
    open_tills, found = _forms(typed)
    till = next((each for each in open_tills if each.id == typed.office), None)
    if till is None:
        abort(404)
    form = next(each for each in found if each.office == till.id)
    if form.wrong:
        return _amounts(found), 422
    return redirect(url_for("cards.recap", reference=_begun(form, typed)), 303)


@blueprint.get("/paiement/<reference>")
@family_only
def recap(reference: str) -> Response | str:
    """What will be paid to whom; « Paiement CB » leaves for the bank."""
    shown = _shown(reference)
    if shown.payment.state != "started":
        return redirect(url_for("cards.back", reference=reference), 303)
    try:
        gateway = gateway_of(shown.office, port.banks())
        page = _page(shown, *_way(shown, posts=gateway.posts))
    except (GatewayError, OfficeRefusedError) as error:
        current_app.logger.warning("Payment %s cannot start: %s", reference, error)
        flash(NO_ANSWER)
        return redirect(url_for("cards.amounts_page"), 303)
    response = make_response(render_template("billing/recap.html", page=page, status=notice()))
    return allow_form(response, origin(gateway.page))


@blueprint.post("/paiement/<reference>/banque")
@family_only
def leave(reference: str) -> Response:
    """To a bank that has to be asked first."""
    shown = _shown(reference)
    if shown.payment.state != "started" or too_old(shown.payment.created_at, _now()):
        return redirect(url_for("cards.recap", reference=reference), 303)
    try:
        departure = port.start(*shown)
    except (GatewayError, OfficeRefusedError) as error:
        current_app.logger.warning("Payment %s cannot start: %s", reference, error)
        flash(NO_ANSWER)
        return redirect(url_for("cards.recap", reference=reference), 303)
    if departure.fields:  # a bank that the browser posts to: its form is on the recap
        return redirect(url_for("cards.recap", reference=reference), 303)
    return redirect(departure.url, 303)


@blueprint.get("/paiement/<reference>/retour")
@family_only
def back(reference: str) -> Response | str:
    """The truth about a payment; a family that comes back may bring the bank's proof along."""
    shown = _shown(reference)
    if "signature" in request.args:
        heard = port.receive(
            shown.office, request.query_string.decode("utf-8", "replace"), "return", _now()
        )
        _tell(heard)
        return redirect(url_for("cards.back", reference=reference), 303)
    page = _page(shown)
    if is_fragment():
        if page.waiting:
            _look(shown)
            return current_app.response_class(status=204, headers={"Vary": "HX-Request"})
        html = macro("billing/payment_state.html", "state", page, None)
        return answer([Part("#paiement-etat", "innerHTML", html)])
    if page.waiting:
        _look(shown)
    return render_template("billing/payment.html", page=page)


@blueprint.post("/paiement/<reference>/retour")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def posted_back(reference: str) -> Response:
    """Banks that send families back by a form: what it says comes by the notification too."""
    return redirect(url_for("cards.back", reference=reference), 303)


@blueprint.post("/paiement/banque/<int(max=999999999):office_id>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def notification(office_id: int) -> Response:
    """A bank writes. 200: handled; 400: not believed; 500: our own failure, it tries again."""
    of = office(office_id)
    if of is None:
        abort(404)
    raw = request.get_data(cache=False).decode("utf-8", "replace")
    heard = port.receive(of, raw, "notification", _now())
    _tell(heard)
    return current_app.response_class(f"{heard.verdict}\n", heard.status, mimetype="text/plain")


def _amounts(found: tuple[PayForm, ...]) -> str:
    return render_template(
        "billing/amounts.html", forms=found, test=port.banks().test, status=notice()
    )


def _forms(typed: Typed | None) -> tuple[list[Till], tuple[PayForm, ...]]:
    who = visitor()
    today = localise(clock.now(), who.structure.timezone).date()
    page = balances.page(who.family_id, who.structure.id, today)
    found = tills(who.structure.id, port.banks())
    return found, forms(page.lines, found, who.email, typed)


def _typed(sent: "MultiDict[str, str]") -> Typed:
    """The fields of a form: those that name no wallet are ignored."""
    number = sent.get("regie", "")
    told = {
        int(name[8:]): value.strip()[:40]
        for name, value in sent.items()
        if name.startswith("montant-") and name[8:].isascii() and name[8:].isdigit()
        and len(name) < 18
    }  # fmt: skip
    known = number.isascii() and number.isdigit() and len(number) < 10
    return Typed(int(number) if known else 0, told, sent.get("mail", "").strip()[:250])


def _begun(form: PayForm, typed: Typed) -> str:
    who = visitor()
    of = office_of(form.office)
    paid = ((field.wallet, amounts.cents(field.value)) for field in form.fields)
    return operations.begin(
        operations.Demand(
            who.family_id,
            who.account_id,
            who.full_name,
            who.email or typed.mail,
            of.id,
            of.shop,
            of.mode,
            tuple(line for line in paid if line[1]),
        ),
        _now(),
    )


def _shown(reference: str) -> Shown:
    """A payment of the family and its office; 404 for any other."""
    payment = queries.of_family(visitor().family_id, reference[:40])
    if payment is None:
        abort(404)
    return Shown(payment, office_of(payment.office_id))


def _page(shown: Shown, url: str = "", fields: dict[str, str] | None = None) -> PaymentPage:
    payment, of = shown
    holds = {w.id: w.cents for w in wallets.balances(payment.family_id, of.structure_id)}
    return PaymentPage(
        reference=payment.reference,
        state=payment.state,
        office=of.id,
        office_name=of.name,
        structure=of.structure,
        lines=tuple(
            Paid(*line, balance=holds.get(line.wallet, 0))
            for line in queries.lines(payment.family_id, payment.id)
        ),
        cents=payment.cents,
        email=payment.email,
        test=port.banks().test,
        url=url,
        form=fields or {},
        old=too_old(shown.payment.created_at, _now()),
        waiting=payment.state == "started",
    )


def _way(shown: Shown, *, posts: bool) -> tuple[str, dict[str, str]]:
    """Where the form of the recap goes: straight to the bank, or to us who will ask it first."""
    if not posts:
        return url_for("cards.leave", reference=shown.payment.reference), {}
    _, url, fields = port.start(*shown)
    return url, fields


def _look(shown: Shown) -> None:
    """Have the worker ask the bank, if it can be asked and it is time."""
    payment, of = shown
    if of.gateway == "payfip" and payment.look_at is not None and payment.look_at <= _now():
        jobs.enqueue("poll_payment", payment.id)


def _tell(heard: port.Heard) -> None:
    if heard.look is not None:
        jobs.enqueue("poll_payment", heard.look)
    if heard.verdict == "paid":
        jobs.enqueue("tell_payments")


def _now() -> int:
    return int(clock.now().timestamp())
