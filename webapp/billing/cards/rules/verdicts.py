"""What a message of a bank proves. Libraries translate messages; only this says « paid ».

`Proof.result`, whoever the bank: `paid`, `waiting`, `refused`, `abandoned`, `expired`, `error`.
"""

from dataclasses import dataclass
from typing import NamedTuple

EURO = "978"
DEBIT, CREDIT = "DEBIT", "CREDIT"
ENDS = ("refused", "abandoned", "expired", "error")
"""States that a later proof of payment still turns into `paid`."""

REFUSED_MESSAGES = ("forged", "mismatch", "unreadable")
TO_EXAMINE = ("mismatch", "refund", "second", "contrary", "unknown", "failed")
"""Verdicts that a cashier should look at: the bank has said so, or we have failed."""

STRANGE = ("forged", "unreadable")
UNPROVEN = (*STRANGE, "prompt")
"""Verdicts on what anybody may have written. `prompt`: it only makes us ask the bank."""

MOST_UNPROVEN, MOST_PROVEN = 60, 200
LONGEST_UNPROVEN, LONGEST_PROVEN = 1_000, 16_000


@dataclass(frozen=True, slots=True)
class Order:
    """What we asked for: amounts in cents."""

    reference: str
    cents: int
    shop: str
    mode: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a message says. `cents` None: no amount that can be read. `signed`: the bank's key has
    signed it, or it is the answer to a question of ours over https. `doubt`: why what is signed may
    have meant something else, in French."""

    signed: bool
    reference: str
    cents: int | None
    shop: str
    mode: str
    currency: str
    operation: str
    result: str
    told: str = ""
    transaction: str = ""
    number: str = ""
    doubt: str = ""


class Verdict(NamedTuple):
    """`kind`: a result, or `forged`, `mismatch`, `refund`, …; `why`: in French, for the cashier."""

    kind: str
    why: str


def judge(proof: Proof, order: Order) -> Verdict:
    """What the message proves about the order; « paid » only if every fact says so."""
    if disbelief := _disbelief(proof):
        return Verdict("forged", disbelief)
    if difference := _difference(proof, order):
        return Verdict("mismatch", difference)
    if proof.operation == CREDIT:
        return Verdict("refund", "la banque annonce un remboursement")
    if proof.result == "paid" and proof.operation != DEBIT:
        return Verdict(
            "mismatch", f"opération «\u00a0{proof.operation[:20]}\u00a0» au lieu de DEBIT"
        )
    return Verdict(proof.result, proof.told)


def unknown(proof: Proof) -> Verdict:
    """What a message proves that names no payment of ours."""
    if disbelief := _disbelief(proof):
        return Verdict("forged", disbelief)
    return Verdict("unknown", "paiement inconnu")


def _disbelief(proof: Proof) -> str:
    return proof.doubt if proof.signed else "signature fausse"


def _difference(proof: Proof, order: Order) -> str:
    """The first fact that is not what we asked for; '' if all are."""
    compared = (
        ("référence", proof.reference, order.reference),
        ("mode", proof.mode, order.mode),
        ("boutique", proof.shop, order.shop),
        ("devise", proof.currency, EURO),
        ("montant en centimes", proof.cents, order.cents),
    )
    for name, told, expected in compared:
        if told != expected:
            return f"{name}\u00a0: {str(told)[:40]} au lieu de {expected}"
    return ""


def room(verdict: str, count: int) -> int:
    """How many characters are kept of the `count`th message of a verdict that an office has in an
    hour; 0: it is only counted. What was paid is always kept."""
    if verdict in UNPROVEN:
        return LONGEST_UNPROVEN if count <= MOST_UNPROVEN else 0
    return LONGEST_PROVEN if verdict == "paid" or count <= MOST_PROVEN else 0


def status(verdict: str) -> int:
    """The HTTP code of the answer: 400 to what cannot be believed, 500 for our own failure, so
    that the bank sends it again; 200 to all else, or it would send it for ever."""
    if verdict == "failed":
        return 500
    return 400 if verdict in REFUSED_MESSAGES else 200


def missed(proof: Proof, known: tuple[int, str] | None) -> str:
    """What a line of the bank's journal tells that we do not say ourselves: `unknown`, `amount`
    (another), `unpaid`; '' if nothing. `known`: cents and state of our payment, if there is one."""
    if proof.result != "paid" or proof.operation != DEBIT:
        return ""
    if known is None:
        return "unknown"
    cents, state = known
    if cents != proof.cents:
        return "amount"
    return "" if state == "paid" else "unpaid"


# PayZen's vads_trans_status. Only the first two are money: an authorisation that awaits a hand,
# or a transaction cancelled since, comes with the same result « 00 ».
PAYZEN = {
    "AUTHORISED": "paid",
    "CAPTURED": "paid",
    "AUTHORISED_TO_VALIDATE": "waiting",
    "WAITING_AUTHORISATION": "waiting",
    "WAITING_AUTHORISATION_TO_VALIDATE": "waiting",
    "UNDER_VERIFICATION": "waiting",
    "INITIAL": "waiting",
    "ABANDONED": "abandoned",
    "CANCELLED": "abandoned",
    "EXPIRED": "expired",
    "REFUSED": "refused",
    "CAPTURE_FAILED": "refused",
    "NOT_CREATED": "error",
}
