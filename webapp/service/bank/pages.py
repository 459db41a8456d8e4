"""The sandbox bank as the family's browser meets it."""

import csv
import io
from urllib.parse import urlencode

import flask
from flask import Flask, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.service.bank import messages, soap
from webapp.service.bank.signing import rightly_signed
from webapp.service.bank.till import Operation, Till

DECISIONS = {
    "payer": "paid",
    "refuser": "refused",
    "abandonner": "abandoned",
    "a-valider": "to_validate",
}
WITH_PROOF = ("normal", "repeated")
STATUSES = {"paid": "AUTHORISED", "refused": "REFUSED", "abandoned": "ABANDONED",
            "to_validate": "AUTHORISED_TO_VALIDATE"}  # fmt: skip


def make_bank(till: Till) -> Flask:
    """The bank's site, on the operations of `till`."""
    bank = Flask(__name__, static_folder=None)
    bank.config["TILL"] = till
    bank.add_url_rule("/", view_func=_front, endpoint="front")
    bank.add_url_rule("/journal.csv", view_func=_journal, endpoint="journal")
    bank.add_url_rule("/vads-payment/", view_func=_order, endpoint="order", methods=["POST"])
    bank.add_url_rule("/paiement/<number>", view_func=_page, endpoint="page")
    bank.add_url_rule("/paiement/<number>", view_func=_decide, endpoint="decide", methods=["POST"])
    bank.add_url_rule(
        "/paiement/<number>/notifier", view_func=_again, endpoint="again", methods=["POST"]
    )
    bank.add_url_rule("/tpa/paiementws.web", view_func=_operation, endpoint="operation")
    bank.add_url_rule("/tpa/services/securite", view_func=_describe, endpoint="describe")
    bank.add_url_rule("/tpa/services/<name>.xsd", view_func=_schema, endpoint="schema")
    bank.add_url_rule(
        "/tpa/services/securite", view_func=_answer, endpoint="soap", methods=["POST"]
    )
    bank.jinja_env.globals["euros"] = _euros
    return bank


def _euros(cents: int) -> str:
    units = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{units},{cents % 100:02d}\u00a0€"


def _till() -> Till:
    till: Till = flask.current_app.config["TILL"]
    return till


def _front() -> str:
    last = list(_till().operations.values())[:-101:-1]
    return flask.render_template("front.html", operations=last)


def _order() -> Answer | tuple[str, int]:
    """A shop's form, posted by the browser: signed, complete, new."""
    fields = request.form.to_dict()
    shop = fields.get("vads_site_id", "")
    key = _till().keys.get(shop)
    if key is None or not rightly_signed(fields, key):
        why = "La boutique est inconnue, ou la signature de la demande est fausse."
        return flask.render_template("refused.html", why=why), 400
    if not (fields.get("vads_amount", "").isdigit() and fields.get("vads_currency") == "978"):
        return flask.render_template("refused.html", why="Le montant ou la devise manque."), 400
    number = "-".join((shop, fields["vads_trans_date"], fields["vads_trans_id"]))
    _till().opened(
        Operation(
            number=number,
            kind="payzen",
            shop=shop,
            mode=fields["vads_ctx_mode"],
            reference=fields.get("vads_order_id", ""),
            cents=int(fields["vads_amount"]),
            notify=fields.get("vads_url_check", ""),
            back=fields.get("vads_url_return", ""),
            email=fields.get("vads_cust_email", ""),
            fields=fields,
        )
    )
    return redirect(url_for("page", number=number), 303)


def _known(number: str) -> Operation:
    operation = _till().operations.get(number)
    if operation is None:
        abort(404)
    return operation


def _page(number: str) -> str:
    return flask.render_template("page.html", operation=_known(number))


def _decide(number: str) -> Answer | str:
    """What the person at the bank decides, and how the bank tells the shop."""
    operation, till = _known(number), _till()
    state = DECISIONS.get(request.form.get("decision", ""))
    if state is None or (state == "to_validate" and operation.kind == "payfip"):
        abort(400)
    manner = request.form.get("notification", "normal")
    if till.settle(operation, state):
        messages.deliver(operation, till, manner)
    if request.form.get("onglet"):
        return flask.render_template("closed.html", operation=operation)
    proof = operation.kind == "payzen" and manner in WITH_PROOF
    told = messages.told(operation, till) if proof else {}
    return redirect(operation.back + ("?" + urlencode(told) if told else ""), 303)


def _again(number: str) -> Answer:
    """The notification once more, as it was."""
    operation = _known(number)
    if operation.state != "open":
        messages.deliver(operation, _till(), "normal")
    return redirect(url_for("front"), 303)


def _journal() -> Response:
    """What the bank knows, as its site exports it."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow(
        ["Date", "Boutique", "Commande", "Transaction", "Type", "Montant", "Devise", "Statut"]
    )
    for o in _till().operations.values():
        if o.state != "open":
            day = "/".join(reversed(o.created[:10].split("-")))
            amount = f"{o.cents // 100},{o.cents % 100:02d}"
            lines.writerow(
                [day, o.shop, o.reference, o.uuid, "DEBIT", amount, "EUR", STATUSES[o.state]]
            )
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv")


def _operation() -> Answer:
    return redirect(url_for("page", number=_known(request.args.get("idop", "")).number), 303)


def _describe() -> Response:
    text = soap.description("PaiementSecuriseService.wsdl", request.base_url)
    return Response(text, mimetype="text/xml")


def _schema(name: str) -> Response:
    if not name.startswith("PaiementSecuriseService_schema") or not name[-1].isdigit():
        abort(404)
    return Response(soap.description(f"{name}.xsd", request.base_url), mimetype="text/xml")


def _answer() -> Response:
    status, envelope = soap.answered(request.get_data(), _till())
    return Response(envelope, status, mimetype="text/xml")
