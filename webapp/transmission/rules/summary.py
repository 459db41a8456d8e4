"""The totals of a transmission, and the line that tells them."""

from collections.abc import Mapping

from webapp.words import THIN, plural

RECEIVED = ("book", "wait", "cancel", "leave")


def merged(totals: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """The sum of two sets of totals, key by key."""
    return {key: totals.get(key, 0) + more.get(key, 0) for key in sorted({*totals, *more})}


def line(name: str, totals: Mapping[str, int]) -> str:
    """« Mairie de CarteVille : 12 mouvements reçus, dont 10 réservations et 2 annulations… »"""
    count = {key: totals.get(key, 0) for key in (*RECEIVED, *OUTCOMES, "reports", "promotions")}
    received = sum(count[key] for key in RECEIVED)
    if not received and not any(count.values()):
        return f"{name}\u00a0: aucun mouvement reçu."
    asked = plural(count["book"] + count["wait"], "réservation")
    given_up = plural(count["cancel"] + count["leave"], "annulation")
    parts = (
        f"{plural(received, 'mouvement reçu', 'mouvements reçus')}, dont {asked} et {given_up}",
        ", ".join(_outcomes(count)),
        plural(count["promoted"], "place attribuée", "places attribuées"),
        plural(count["reports"] + count["promotions"], "mail"),
    )
    return f"{name}\u00a0: {f'{THIN}; '.join(part for part in parts if part)}."


OUTCOMES = {
    "accepted": ("acceptée", "acceptées"),
    "refused": ("refusée", "refusées"),
    "waiting": ("en liste d’attente", "en liste d’attente"),
    "cancelled": ("annulée", "annulées"),
    "left": ("sortie de liste d’attente", "sorties de liste d’attente"),
    "closed": ("attente close", "attentes closes"),
    "promoted": ("place attribuée", "places attribuées"),
}


def _outcomes(count: Mapping[str, int]) -> list[str]:
    shown = (key for key in OUTCOMES if key != "promoted" and count[key])
    return [plural(count[key], *OUTCOMES[key]) for key in shown]
