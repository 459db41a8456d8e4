"""What may be asked back, and what may be given. Amounts are integer cents."""

from webapp.billing.cards.rules.amounts import AmountError, cents
from webapp.words import euros

LONGEST = 200
"""Characters of a reason."""
ANSWER = 400
MEANS = ("virement", "chèque", "espèces")
NUMBERED = ("chèque",)
"""Means that are worth nothing without their number."""


def refundable(credit: int) -> bool:
    """Whether there is something to ask back in a wallet."""
    return credit > 0


def asked(text: str, reason: str, credit: int) -> tuple[int, dict[str, str]]:
    """The cents that a parent asks for, and what is wrong, by field. `credit`: what is in the
    wallet."""
    wrong = {}
    if not reason:
        wrong["raison"] = "Dites en quelques mots pourquoi."
    elif len(reason) > LONGEST:
        wrong["raison"] = f"{LONGEST}\u00a0caractères au plus."
    try:
        amount = cents(text)
    except AmountError as error:
        return 0, wrong | {"somme": str(error)}
    if not 0 < amount <= credit:
        wrong["somme"] = f"Indiquez un montant, jusqu’à {euros(credit)}."
    return amount, wrong


def given(text: str, means: str, number: str, most: int) -> tuple[int, dict[str, str]]:
    """The cents that a cashier gives back, and what is wrong, by field. `most`: what was asked
    for, or what is left in the wallet if that is less."""
    wrong = {}
    if means not in MEANS:
        wrong["moyen"] = "Choisissez le moyen de paiement."
    elif means in NUMBERED and not number:
        wrong["numero"] = "Recopiez le numéro du chèque."
    if len(number) > 40:
        wrong["numero"] = "40\u00a0caractères au plus."
    try:
        amount = cents(text)
    except AmountError as error:
        return 0, wrong | {"somme": str(error)}
    if most <= 0:
        wrong["somme"] = "Il ne reste rien dans ce porte-monnaie\u00a0: refusez en disant pourquoi."
    elif not 0 < amount <= most:
        wrong["somme"] = f"Indiquez un montant, jusqu’à {euros(most)}."
    return amount, wrong


def refused(answer: str) -> str:
    """What is wrong with the answer to a request that is refused; '' if nothing."""
    if not answer:
        return "Dites au parent pourquoi\u00a0: il le lira."
    return f"{ANSWER}\u00a0caractères au plus." if len(answer) > ANSWER else ""
