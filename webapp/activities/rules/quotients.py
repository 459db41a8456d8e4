"""Which quotient of a family counts on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from webapp.activities.rules.reading import Table

EFFECTS = {
    "immédiat": "immediate",
    "mois suivant": "next month",
    "année suivante": "next year",
    "rentrée": "september",
}
MISSING = {"plus haut": "highest", "prix le plus haut": "highest", "refusé": "refused"}


@dataclass(frozen=True, slots=True)
class QuotientRule:
    """`effect`: when a change counts (a value of EFFECTS). `missing`: without a quotient, the
    `highest` price applies, or booking is `refused`."""

    effect: str = "immediate"
    missing: str = "highest"

    def at(self, day: date, declared: Sequence[tuple[date, Decimal]]) -> Decimal | None:
        """The quotient that counts on `day`; None if none was declared by then.

        `declared`: quotients with the days on which they were declared, in any order; the last
        of one day counts. The first that a family declares counts at once.
        """
        found = None
        for n, (told, quotient) in enumerate(sorted(declared, key=lambda each: each[0])):
            if day >= (self._from(told) if n else told):
                found = quotient
        return found

    def _from(self, told: date) -> date:
        """The day from which a change declared on `told` counts."""
        if self.effect == "next month":
            year, month = divmod(told.year * 12 + told.month, 12)
            return date(year, month + 1, 1)
        if self.effect == "next year":
            return date(told.year + 1, 1, 1)
        if self.effect == "september":
            september = date(told.year, 9, 1)
            return september if told <= september else date(told.year + 1, 9, 1)
        return told


def parse_quotient(table: Table) -> QuotientRule:
    """`[activite.X.quotient]`, empty for the usual rule; raises RuleError."""
    found = QuotientRule(
        table.choice("effet", EFFECTS, "immédiat"), table.choice("absent", MISSING, "plus haut")
    )
    table.done()
    return found
