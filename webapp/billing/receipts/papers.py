"""Receipts as they are read. Every query starts from the family."""

import json
from datetime import date
from typing import NamedTuple

from webapp import words
from webapp.database import row
from webapp.web.sheets import Cents, Sheet

# The opposite of a payment names it: see `take_back` of the cashier's desk.
RECEIPT = """
SELECT r.id, r.year, r.number, r.day, r.structure_name, r.office_name, r.family_name, r.payer,
  r.means, r.means_number, r.cents, r.lines, (SELECT MIN(x.day) FROM payment p
    JOIN payment x ON x.code = 'annule:' || p.id WHERE p.receipt_id = r.id)
FROM receipt r WHERE r.family_id = ? AND r.id = ?
"""


class Paper(NamedTuple):
    """A receipt; `lines`: (wallet, cents). `undone`: when the payment was taken back, if it was."""

    id: int
    year: int
    number: int
    day: date
    structure: str
    office: str
    family: str
    payer: str
    means: str
    means_number: str
    cents: int
    lines: tuple[tuple[str, int], ...]
    undone: date | None

    @property
    def told(self) -> str:
        """Its number as people read it, with the year first."""
        return f"{self.year}-{self.number:06d}"

    def copy(self, today: date) -> bool:
        """Whether what is read today is a duplicate: the original is that of the day itself."""
        return today > self.day

    def facts(self, today: date) -> list[tuple[str, str]]:
        """What is written above the amounts, in French."""
        means = f"{self.means}, n°\u00a0{self.means_number}" if self.means_number else self.means
        pairs = [
            ("Reçu par", ", ".join(part for part in (self.office, self.structure) if part)),
            ("Le", words.dated(self.day)),
            ("De", self.payer),
            ("Famille", self.family),
            ("Moyen", means),
        ]
        if self.undone:
            pairs.append(("Annulé le", f"{words.dated(self.undone)}\u00a0: ne vaut plus paiement"))
        if self.copy(today):
            pairs.append(("Duplicata", f"établi le {words.dated(today)}"))
        return pairs


def receipt(family: int, number: int) -> Paper | None:
    """A receipt of the family, by its id."""
    found = row(RECEIPT, family, number)
    if found is None:
        return None
    (
        key,
        year,
        given,
        day,
        structure,
        office,
        name,
        payer,
        means,
        means_number,
        cents,
        lines,
        undone,
    ) = found
    return Paper(
        key, year, given, date.fromisoformat(day), structure, office, name, payer, means,
        means_number, cents,
        tuple((str(wallet), int(part)) for wallet, part in json.loads(lines)),
        date.fromisoformat(undone) if undone else None,
    )  # fmt: skip


def sheet(paper: Paper, today: date) -> Sheet:
    """The receipt to take away."""
    return Sheet(
        f"recu-{paper.told}",
        f"Reçu n°\u00a0{paper.told}",
        "\n".join(f"{name}\u00a0: {value}" for name, value in paper.facts(today)),
        ("Porte-monnaie", "Montant (€)"),
        (80, 20),
        [(wallet, Cents(part)) for wallet, part in paper.lines],
        ("Total", Cents(paper.cents)),
    )
