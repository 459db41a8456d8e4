"""The bank's journal (CSV) beside our payments: what the bank knows and we do not, and the reverse.

The file comes from the bank's own site by the hands of the cashier: its lines are proofs, compared
fact by fact like those of a notification, and credited only when asked.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from webapp.billing.cards import port, queries
from webapp.billing.cards.offices import Office
from webapp.billing.cards.rules.verdicts import DEBIT, EURO, PAYZEN, Proof, missed
from webapp.database import rows
from webapp.words import euros

# Words of the column's head, folded; the first that is there.
COLUMNS = {
    "reference": ("commande", "référence commande", "reference", "référence", "refdet", "order id"),
    "cents": ("montant", "amount"),
    "status": ("statut", "status", "état", "resultrans", "résultat"),
    "shop": ("boutique", "numcli", "shop"),
    "currency": ("devise", "currency"),
    "operation": ("type", "opération", "operation"),
    "transaction": ("uuid", "transaction", "idop", "numéro de transaction"),
    "day": ("date", "date de paiement", "dattrans"),
}
NEEDED = ("reference", "cents", "status")
STATUSES = {
    **PAYZEN, "P": "paid", "V": "paid", "R": "refused", "Z": "refused", "A": "abandoned",
    "REMIS EN BANQUE": "paid", "PRÉSENTÉ": "paid", "EN ATTENTE DE REMISE": "paid",
    "REFUSÉ": "refused", "ABANDONNÉ": "abandoned", "EXPIRÉ": "expired", "ANNULÉ": "abandoned",
}  # fmt: skip
OPERATIONS = {"": DEBIT, "DEBIT": DEBIT, "DÉBIT": DEBIT, "PAIEMENT": DEBIT, "PAYMENT": DEBIT}
AMOUNT = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}))?")
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d%m%Y")

PAID = """
SELECT reference, cents, settled_at FROM card_payment
WHERE office_id = ? AND state = 'paid' AND settled_at BETWEEN ? AND ? ORDER BY settled_at, id
"""
KNOWN = "SELECT reference, cents, state FROM card_payment WHERE office_id = ?"
DAY = 24 * 3600


class JournalError(ValueError):
    """The file is no journal; the message says why, in French."""


class Entry(NamedTuple):
    """A line of the journal; `day`: UTC seconds of its midnight, None if it says none."""

    number: int
    proof: Proof
    raw: str
    day: int | None


class Difference(NamedTuple):
    """`kind`: `unknown` (the bank alone knows it), `unpaid` (we do not count it yet), `amount`,
    `missing` (we count it, the bank does not tell it)."""

    kind: str
    reference: str
    told: str
    entry: Entry | None


def read(path: Path, of: Office) -> list[Entry]:
    """All lines of a journal. Raises JournalError."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = _columns(table.fieldnames or ())
    return list(_entries(table, names, of, delimiter))


def _columns(heads: object) -> dict[str, str]:
    folded = {str(head).strip().lower(): str(head) for head in heads}  # type: ignore[attr-defined]
    found = {
        name: next(folded[word] for word in words if word in folded)
        for name, words in COLUMNS.items()
        if any(word in folded for word in words)
    }
    missing = [COLUMNS[name][0] for name in NEEDED if name not in found]
    if missing:
        raise JournalError(f"il manque la colonne «\u00a0{missing[0]}\u00a0»")
    return found


def _entries(
    table: "csv.DictReader[str]", names: dict[str, str], of: Office, delimiter: str
) -> Iterator[Entry]:
    for line in table:
        told = {name: (line.get(column) or "").strip() for name, column in names.items()}
        status, operation = told["status"].upper(), told.get("operation", "").upper()
        proof = Proof(
            signed=True,
            reference=told["reference"],
            cents=_cents(told["cents"], table.line_num),
            shop=told.get("shop") or of.shop,
            mode=of.mode,
            currency=_currency(told.get("currency", "")),
            operation=OPERATIONS.get(operation, operation),
            result=STATUSES.get(status, "error"),
            told=f"journal, ligne {table.line_num}\u00a0: {told['status']}"[:250],
            transaction=told.get("transaction", "")[:64],
        )
        raw = delimiter.join(value or "" for value in line.values() if isinstance(value, str))
        yield Entry(table.line_num, proof, raw, _day(told.get("day", "")))


def _cents(text: str, line: int) -> int:
    found = AMOUNT.fullmatch(re.sub(r"[\s€\u00a0\u202f]", "", text))
    if found is None:
        raise JournalError(f"ligne {line}\u00a0: «\u00a0{text}\u00a0» n’est pas un montant")
    sign = -1 if found[1] else 1
    return sign * (int(found[2]) * 100 + int((found[3] or "").ljust(2, "0")))


def _currency(text: str) -> str:
    return EURO if text.upper() in ("", "EUR", "€", "EURO", EURO) else text


def _day(text: str) -> int | None:
    for form in DAYS:
        try:
            day = datetime.strptime(f"{text[:10].strip()} +0000", f"{form} %z")
        except ValueError:
            continue
        return int(day.timestamp())
    return None


def compare(entries: list[Entry], of: Office) -> list[Difference]:
    """What differs between a journal and the payments of an office; ours are looked for from the
    first to the last day of the journal."""
    known = {reference: (cents, state) for reference, cents, state in rows(KNOWN, of.id)}
    told = {e.proof.reference for e in entries if e.proof.result == "paid"}
    found = [d for e in entries if (d := _difference(e, known.get(e.proof.reference)))]
    days = [entry.day for entry in entries if entry.day is not None]
    if days:
        # A payment of late evening may be told on the next day.
        for reference, cents, _ in rows(PAID, of.id, min(days), max(days) + DAY - 1):
            if reference not in told:
                found.append(Difference("missing", reference, euros(cents), None))
    return found


def _difference(entry: Entry, known: tuple[int, str] | None) -> Difference | None:
    kind = missed(entry.proof, known)
    if not kind:
        return None
    told = euros(entry.proof.cents or 0)
    if kind == "amount" and known:
        told += f" au lieu de {euros(known[0])}"
    return Difference(kind, entry.proof.reference, told, entry)


def credit(difference: Difference, now: int, of: Office) -> bool:
    """Credit what the bank knows to be paid and we did not; True if that was now."""
    entry = difference.entry
    payment = queries.named(of.id, difference.reference, ours=True)
    if entry is None or payment is None or difference.kind != "unpaid":
        return False
    return port.prove(payment, entry.proof, entry.raw, now).verdict == "paid"
