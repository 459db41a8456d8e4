"""What the report mail (S28) and the promotion mail (S24) say: their words are frozen at night."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.words import NBSP, euros, long_day, plural

RECEIVED = {
    "requests": ("nouvelle demande de réservation", "nouvelles demandes de réservation"),
    "cancellations": ("demande d’annulation", "demandes d’annulation"),
    "leaves": ("désistement d’une liste d’attente", "désistements d’une liste d’attente"),
}
ASKED = {"book": "requests", "wait": "requests", "cancel": "cancellations", "leave": "leaves"}

SECTIONS = {
    ("book", "accepted"): "accepted",
    ("promote", "accepted"): "promoted",
    ("cancel", "accepted"): "cancelled",
    ("wait", "waiting"): "waiting",
    ("book", "waiting"): "waiting",
    ("promote", "refused"): "closed",
    ("leave", "accepted"): "left",
}

# In the order of the mail; a movement that is in none of SECTIONS is refused.
TITLES = {
    "accepted": ("Acceptée", "Acceptées"),
    "promoted": ("Attribuée depuis la liste d’attente", "Attribuées depuis la liste d’attente"),
    "cancelled": ("Annulée", "Annulées"),
    "waiting": ("En liste d’attente", "En liste d’attente"),
    "refused": ("Refusée", "Refusées"),
    "passed": ("Place passée au suivant", "Places passées aux suivants"),
    "closed": ("Attente terminée sans place", "Attentes terminées sans place"),
    "left": ("Sortie de la liste d’attente", "Sorties de la liste d’attente"),
}
ENDED = "Une attente s’est terminée."
PASSED = "Une place s’est libérée."
PRICED = ("accepted", "promoted")
EXPLAINED = ("waiting", "refused", "passed", "closed")
NOTES = {"waiting": "Si une place se libère, elle vous est attribuée et nous vous écrivons."}


class Movement(NamedTuple):
    """A movement of the transmission; `supplement` is '' for the day itself, `author` who asked,
    '' where that goes without saying."""

    kind: str
    state: str
    day: date
    cents: int
    reason: str
    child: str
    activity: str
    supplement: str
    booking_state: str
    author: str = ""


def report(movements: Sequence[Movement]) -> dict[str, Any] | None:
    """Words of the report mail, None if there is nothing to tell but seats attributed.

    Movements come in the order in which the mail tells them.
    """
    if all(_section(movement) == "promoted" for movement in movements):
        return None
    lines: dict[str, list[str]] = {}
    for movement in movements:
        section = _section(movement)
        if section:
            lines.setdefault(section, []).append(_line(movement, section))
    return {
        **_received(movements),
        "sections": [
            {
                "title": f"{TITLES[section][len(lines[section]) > 1]} ({len(lines[section])})",
                "lines": lines[section],
                "note": NOTES.get(section, ""),
            }
            for section in TITLES
            if section in lines
        ],
    }


def promotion(movements: Iterable[Movement]) -> dict[str, Any] | None:
    """Words of the promotion mail, None without a seat attributed."""
    lines = [_line(m, "promoted") for m in movements if _section(m) == "promoted"]
    return {"lines": lines} if lines else None


def _received(movements: Sequence[Movement]) -> dict[str, Any]:
    asked = [ASKED[movement.kind] for movement in movements if movement.kind in ASKED]
    if not asked:
        ended = any(_section(movement) == "closed" for movement in movements)
        return {"received": ENDED if ended else PASSED, "kinds": []}
    kinds = [plural(asked.count(kind), *RECEIVED[kind]) for kind in RECEIVED if kind in asked]
    received = plural(len(asked), "mouvement a été reçu", "mouvements ont été reçus")
    including = ", dont" if len(kinds) > 1 else ""
    return {"received": f"{received}{including}{NBSP}:", "kinds": kinds}


def _section(movement: Movement) -> str:
    """Where the mail tells it; '' for a wait that ended in the same night, told by its end."""
    section = SECTIONS.get((movement.kind, movement.state), "refused")
    if section == "closed" and movement.booking_state == "waiting":
        return "passed"
    return "" if section == "waiting" and movement.booking_state != "waiting" else section


def _line(movement: Movement, section: str) -> str:
    """« Lilou, lundi 21 décembre : Accueil de loisirs, journée, 14,85 €, demandé par Léo Petit »"""
    words = f"{movement.child}, {long_day(movement.day)}{NBSP}: {movement.activity}"
    if movement.supplement:
        words = f"{words}, supplément {movement.supplement}"
    if section in PRICED and movement.cents:
        words = f"{words}, {euros(movement.cents)}"
    if movement.author:
        words = f"{words}, demandé par {movement.author}"
    return f"{words}. {movement.reason}" if section in EXPLAINED else words
