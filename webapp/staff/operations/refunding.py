"""The cashier decides a request for a refund, once. What is given back is a payment the other way:
it stands in the family's payments, in the statement, and in the ledger.
"""

from typing import NamedTuple

from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, row, write_transaction
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.wallets.operations import Entry, enter
from webapp.words import euros

LABEL = "Remboursement"
# Whoever changes the row decides; the next is told that it is too late.
ACCEPT = """
UPDATE refund SET state = 'accepted', given = ?, means = ?, number = ?, decided_by = ?, ended_at = ?
WHERE id = ? AND state = 'asked' AND cents >= ? RETURNING family_id, wallet_id, author
"""
REFUSE = """
UPDATE refund SET state = 'refused', answer = ?, decided_by = ?, ended_at = ?
WHERE id = ? AND state = 'asked' RETURNING family_id, wallet_id, author
"""
# Nobody spends what is being given back: the row is held until the end.
HOLD = "UPDATE balance SET cents = cents WHERE family_id = ? AND wallet_id = ? AND cents >= ?"
PAY_BACK = """
INSERT INTO payment (code, family_id, wallet_id, day, label, means, number, payer, cents)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
TOLD = """
SELECT w.name, s.id, s.name, s.email, f.name, r.cents, r.author, COALESCE(a.email, '')
FROM refund r JOIN wallet w ON w.id = r.wallet_id JOIN structure s ON s.id = w.structure_id
JOIN family f ON f.id = r.family_id LEFT JOIN account a ON a.id = r.account_id AND a.active
WHERE r.id = ?
"""


class NotEnoughError(Exception):
    """The wallet does not hold as much any more: nothing was done."""


class Giving(NamedTuple):
    """`cents` > 0 given back on an ISO day; `number`: the reference of the means."""

    cents: int
    means: str
    number: str
    day: str


def accept(refund: int, giving: Giving, by: Author, now: int) -> bool:
    """Give back, at most what was asked for; False if the request was decided or withdrawn
    before. Raises NotEnoughError."""
    cents, means, number, day = giving
    with write_transaction():
        found = row(ACCEPT, cents, means, number, by.name[:170], now, refund, cents)
        if found is None:
            return False
        family, wallet, payer = found
        if not execute(HOLD, family, wallet, cents):
            raise NotEnoughError(refund)
        code = f"remboursement:{refund}"
        execute(PAY_BACK, code, family, wallet, day, LABEL, means, number, payer, -cents)
        enter([Entry(family, wallet, day, -cents, "payment", code, LABEL, by.name)], now)
        told = {"montant": euros(cents), "moyen": means, "numéro": number}
        _tell(refund, family, "refund.accepted", told, by, now)
        return True


def refuse(refund: int, answer: str, by: Author, now: int) -> bool:
    """Refuse, and say why; False as for `accept`."""
    with write_transaction():
        found = row(REFUSE, answer, by.name[:170], now, refund)
        if found is None:
            return False
        _tell(refund, found[0], "refund.refused", {"raison": answer}, by, now)
        return True


def _tell(
    refund: int, family: int, action: str, told: dict[str, str], by: Author, now: int
) -> None:
    """Into the log, and to the parent who asked."""
    wallet, structure, sender, reply_to, home, asked, author, email = row(TOLD, refund) or ()
    record(by, now, action, Thing("refund", refund, f"{home}, {wallet}"), family=family, after=told)
    if not email:
        return
    context = {
        "sender": sender, "reply_to": reply_to, "name": author, "wallet": wallet,
        "asked": euros(asked), "given": told.get("montant", ""), "means": told.get("moyen", ""),
        "number": told.get("numéro", ""), "answer": told.get("raison", ""),
    }  # fmt: skip
    letter = Letter(f"refund-{refund}", email, "refund", context, author, structure, family)
    outbox.queue([letter], now)
