"""Debit (S17): when what a family owes closes booking to it."""

from typing import NamedTuple

from webapp.words import euros

SUM, ANY, NEVER = "sum", "any", "never"


class Standing(NamedTuple):
    """Cents that a family has with a structure: in all its wallets, and in the lowest of them; None
    if nothing was ever entered. `scope`: what must not be in debit, the sum or any wallet; `limit`:
    cents that may be owed all the same."""

    total: int | None
    lowest: int | None
    scope: str
    limit: int

    @property
    def debt(self) -> int:
        """Cents owed that close booking; 0 if it is open."""
        cents = {SUM: self.total, ANY: self.lowest}.get(self.scope)
        owed = -(cents or 0)
        return owed if owed > max(0, self.limit) else 0

    @property
    def reason(self) -> str:
        """Why booking is closed, in French; '' if it is not."""
        if not self.debt:
            return ""
        whose = "Votre compte" if self.scope == SUM else "L’un de vos porte-monnaie"
        return f"{whose} est débiteur de {euros(self.debt)}\u00a0: réglez-le pour réserver."
