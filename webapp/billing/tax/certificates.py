"""Certificates as they are read. Every query starts from the family."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from webapp import words
from webapp.billing.tax.rules import (
    LIMIT_AGE,
    Charge,
    Money,
    Shares,
    care_of,
    charged,
    counts,
    merged,
    moved,
    settled,
)
from webapp.booking.queries import family_name
from webapp.database import row, rows
from webapp.web.sheets import Cents, Sheet

# A day of a child and activity, with what was given back for it. Fees, late cancellations and
# supplements are paid for something else than care.
CHARGES = """
SELECT t.wallet_id, t.day, t.child_id, SUM(t.cents), SUM(t.care), SUM(t.quantity), t.meal_cents
FROM (
  SELECT a.wallet_id, c.day, c.child_id, c.activity_id, c.cents, a.meal_cents,
    CASE WHEN a.care AND b.supplement_id IS NULL
      AND c.kind IN ('import', 'booking', 'absence', 'presence') THEN c.cents ELSE 0 END AS care,
    CASE WHEN b.supplement_id IS NULL AND (c.kind IN ('import', 'booking')
      OR (c.kind = 'presence' AND c.cents > 0)) THEN c.quantity ELSE 0 END AS quantity
  FROM consumption c JOIN activity a ON a.id = c.activity_id
  LEFT JOIN booking b ON b.id = c.booking_id
  WHERE c.family_id = ? AND a.structure_id = ?
) t GROUP BY t.wallet_id, t.day, t.child_id, t.activity_id, t.meal_cents
"""
# What came into the wallets and left them otherwise; a payment taken back is as if it had not been.
MONEY = """
SELECT e.wallet_id, e.day, e.cents, COALESCE(p.payer, '') FROM ledger_entry e
JOIN wallet w ON w.id = e.wallet_id
LEFT JOIN payment p ON e.kind = 'payment' AND p.code = e.source
WHERE e.family_id = ? AND w.structure_id = ? AND e.kind <> 'consumption'
  AND (p.id IS NULL OR (SUBSTR(p.code, 1, 7) <> 'annule:'
    AND NOT EXISTS (SELECT 1 FROM payment x WHERE x.code = 'annule:' || p.id)))
ORDER BY e.day, e.id
"""
CHILDREN = """
SELECT DISTINCT d.id, d.first_name || ' ' || d.last_name, d.birth_day
FROM consumption c JOIN child d ON d.id = c.child_id WHERE c.family_id = ? ORDER BY 3, 1
"""
ISSUER = "SELECT name, address FROM structure WHERE id = ?"
NOTES = (
    "Crédit d’impôt pour frais de garde hors du domicile (article 200 quater B du code général "
    "des impôts)\u00a0: 50\u00a0% des sommes payées dans l’année pour la garde, retenues dans la "
    "limite de 3\u202f500\u00a0€ par enfant (1\u202f750\u00a0€ en résidence alternée), cases 7GA "
    "et suivantes de la déclaration.",
    "Les repas, les suppléments et les adhésions ne sont pas des frais de garde\u00a0: ils sont "
    "comptés à part.",
    "Déduisez de ces frais les aides reçues pour eux (employeur, CESU préfinancé, CAF).",
    "Un règlement solde d’abord les jours les plus anciens\u202f; une avance compte l’année où "
    "elle est consommée.",
)


class Line(NamedTuple):
    """A child of a certificate; amounts in cents."""

    child: str
    birth_day: date
    care: int
    other: int


class Certificate(NamedTuple):
    """What `payer` has paid in `year`. `older`: children too old that year."""

    year: int
    payer: str
    lines: tuple[Line, ...]
    older: tuple[Line, ...]

    @property
    def care(self) -> int:
        return sum(line.care for line in self.lines)

    @property
    def other(self) -> int:
        return sum(line.other for line in self.lines)

    @property
    def told_of_older(self) -> list[str]:
        """Why some children are not counted, in French."""
        since = f"{LIMIT_AGE}\u00a0ans ou plus au 1er\u00a0janvier {self.year}"
        return [
            f"{line.child} (naissance le {words.dated(line.birth_day)})\u00a0: {since}\u202f; "
            "ses frais n’ouvrent pas droit au crédit d’impôt."
            for line in self.older
        ]


class Issuer(NamedTuple):
    """Who certifies, and to whom."""

    structure: str
    address: str
    family: str


def certificates(family: int, structure: int) -> list[Certificate]:
    """All of a family, the latest year first, by payer."""
    shares = _shares(family, structure)
    children = [
        (number, name, date.fromisoformat(birth_day))
        for number, name, birth_day in rows(CHILDREN, family)
    ]
    found = []
    for year, payer in sorted(shares, key=lambda key: (-key[0], key[1])):
        paid = shares[year, payer]
        lines = [
            (number, Line(name, birth, paid[number].care, paid[number].cents - paid[number].care))
            for number, name, birth in children
            if number in paid and paid[number].care
        ]
        young = tuple(line for _, line in lines if counts(line.birth_day, year))
        older = tuple(line for _, line in lines if not counts(line.birth_day, year))
        if payer and lines:
            found.append(Certificate(year, payer, young, older))
    return found


def certificate(family: int, structure: int, year: int, payer: str) -> Certificate | None:
    """One of them; None if nothing was paid for the care of a child that counts."""
    found = certificates(family, structure)
    return next((c for c in found if (c.year, c.payer) == (year, payer) and c.lines), None)


def issuer(family: int, structure: int) -> Issuer:
    """The names on the paper."""
    name, address = row(ISSUER, structure) or ()
    return Issuer(name, address, family_name(family))


def _shares(family: int, structure: int) -> Shares:
    events: dict[int, list[Charge | Money]] = defaultdict(list)
    for wallet, day, child, cents, care, quantity, meal in rows(CHARGES, family, structure):
        if cents:
            events[wallet].append(charged(day, child, cents, care_of(care, meal, quantity)))
    for wallet, day, cents, payer in rows(MONEY, family, structure):
        if cents:
            events[wallet].append(moved(day, cents, payer))
    return merged(settled(of_wallet) for of_wallet in events.values())


def facts(paper: Certificate, who: Issuer, today: date) -> list[tuple[str, str]]:
    """What is written above the amounts, in French."""
    pairs = [
        ("Établie par", ", ".join(part for part in (who.structure, who.address) if part)),
        ("Le", words.dated(today)),
        ("Payeur", paper.payer),
        ("Famille", who.family),
        ("Année", str(paper.year)),
    ]
    if today.year == paper.year:
        pairs.append(("Provisoire", "l’année n’est pas finie, les montants peuvent changer"))
    return pairs


def sheet(paper: Certificate, who: Issuer, today: date) -> Sheet:
    """The certificate to take away."""
    return Sheet(
        f"attestation-{paper.year}",
        f"Attestation de frais de garde {paper.year}",
        "\n".join(f"{name}\u00a0: {value}" for name, value in facts(paper, who, today)),
        ("Enfant", "Date de naissance", "Garde (€)", "Repas et autres (€)"),
        (40, 24, 18, 18),
        [(i.child, i.birth_day, Cents(i.care), Cents(i.other)) for i in paper.lines],
        ("Total", "", Cents(paper.care), Cents(paper.other)),
        "\n".join((*paper.told_of_older, *NOTES)),
    )
