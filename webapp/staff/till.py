"""What the cashier's pages read."""

from typing import Any, NamedTuple

from webapp.database import row, rows

FOUND = 20
FAMILIES = """
SELECT f.id, f.code, f.name, f.address FROM family f
WHERE LOWER(f.code) = LOWER(?) OR LOWER(f.name) LIKE LOWER(?)
ORDER BY CASE WHEN LOWER(f.code) = LOWER(?) THEN 0 ELSE 1 END, f.name, f.id LIMIT ?
"""
FAMILY = "SELECT id, code, name, address FROM family WHERE id = ?"
WALLETS = """
SELECT w.id, w.name, s.name, COALESCE(b.cents, 0) FROM membership k
JOIN structure s ON s.id = k.structure_id JOIN wallet w ON w.structure_id = s.id
LEFT JOIN balance b ON b.wallet_id = w.id AND b.family_id = k.family_id
WHERE k.family_id = ? ORDER BY s.position, s.id, w.name, w.id
"""
PAYER = """
SELECT a.first_name, a.last_name FROM account_family af JOIN account a ON a.id = af.account_id
WHERE af.family_id = ? AND a.active ORDER BY af.id LIMIT 1
"""
TODAY = """
SELECT p.id, f.id, f.name, w.name, p.means, p.number, p.payer, p.cents, p.label,
    e.author, p.receipt_id,
    EXISTS (SELECT 1 FROM payment x WHERE x.code = 'annule:' || p.id)
FROM payment p JOIN family f ON f.id = p.family_id JOIN wallet w ON w.id = p.wallet_id
JOIN ledger_entry e ON e.kind = 'payment' AND e.source = p.code
WHERE p.day = ? AND (p.code LIKE ? OR p.code LIKE ?) ORDER BY p.id DESC LIMIT 200
"""
OF_RECEIPT = "SELECT family_id FROM receipt WHERE id = ?"
ENTRIES = """
SELECT e.id, e.day, w.name, e.kind, e.label, e.source, e.author, e.cents FROM ledger_entry e
JOIN wallet w ON w.id = e.wallet_id
WHERE e.family_id = ? AND (? = 0 OR e.id < ?) ORDER BY e.id DESC LIMIT ?
"""
BY_MEANS = """
SELECT p.means, COUNT(*), SUM(p.cents) FROM payment p JOIN wallet w ON w.id = p.wallet_id
WHERE w.structure_id = ? AND p.day BETWEEN ? AND ? GROUP BY p.means ORDER BY p.means
"""
BY_ACTIVITY = """
SELECT a.name, COUNT(*), SUM(c.cents) FROM consumption c JOIN activity a ON a.id = c.activity_id
WHERE a.structure_id = ? AND c.day BETWEEN ? AND ?
GROUP BY a.name, a.position ORDER BY a.position, a.name
"""
RECEIVED = """
SELECT p.day, f.code, f.name, w.name, p.means, p.number, p.payer, p.label, p.cents
FROM payment p JOIN wallet w ON w.id = p.wallet_id JOIN family f ON f.id = p.family_id
WHERE w.structure_id = ? AND p.day BETWEEN ? AND ? ORDER BY p.day, p.id
"""
CONSUMED = """
SELECT c.day, f.code, f.name, d.first_name || ' ' || d.last_name, a.name, c.label, c.quantity,
  c.cents
FROM consumption c JOIN activity a ON a.id = c.activity_id JOIN family f ON f.id = c.family_id
JOIN child d ON d.id = c.child_id
WHERE a.structure_id = ? AND c.day BETWEEN ? AND ? ORDER BY c.day, a.position, f.code, c.id
"""
PAGE = 40


class FamilyRow(NamedTuple):
    id: int
    code: str
    name: str
    address: str


class WalletRow(NamedTuple):
    """A wallet that the family may have money in; `cents` < 0: it owes."""

    id: int
    name: str
    structure: str
    cents: int


class Taken(NamedTuple):
    """A payment entered today; `undone`: its opposite has been entered."""

    id: int
    family: int
    name: str
    wallet: str
    means: str
    number: str
    payer: str
    cents: int
    label: str
    author: str
    receipt: int | None
    undone: bool


class EntryRow(NamedTuple):
    """A line of the ledger; `day` is ISO."""

    id: int
    day: str
    wallet: str
    kind: str
    label: str
    source: str
    author: str
    cents: int


class Sum(NamedTuple):
    """A line of the statement."""

    name: str
    number: int
    cents: int


def families(text: str) -> list[FamilyRow]:
    """The families whose number is `text` or whose name begins with it."""
    plain = text.strip()
    if not plain:
        return []
    begins = plain.replace("%", "").replace("_", "") + "%"
    return [FamilyRow(*found) for found in rows(FAMILIES, plain, begins, plain, FOUND)]


def family(number: int) -> FamilyRow | None:
    """A family by its id."""
    found = row(FAMILY, number)
    return FamilyRow(*found) if found else None


def wallets(family: int) -> list[WalletRow]:
    """All wallets of the structures that know the family, with its balance in each."""
    return [WalletRow(*found) for found in rows(WALLETS, family)]


def payer(family: int) -> str:
    """Who usually pays: the family's first account."""
    found = row(PAYER, family)
    return " ".join(found) if found else ""


def taken(day: str) -> list[Taken]:
    """What was entered at the desk for an ISO day, the latest first."""
    return [Taken(*found) for found in rows(TODAY, day, "guichet:%", "annule:%")]


def entries(family: int, before: int) -> list[EntryRow]:
    """Lines of the family's ledger before the line `before` (0: the latest), latest first."""
    return [EntryRow(*found) for found in rows(ENTRIES, family, before, before, PAGE + 1)]


def family_of_receipt(receipt: int) -> int:
    """Whose receipt it is; 0 if there is none."""
    found = row(OF_RECEIPT, receipt)
    return int(found[0]) if found else 0


def by_means(structure: int, first: str, last: str) -> list[Sum]:
    """Payments received, by means."""
    return [Sum(*found) for found in rows(BY_MEANS, structure, first, last)]


def by_activity(structure: int, first: str, last: str) -> list[Sum]:
    """Days consumed, by activity."""
    return [Sum(*found) for found in rows(BY_ACTIVITY, structure, first, last)]


def received(structure: int, first: str, last: str) -> list[tuple[Any, ...]]:
    """Each payment received between two ISO days, both included."""
    return rows(RECEIVED, structure, first, last)


def consumed(structure: int, first: str, last: str) -> list[tuple[Any, ...]]:
    """Each line consumed between two ISO days, both included."""
    return rows(CONSUMED, structure, first, last)
