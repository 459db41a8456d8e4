"""The writers of card payments. `now` is in UTC seconds.

A payment turns `paid` by one guarded UPDATE, in the transaction that credits its wallets: whoever
comes second changes nothing, in whatever process. The ledger's UNIQUE (kind, source) says so again.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.billing.cards.gateways import Departure
from webapp.billing.cards.queries import Asking
from webapp.billing.cards.rules.schedule import AT_ONCE, FOR, FRESH
from webapp.billing.cards.rules.verdicts import ENDS, TO_EXAMINE, Proof, Verdict, room
from webapp.billing.receipts.operations import Slip, issue
from webapp.database import execute, execute_many, marks, retried, row, rows, write_transaction
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.wallets.operations import Entry, enter
from webapp.words import euros, localise, stamp

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody takes for one another."""

FREE_STALE = "UPDATE card_payment SET live_key = NULL WHERE live_key = ? AND created_at < ?"
NEW = """
INSERT INTO card_payment
  (family_id, office_id, account_id, payer, email, reference, cents, shop, mode, state, bank_ref,
   ticket, live_key, why, bank_number, number, created_at, look_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'started', '', '', ?, '', '', '', ?, ?)
ON CONFLICT (live_key) DO NOTHING RETURNING id
"""
NEW_LINE = "INSERT INTO card_payment_line (payment_id, wallet_id, cents) VALUES (?, ?, ?)"
LIVE = "SELECT reference FROM card_payment WHERE family_id = ? AND live_key = ?"
DEPART = "UPDATE card_payment SET bank_ref = ?, ticket = ? WHERE id = ? AND ticket = ''"
TICKET = "SELECT ticket FROM card_payment WHERE id = ?"
PAY = """
UPDATE card_payment
SET state = 'paid', settled_at = ?, bank_number = ?, number = ?, why = ?, live_key = NULL,
    look_at = NULL
WHERE id = ? AND state <> 'paid' RETURNING family_id, payer, reference, office_id
"""
END = """
UPDATE card_payment SET state = ?, why = ?, settled_at = ?, live_key = NULL
WHERE id = ? AND state <> 'paid' AND state <> ?
"""
STATE = "SELECT state, bank_number FROM card_payment WHERE id = ?"
LINES = """
SELECT l.wallet_id, w.name, l.cents, s.timezone FROM card_payment_line l
JOIN wallet w ON w.id = l.wallet_id JOIN structure s ON s.id = w.structure_id
WHERE l.payment_id = ? ORDER BY l.wallet_id
"""
RECEIVED = """
INSERT INTO payment
  (code, family_id, wallet_id, day, label, means, number, payer, cents, receipt_id)
VALUES (?, ?, ?, ?, ?, 'CB', ?, ?, ?, ?)
"""
TO_MARK = """
SELECT o.name FROM card_message m JOIN cashier_office o ON o.id = m.office_id
WHERE m.id = ? AND m.verdict IN ({})
"""
MARK = """
INSERT INTO card_message_mark (message_id, note, author, marked_at) VALUES (?, ?, ?, ?)
ON CONFLICT (message_id) DO NOTHING
"""
HEARD = """
INSERT INTO card_message (office_id, payment_id, channel, text, verdict, why, status, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
COUNT = """
INSERT INTO card_message_count (office_id, hour, verdict, count) VALUES (?, ?, ?, 1)
ON CONFLICT (office_id, hour, verdict) DO UPDATE SET count = card_message_count.count + 1
RETURNING count
"""
NUDGE = """
UPDATE card_payment SET look_at = ?, nudged_at = ?
WHERE id = ? AND state <> 'paid' AND created_at > ? AND (nudged_at IS NULL OR nudged_at <= ?)
"""
LOOK = "UPDATE card_payment SET look_at = ? WHERE id = ? AND state <> 'paid'"
TELL = """
UPDATE card_payment SET told_at = ? WHERE id = ? AND state = 'paid' AND told_at IS NULL
RETURNING family_id, office_id, payer, email, reference, cents, settled_at
"""
SENDER = """
SELECT s.id, s.name, s.email, s.timezone, o.name FROM cashier_office o
JOIN structure s ON s.id = o.structure_id WHERE o.id = ?
"""
HOUR = 3600


class Demand(NamedTuple):
    """A payment that a family asks for: `lines` are (wallet, cents)."""

    family: int
    account: int
    payer: str
    email: str
    office: int
    shop: str
    mode: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What a bank has said: `payment` None if it is not known."""

    office: int
    payment: int | None
    channel: str
    raw: str


@retried
def begin(demand: Demand, now: int) -> str:
    """The reference of a payment, committed before anybody leaves for the bank. The same demand
    made again within ten minutes (a double click, another tab, « back ») is the same payment."""
    key = _key(demand)
    cents = sum(amount for _, amount in demand.lines)
    with write_transaction():
        execute(FREE_STALE, key, now - FRESH)
        reference = _reference(now)
        made = row(
            NEW, demand.family, demand.office, demand.account, demand.payer, demand.email,
            reference, cents, demand.shop, demand.mode, key, now, now + AT_ONCE,
        )  # fmt: skip
        if made is None:
            (known,) = rows(LIVE, demand.family, key)
            return str(known[0])
        execute_many(NEW_LINE, [(made[0], *line) for line in sorted(demand.lines)])
    return reference


def _key(demand: Demand) -> str:
    asked = (demand.family, demand.office, demand.shop, demand.mode, demand.email,
             sorted(demand.lines))  # fmt: skip
    return sha256(json.dumps(asked).encode()).hexdigest()


