"""A receipt is issued with its payment, once, and never changes. Callers hold the transaction."""

import json
from typing import Any, NamedTuple

from webapp.database import row

ISSUER = """
SELECT s.id, s.name, COALESCE(o.id, 0), COALESCE(o.name, ''), f.name
FROM wallet w JOIN structure s ON s.id = w.structure_id
JOIN family f ON f.id = ? LEFT JOIN cashier_office o ON o.id = ? WHERE w.id = ?
"""
# The row stays locked until the transaction ends: the next number waits for this one to be sure.
NEXT_NUMBER = """
INSERT INTO receipt_counter (structure_id, office, year, last) VALUES (?, ?, ?, 1)
ON CONFLICT (structure_id, office, year) DO UPDATE SET last = receipt_counter.last + 1
RETURNING last
"""
ISSUE = """
INSERT INTO receipt
  (structure_id, office, year, number, family_id, source, day, structure_name, office_name,
   family_name, payer, means, means_number, cents, lines)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""


class Slip(NamedTuple):
    """A payment that a receipt is to prove. `office`: the id of the one that received it, None for
    the structure itself. `day`: ISO. `lines`: (wallet, its name, cents). `source`: see Receipt."""

    family: int
    office: int | None
    source: str
    day: str
    payer: str
    means: str
    number: str
    lines: tuple[tuple[int, str, int], ...]


def issue(slip: Slip) -> int:
    """The id of a new receipt, in the transaction of its payment: if that is given up, so is the
    number, and the next payment has it. Balances are locked after the counter, never before."""
    found: Any = row(ISSUER, slip.family, slip.office, slip.lines[0][0])
    structure, structure_name, office, office_name, family_name = found
    year = int(slip.day[:4])
    given: Any = row(NEXT_NUMBER, structure, office, year)
    lines = json.dumps([line[1:] for line in slip.lines], ensure_ascii=False)
    made: Any = row(
        ISSUE, structure, office, year, given[0], slip.family, slip.source, slip.day,
        structure_name, office_name, family_name, slip.payer, slip.means, slip.number,
        sum(line[2] for line in slip.lines), lines,
    )  # fmt: skip
    return int(made[0])
