"""What the port, pages and the night read of card payments."""

from typing import NamedTuple

from webapp.database import row, rows

PAYMENT = """
SELECT p.id, p.family_id, p.office_id, p.reference, p.bank_ref, p.cents, p.shop, p.mode, p.state,
       p.email, p.ticket, p.why, p.created_at, p.look_at
FROM card_payment p
"""
BY_ID = PAYMENT + " WHERE p.id = ?"
BY_REFERENCE = PAYMENT + " WHERE p.office_id = ? AND p.reference = ?"
BY_BANK_REF = PAYMENT + " WHERE p.office_id = ? AND p.bank_ref = ? ORDER BY p.id DESC"
OF_FAMILY = PAYMENT + " WHERE p.family_id = ? AND p.reference = ?"
LINES = """
SELECT l.wallet_id, w.name, l.cents FROM card_payment_line l
JOIN card_payment p ON p.id = l.payment_id JOIN wallet w ON w.id = l.wallet_id
WHERE p.family_id = ? AND l.payment_id = ? ORDER BY w.name, w.id
"""
DUE = """
SELECT id FROM card_payment WHERE look_at <= ? AND state <> 'paid' ORDER BY look_at, id LIMIT ?
"""
UNTOLD = """
SELECT id FROM card_payment WHERE state = 'paid' AND told_at IS NULL ORDER BY id LIMIT ?
"""


class Asking(NamedTuple):
    """A card payment. `created_at`: UTC seconds."""

    id: int
    family_id: int
    office_id: int
    reference: str
    bank_ref: str
    cents: int
    shop: str
    mode: str
    state: str
    email: str
    ticket: str
    why: str
    created_at: int
    look_at: int | None


class Line(NamedTuple):
    wallet: int
    name: str
    cents: int


def payment(number: int) -> Asking | None:
    return _asking(row(BY_ID, number))


def named(office: int, name: str, *, ours: bool) -> Asking | None:
    """The payment of an office by our reference, or by the bank's."""
    return _asking(row(BY_REFERENCE if ours else BY_BANK_REF, office, _plain(name)))


def of_family(family: int, reference: str) -> Asking | None:
    return _asking(row(OF_FAMILY, family, _plain(reference)))


def lines(family: int, payment_id: int) -> list[Line]:
    return [Line(*found) for found in rows(LINES, family, payment_id)]


def due(now: int, limit: int = 200) -> list[int]:
    """Payments without news whose time to be looked at has come."""
    return [number for (number,) in rows(DUE, now, limit)]


def untold(limit: int = 200) -> list[int]:
    """Payments proven whose families have no mail yet."""
    return [number for (number,) in rows(UNTOLD, limit)]


def _plain(name: str) -> str:
    """As the database may be asked: PostgreSQL stumbles over a NUL."""
    return name.replace("\x00", "")[:64]


def _asking(found: tuple[object, ...] | None) -> Asking | None:
    return None if found is None else Asking(*found)  # type: ignore[arg-type]
