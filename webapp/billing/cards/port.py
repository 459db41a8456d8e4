"""The port between us and the banks: `start`, `receive`, `poll`. It alone decides « paid ».

`receive` never asks the bank: whoever writes to us would hold a web worker for as long as it takes.

Gateways translate, rules judge, operations write; nobody else calls any of the three.
"""

import json
import logging
from typing import NamedTuple

from flask import current_app

from webapp.billing.cards import operations, queries
from webapp.billing.cards.gateways import Asked, Departure, GatewayError, UnreadableError
from webapp.billing.cards.offices import Banks, Office, gateway_of, office_of
from webapp.billing.cards.operations import Message
from webapp.billing.cards.queries import Asking
from webapp.billing.cards.rules.schedule import given_up, next_look
from webapp.billing.cards.rules.verdicts import (
    REFUSED_MESSAGES,
    Order,
    Proof,
    Verdict,
    judge,
    status,
    unknown,
)

BACK, NOTIFY = "/paiement/{}/retour", "/paiement/banque/{}"
"""Where the family comes back to, and where the bank of an office writes: jobs need them too."""

log = logging.getLogger(__name__)


class Heard(NamedTuple):
    """What was made of a message: the verdict kept, the HTTP code to answer; `look`: the payment of
    which the bank is to be asked now, by a job."""

    verdict: str
    status: int
    look: int | None = None


def banks() -> Banks:
    """What the settings say of banks."""
    config = current_app.config
    return Banks(
        keys=config["PAYMENT_KEYS"],
        test=config["PAYMENT_TEST"],
        sandbox=config["SANDBOX_BANK"],
        site=config["PUBLIC_URL"],
    )


def start(payment: Asking, of: Office) -> Departure:
    """Where the family goes for a payment that has been begun: the same each time it is asked.
    Raises GatewayError if the bank does not answer, OfficeRefusedError."""
    gateway = gateway_of(of, banks())
    ticket = payment.ticket or operations.depart(payment.id, gateway.start(_asked(payment)))
    url, fields = json.loads(ticket)
    return Departure(payment.bank_ref, url, fields)


def receive(of: Office, raw: str, channel: str, now: int) -> Heard:
    """Take a message of a bank: believe what is proven, keep all. Raises what is our own failure,
    after having kept the message: the bank will send it again."""
    gateway = gateway_of(of, banks())
    payment: Asking | None = None
    try:
        payment = queries.named(of.id, gateway.named(raw), ours=gateway.posts)
        proof = gateway.read(raw)
        if proof is None:
            return _nudged(of, payment, raw, channel, now)
        if payment is None:
            kind, why = unknown(proof)
            return _kept(Message(of.id, None, channel, raw), kind, why, now)
        return _decided(payment, raw, channel, proof, now)
    except UnreadableError as error:
        number = payment.id if payment else None
        return _kept(Message(of.id, number, channel, raw), "unreadable", str(error), now)
    except Exception as error:
        log.exception("A message of the bank could not be handled")
        number = payment.id if payment else None
        why = f"{type(error).__name__}\u00a0: {error}"
        _kept(Message(of.id, number, channel, raw), "failed", why, now)
        raise


def poll(number: int, now: int) -> None:
    """Look for news of a payment, and say when to look again. A bank that does not answer is asked
    again the next time."""
    payment = queries.payment(number)
    if payment is None or payment.state == "paid":
        return
    of = office_of(payment.office_id)
    operations.look_again(number, next_look(payment.created_at, now, of.timezone))
    try:
        proof = gateway_of(of, banks()).look(_asked(payment)) if payment.bank_ref else None
    except GatewayError as error:
        log.warning("No news of payment %s: %s", payment.reference, error)
        return
    if proof is not None and proof.result not in ("waiting", payment.state):
        heard = _decided(payment, _shown(proof), "poll", proof, now)
        if heard.verdict in REFUSED_MESSAGES:
            operations.look_again(number, None)
    elif proof is None and payment.state == "started" and given_up(payment.created_at, now):
        operations.expire(payment, now)


def prove(payment: Asking, proof: Proof, raw: str, now: int) -> Heard:
    """What a line of the bank's journal, imported by the cashier, proves."""
    return _decided(payment, raw, "journal", proof, now)


def _decided(payment: Asking, raw: str, channel: str, proof: Proof, now: int) -> Heard:
    order = Order(payment.reference, payment.cents, payment.shop, payment.mode)
    verdict = judge(proof, order)
    message = Message(payment.office_id, payment.id, channel, raw)
    answered = status(verdict.kind) if channel == "notification" else 0
    kept = operations.decide(payment.id, message, verdict, proof, answered, now)
    return Heard(kept, status(verdict.kind))


def _nudged(of: Office, payment: Asking | None, raw: str, channel: str, now: int) -> Heard:
    """Somebody says that there is news: the bank itself will be asked, by a job."""
    why = "opération inconnue" if payment is None else ""
    message = Message(of.id, payment.id if payment else None, channel, raw)
    if operations.nudge(message, Verdict("prompt", why), status("prompt"), now) and payment:
        return Heard("prompt", status("prompt"), look=payment.id)
    return Heard("prompt", status("prompt"))


def _kept(message: Message, verdict: str, why: str, now: int) -> Heard:
    answered = status(verdict)
    operations.hear(
        message, Verdict(verdict, why), answered if message.channel == "notification" else 0, now
    )
    return Heard(verdict, answered)


def _asked(payment: Asking) -> Asked:
    site = current_app.config["PUBLIC_URL"]
    return Asked(
        payment.reference,
        payment.bank_ref,
        payment.cents,
        payment.email,
        payment.created_at,
        back=site + BACK.format(payment.reference),
        notify=site + NOTIFY.format(payment.office_id),
    )


def _shown(proof: Proof) -> str:
    """The bank's answer to a question, as it is kept."""
    return json.dumps(
        {name: getattr(proof, name) for name in Proof.__dataclass_fields__}, ensure_ascii=False
    )
