"""What a cashier enters: payments, and corrections with their reason. Never an edit.

`key` is drawn by the form, once: sent twice, the same thing is entered once.
"""

from typing import NamedTuple

from webapp.audit.operations import Author, Thing, record
from webapp.billing.receipts.operations import Slip, issue
from webapp.database import execute, row, write_transaction
from webapp.wallets.operations import Entry, enter
from webapp.words import euros

NEW = """
INSERT INTO payment (code, family_id, wallet_id, day, label, means, number, payer, cents)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING RETURNING id
"""
TAKEN = """
SELECT p.code, p.family_id, p.wallet_id, p.means, p.number, p.payer, p.cents, w.name, f.name
FROM payment p JOIN wallet w ON w.id = p.wallet_id JOIN family f ON f.id = p.family_id
WHERE p.id = ? AND p.cents > 0
"""
PLACE = """
SELECT w.name, f.name, w.office_id FROM wallet w
JOIN membership k ON k.structure_id = w.structure_id
JOIN family f ON f.id = k.family_id WHERE w.id = ? AND f.id = ?
"""
PROVE = "UPDATE payment SET receipt_id = ? WHERE id = ?"
DESK = "guichet:"
"""How the codes of payments entered here begin: those of cards and of imports begin otherwise."""

AT_DESK = "Règlement au guichet"


class NotOfTheDeskError(Exception):
    """The payment was not entered at the desk: its money is at the bank, or in other books."""


class Taking(NamedTuple):
    """A payment at the desk; `day` is ISO, the day on which it is received."""

    key: str
    family: int
    wallet: int
    day: str
    means: str
    number: str
    payer: str
    cents: int


def take(taking: Taking, by: Author, now: int) -> bool:
    """Enter a payment with its receipt and credit its wallet; False if it was entered already.
    Raises LookupError for a wallet that is not of the family's structures."""
    with write_transaction():
        place = row(PLACE, taking.wallet, taking.family)
        if place is None:
            raise LookupError(taking.wallet)
        source = f"{DESK}{taking.key}"
        new = _written(taking, source, AT_DESK)
        if new:
            slip = Slip(
                taking.family, place[2], source, taking.day, taking.payer, taking.means,
                taking.number, ((taking.wallet, place[0], taking.cents),),
            )  # fmt: skip
            execute(PROVE, issue(slip), new)
            _credit(taking, source, AT_DESK, by, now)
            after = {"montant": euros(taking.cents), "moyen": taking.means, "payeur": taking.payer}
            thing = Thing("payment", new, f"{place[1]}, {place[0]}")
            record(by, now, "payment.taken", thing, family=taking.family, after=after)
        return new is not None


def take_back(payment: int, reason: str, day: str, by: Author, now: int) -> bool:
    """Enter the opposite of a payment of the desk, with the reason; False if that was done already.
    Raises LookupError if there is no such payment, NotOfTheDeskError."""
    with write_transaction():
        found = row(TAKEN, payment)
        if found is None:
            raise LookupError(payment)
        code, family, wallet, means, number, payer, cents, name, home = found
        if not code.startswith(DESK):
            raise NotOfTheDeskError(code)
        back = Taking(str(payment), family, wallet, day, means, number, payer, -cents)
        label = f"Annulation d’un règlement\u00a0: {reason}"[:200]
        new = _written(back, f"annule:{payment}", label)
        if new:
            _credit(back, f"annule:{payment}", label, by, now)
            after = {"montant": euros(-cents), "raison": reason}
            thing = Thing("payment", payment, f"{home}, {name}")
            record(by, now, "payment.taken_back", thing, family=family, after=after)
        return new is not None


def correct(key: str, family: int, wallet: int, cents: int, reason: str, day: str, by: Author,
            now: int) -> bool:  # fmt: skip
    """Enter a correction: `cents` > 0 credits the family. False if it was entered already; raises
    LookupError as `take`."""
    with write_transaction():
        place = row(PLACE, wallet, family)
        if place is None:
            raise LookupError(wallet)
        entry = Entry(
            family, wallet, day, cents, "correction", f"{DESK}{key}", reason[:200], by.name
        )
        new = bool(enter([entry], now))
        if new:
            thing = Thing("wallet", wallet, f"{place[1]}, {place[0]}")
            after = {"montant": euros(cents), "raison": reason}
            record(by, now, "ledger.corrected", thing, family=family, after=after)
        return new


def _written(taking: Taking, code: str, label: str) -> int | None:
    """The id of a new payment; None if it was written before."""
    _, family, wallet, day, means, number, payer, cents = taking
    new = row(NEW, code, family, wallet, day, label, means, number, payer, cents)
    return int(new[0]) if new else None


def _credit(taking: Taking, code: str, label: str, by: Author, now: int) -> None:
    _, family, wallet, day, *_, cents = taking
    enter([Entry(family, wallet, day, cents, "payment", code, label, by.name)], now)
