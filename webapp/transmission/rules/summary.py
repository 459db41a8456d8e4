"""The totals of a transmission, and the line that tells them."""

from collections.abc import Mapping

from webapp.words import THIN, plural

NOTHING = "aucun mouvement reçu"
OTHERS = ("profiles", "reports", "promotions")
RECEIVED = ("book", "wait", "cancel", "leave")


def merged(totals: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """The sum of two sets of totals, key by key."""
    return {key: totals.get(key, 0) + more.get(key, 0) for key in sorted({*totals, *more})}


def line(name: str, totals: Mapping[str, int]) -> str:
    """« Mairie de CarteVille : 12 mouvements reçus, dont 10 réservations et 2 annulations… »"""
    count = {key: totals.get(key, 0) for key in (*RECEIVED, *OUTCOMES, *OTHERS)}
    books = (
        charged(totals.get("charged", 0) + totals.get("presences", 0)),
        differing(totals.get("differences", 0)),
    )
    parts = (*_movements(count), *books) if any(count.values()) else (NOTHING, *books)
    return f"{name}\u00a0: {f'{THIN}; '.join(part for part in parts if part)}."


def _movements(count: Mapping[str, int]) -> tuple[str, ...]:
    received = plural(sum(count[key] for key in RECEIVED), "mouvement reçu", "mouvements reçus")
    asked = plural(count["book"] + count["wait"], "réservation")
    given_up = plural(count["cancel"] + count["leave"], "annulation")
    return (
        f"{received}, dont {asked} et {given_up}",
        ", ".join(_outcomes(count)),
        _profiles(count["profiles"]),
        plural(count["promoted"], "place attribuée", "places attribuées"),
        plural(count["reports"] + count["promotions"], "mail"),
    )


def charged(days: int) -> str:
    """« 12 jours facturés », '' if none."""
    return plural(days, "jour facturé", "jours facturés") if days else ""


def differing(sums: int) -> str:
    """What must not be: sums of the books that do not agree; '' if all do."""
    if not sums:
        return ""
    return plural(sums, "écart dans les comptes", "écarts dans les comptes") + " (ledger verify)"


def _profiles(count: int) -> str:
    return plural(count, "profil modifié", "profils modifiés") if count else ""


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
