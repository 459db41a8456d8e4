"""The mail address to which the confirmation of a payment goes."""

import re

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}")
LONGEST = 80
MISSING = "Indiquez une adresse mail\u00a0: la confirmation y sera envoyée."
INCOMPLETE = "Adresse incomplète\u00a0: il en faut une comme prenom.nom@exemple.fr."
TOO_LONG = "Une adresse de 80\u00a0caractères au plus est attendue."


def mistake(address: str) -> str:
    """What is wrong with an address, in French; '' if nothing."""
    if not address:
        return MISSING
    if len(address) > LONGEST:
        return TOO_LONG
    return "" if ADDRESS.fullmatch(address) and address.isascii() else INCOMPLETE
