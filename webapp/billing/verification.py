"""Is every sum accounted for? Balances against entries, entries against what they stand for."""

from typing import NamedTuple

from webapp.database import rows
from webapp.words import euros

# What is written twice must be the same twice: each side is summed, and what differs is shown.
BALANCES = """
SELECT 'solde', w.name, f.code, SUM(t.stated), SUM(t.entered) FROM (
  SELECT family_id, wallet_id, cents AS stated, 0 AS entered FROM balance
  UNION ALL SELECT family_id, wallet_id, 0, cents FROM ledger_entry
) t JOIN wallet w ON w.id = t.wallet_id JOIN family f ON f.id = t.family_id
WHERE ? = 0 OR w.structure_id = ?
GROUP BY w.name, f.code, t.family_id, t.wallet_id HAVING SUM(t.stated) <> SUM(t.entered)
ORDER BY f.code, w.name
"""
CONSUMPTIONS = """
SELECT 'consommation', t.source, f.code, SUM(t.stated), SUM(t.entered) FROM (
  SELECT c.code AS source, c.family_id, a.structure_id, -c.cents AS stated, 0 AS entered,
         1 AS sides
  FROM consumption c JOIN activity a ON a.id = c.activity_id
  UNION ALL
  SELECT e.source, e.family_id, w.structure_id, 0, e.cents, -1
  FROM ledger_entry e JOIN wallet w ON w.id = e.wallet_id WHERE e.kind = 'consumption'
) t JOIN family f ON f.id = t.family_id WHERE ? = 0 OR t.structure_id = ?
GROUP BY t.source, f.code HAVING SUM(t.stated) <> SUM(t.entered) OR SUM(t.sides) <> 0
ORDER BY t.source
"""
PAYMENTS = """
SELECT 'règlement', t.source, f.code, SUM(t.stated), SUM(t.entered) FROM (
  SELECT p.code AS source, p.family_id, p.wallet_id, p.cents AS stated, 0 AS entered, 1 AS sides
  FROM payment p
  UNION ALL
  SELECT e.source, e.family_id, e.wallet_id, 0, e.cents, -1
  FROM ledger_entry e WHERE e.kind = 'payment'
) t JOIN wallet w ON w.id = t.wallet_id JOIN family f ON f.id = t.family_id
WHERE ? = 0 OR w.structure_id = ?
GROUP BY t.source, t.wallet_id, f.code
HAVING SUM(t.stated) <> SUM(t.entered) OR SUM(t.sides) <> 0
ORDER BY t.source
"""
RECEIPTS = """
SELECT 'reçu', t.source, f.code, SUM(t.stated), SUM(t.entered) FROM (
  SELECT r.id, r.source, r.family_id, r.structure_id, r.cents AS stated, 0 AS entered
  FROM receipt r
  UNION ALL
  SELECT r.id, r.source, p.family_id, r.structure_id, 0, p.cents
  FROM payment p JOIN receipt r ON r.id = p.receipt_id
) t JOIN family f ON f.id = t.family_id WHERE ? = 0 OR t.structure_id = ?
GROUP BY t.id, t.source, f.code HAVING SUM(t.stated) <> SUM(t.entered)
ORDER BY t.source
"""
REFUNDS = """
SELECT 'remboursement', t.source, f.code, SUM(t.stated), SUM(t.entered) FROM (
  SELECT 'remboursement:' || r.id AS source, r.family_id, r.wallet_id, -r.given AS stated,
         0 AS entered
  FROM refund r WHERE r.state = 'accepted'
  UNION ALL
  SELECT p.code, p.family_id, p.wallet_id, 0, p.cents
  FROM payment p WHERE SUBSTR(p.code, 1, 14) = 'remboursement:'
) t JOIN wallet w ON w.id = t.wallet_id JOIN family f ON f.id = t.family_id
WHERE ? = 0 OR w.structure_id = ?
GROUP BY t.source, t.wallet_id, f.code HAVING SUM(t.stated) <> SUM(t.entered)
ORDER BY t.source
"""
CHECKS = (BALANCES, CONSUMPTIONS, PAYMENTS, RECEIPTS, REFUNDS)


class Difference(NamedTuple):
    """`stated`: cents of the balance, consumption or payment; `entered`: cents of its entries."""

    kind: str
    name: str
    family: str
    stated: int
    entered: int

    @property
    def told(self) -> str:
        """In French, one line."""
        return (
            f"{self.kind} {self.name}, famille {self.family}\u00a0: "
            f"{euros(self.stated)} d’un côté, {euros(self.entered)} dans les écritures"
        )


def differences(structure: int = 0) -> list[Difference]:
    """All that is not the same on both sides, of one structure, or of all if 0."""
    return [
        Difference(kind, name, family, int(stated), int(entered))
        for sql in CHECKS
        for kind, name, family, stated, entered in rows(sql, structure, structure)
    ]
