"""Amounts as families type them, and the bounds of a payment."""

import re

from webapp.words import euros

AMOUNT = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?", re.ASCII)
SPACES = re.compile(r"[\s€\u00a0\u202f]+")
EXPECTED = "Un montant en euros est attendu, par exemple 18,25."


class AmountError(ValueError):
    """What was typed is no amount; the message says so in French."""


def cents(text: str) -> int:
    """« 1 018,25 € » → 101825; nothing is 0. Raises AmountError."""
    written = SPACES.sub("", text[:40])
    if not written:
        return 0
    found = AMOUNT.fullmatch(written)
    if found is None:
        raise AmountError(EXPECTED)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def written(amount: int) -> str:
    """101825 → « 1018,25 », as one types it."""
    return f"{amount // 100},{amount % 100:02d}"


def bounds(least: int, most: int) -> str:
    """« de 1,00 € à 1 500,00 € »."""
    return f"de {euros(least)} à {euros(most)}"


def out_of_bounds(total: int, least: int, most: int) -> str:
    """Why a total cannot be paid; '' if it can."""
    if total == 0:
        return "Indiquez au moins un montant à payer."
    if total < least:
        return f"La banque n’accepte pas moins de {euros(least)} par paiement."
    if total > most:
        bound = euros(most)
        return f"La banque n’accepte pas plus de {bound}\u00a0: payez en plusieurs fois."
    return ""
