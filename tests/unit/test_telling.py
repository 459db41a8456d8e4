"""The rules of an activity as sentences that a clerk reads aloud."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webapp.activities.rules.reading import plain
from webapp.activities.rules.telling import tell

TOWNS = Path(__file__).parent.parent / "data" / "towns"
RULES = """
service = "mercredi hors vacances"
reserver = { "lundi mardi" = "3 jours ouvrés à 9h", autres = "le 15 du mois précédent" }
reserver_apres = "majoré"
majoration = "50 %"
reserver_dernier = "la veille à 10h"
annuler = "jamais"
public = { ages = "3-5", pour = "habitant" }
places = { jour = 24, liste_attente = "oui", priorite = ["habitant"] }
frais = [{ nom = "adhésion", montant = "15,00" }]
limites = { famille_semaine = "au plus 3" }

[[prix.tarif]]
pour = "extérieur"
montant = "4,00"

[[prix.tarif]]
colonnes = "formule"
grille = [["QF", "journée", "matin"], ["0-500", "10", "5,50"], ["501+", "0,5 %", "—"]]

[[prix.ajustement]]
enfants = "3+"
reduit = "20 %"
"""
TOLD = """\
A lieu : mercredi hors vacances, sauf jours fériés et fermetures.
Réservable jusqu’à 3 jours ouvrés avant à 9 h, pour lundi mardi.
Réservable jusqu’au 15 du mois précédent, pour les autres jours.
Après ce délai, pour réserver, c’est plus cher (majoration : 50 %), jusqu’à la veille à 10 h.
Jamais annulable.
Pour : habitant, 3-5 ans.
Jours par semaine, pour tous les enfants de la famille ensemble : au plus 3.
Places par jour : 24.
Un jour complet a une liste d’attente, dans l’ordre des demandes, d’abord habitant.
Prix pour extérieur : 4,00 €.
Prix : QF 0-500 : journée = 10 €, matin = 5,50 € ; QF 501+ : journée = 0,5 %, matin = —.
Ajustement pour 3+ enfants : réduire de 20 %.
Frais « adhésion », par an : prix : 15,00 €."""


def test_each_rule_is_a_sentence() -> None:
    told = "\n".join(tell(tomllib.loads(RULES)))
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == TOLD


OTHERWISE = {
    "majore", "facture", "refuse", "sur demande", "selon places", "toujours", "jamais", "oui",
    "non", "comme reserver", "comme annuler", "formule", "categorie", "haute exclue",
    "haute comprise",
}  # fmt: skip
"""Words of docs/rules.md that a sentence says in its own."""


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    else:
        yield str(value).removesuffix(" ans")


def _bare(text: str) -> str:
    """Letters and digits alone; « 09:30 », « 9h30 » and « 9 h 30 » are the same."""
    hours = re.sub(r"\b0?(\d+)(?::|h| h )(\d\d)\b", r"\1\2", plain(text))
    return re.sub(r"[^a-z0-9%]|(?<=\d)00", "", hours)


def test_nothing_that_a_town_states_is_left_out() -> None:
    """Each value of each file stands in a sentence; the words for what follows a deadline, and
    how brackets are bounded, are told in other words or by the grid itself."""
    left = []
    for path in sorted(TOWNS.rglob("*.toml")):
        for name, stated in tomllib.loads(path.read_text())["activite"].items():
            told = _bare(" ".join(tell(stated)))
            left += [
                f"{path.stem}.{name}: {value}"
                for value in map(plain, _leaves(stated))
                if value not in OTHERWISE and _bare(value.removeprefix("le ")) not in told
            ]
    assert not left, "\n".join(left)