def _reference(now: int) -> str:
    """What a family can read out: 18 letters and digits, with the day first."""
    day = datetime.fromtimestamp(now, UTC)
    return f"{day:%y%m%d}" + "".join(secrets.choice(ALPHABET) for _ in range(12))


@retried
def depart(payment: int, departure: Departure) -> str:
    """Keep the way to the bank, once: the ticket of the first who asked."""
    ticket = json.dumps([departure.url, departure.fields], ensure_ascii=False)
    with write_transaction():
        execute(DEPART, departure.bank_ref, ticket, payment)
        (kept,) = rows(TICKET, payment)
    return str(kept[0])


@retried
def decide(
    payment: int, message: Message, verdict: Verdict, proof: Proof, status: int, now: int
) -> str:
    """Do what a message about a payment proves, and keep it with what was made of it: the verdict
    kept. One transaction: a credit and the message that brought it are there both, or neither."""
    with write_transaction():
        kept = _done(payment, verdict, proof, now)
        _hear(message, Verdict(kept, verdict.why), status, now)
    return kept


def _done(payment: int, verdict: Verdict, proof: Proof, now: int) -> str:
    if verdict.kind == "paid":
        if _pay(payment, verdict, proof, now):
            return "paid"
        (known,) = rows(STATE, payment)
        return "second" if proof.transaction and known[1] != proof.transaction else "duplicate"
    if verdict.kind not in ENDS:
        return verdict.kind
    if execute(END, verdict.kind, verdict.why[:250], now, payment, verdict.kind):
        return verdict.kind
    (known,) = rows(STATE, payment)
    return "contrary" if known[0] == "paid" else "duplicate"


def _pay(payment: int, verdict: Verdict, proof: Proof, now: int) -> bool:
    """Credit each wallet, with one receipt for all; False if that was done before."""
    found = row(PAY, now, proof.transaction, proof.number, verdict.why[:250], payment)
    if found is None:
        return False
    family, payer, reference, office = found
    lines = rows(LINES, payment)
    day = localise(now, lines[0][3]).date().isoformat()
    slip = Slip(
        family, office, f"cb-{reference}", day, payer, "CB", proof.number,
        tuple(line[:3] for line in lines),
    )  # fmt: skip
    receipt = issue(slip)
    received, entries = [], []
    for wallet, name, cents, _ in lines:
        code = f"cb-{reference}-{wallet}"
        label = f"Paiement par carte – {name}"
        received.append((code, family, wallet, day, label, proof.number, payer, cents, receipt))
        entries.append(Entry(family, wallet, day, cents, "payment", code, label))
    execute_many(RECEIVED, received)
    enter(entries, now)
    return True


@retried
def hear(message: Message, verdict: Verdict, status: int, now: int) -> None:
    """Keep a message that changes nothing: unknown, unreadable, or met by our own failure."""
    with write_transaction():
        _hear(message, verdict, status, now)


def _hear(message: Message, verdict: Verdict, status: int, now: int) -> None:
    (counted,) = rows(COUNT, message.office, now - now % HOUR, verdict.kind)
    longest = room(verdict.kind, counted[0])
    if not longest:
        return
    raw = message.raw.replace("\x00", "\ufffd")[:longest]
    execute(
        HEARD, message.office, message.payment, message.channel, raw, verdict.kind,
        verdict.why[:250], status, now,
    )  # fmt: skip


def mark(message: int, note: str, by: Author, now: int) -> bool:
    """A cashier has dealt with a message, once; False if somebody had before. Raises LookupError
    if there is no such message to deal with."""
    with write_transaction():
        found = row(TO_MARK.format(marks(TO_EXAMINE)), message, *TO_EXAMINE)
        if found is None:
            raise LookupError(message)
        new = bool(execute(MARK, message, note[:200], by.name[:170], now))
        if new:
            on = Thing("card_message", message, found[0])
            audit.record(by, now, "message.handled", on, after={"note": note} if note else None)
        return new


@retried
def nudge(message: Message, verdict: Verdict, status: int, now: int) -> bool:
    """Look for news of a payment now, as an unsigned message asks us to: True unless one has just
    asked for it, or the payment is settled or old."""
    with write_transaction():
        _hear(message, verdict, status, now)
        known = message.payment, now - FOR, now - AT_ONCE
        return bool(message.payment and execute(NUDGE, now, now, *known))


def look_again(payment: int, at: int | None) -> None:
    """When to look for news of a payment next; None: no more."""
    with write_transaction():
        execute(LOOK, at, payment)


@retried
def expire(payment: Asking, now: int) -> None:
    """No news for a day: not paid as far as anybody knows. A proof still revives it."""
    with write_transaction():
        execute(END, "expired", "sans nouvelles de la banque", now, payment.id, "expired")


@retried
def tell(payment: int, now: int) -> bool:
    """Put the confirmation into the outbox, once; True if that was now."""
    with write_transaction():
        found = row(TELL, now, payment)
        if found is None:
            return False
        family, office, payer, email, reference, cents, settled_at = found
        (sender,) = rows(SENDER, office)
        structure, name, reply_to, timezone, office_name = sender
        if email:
            context = {
                "sender": name,
                "reply_to": reply_to,
                "name": payer,
                "office": office_name,
                "reference": reference,
                "at": stamp(settled_at, timezone),
                "total": euros(cents),
                "lines": [f"{each[1]}\u00a0: {euros(each[2])}" for each in rows(LINES, payment)],
            }
            letter = Letter(
                f"card-payment-{reference}", email, "card_payment", context, payer, structure,
                family,
            )  # fmt: skip
            outbox.queue([letter], now)
    return True
