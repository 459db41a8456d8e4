"""The rules of CarteVille that a price and two deadlines cannot say, as files for
`flask rules try` and `flask import`; `docs/demonstration.md` gives each source."""

from webapp.staff.demonstration.catalogue import (
    CANTEEN,
    HALF_DAYS,
    HALF_WEDNESDAYS,
    OFFERS,
    THEATRE,
    WEDNESDAYS,
    WHOLE_DAYS,
)
from webapp.staff.demonstration.opening import FirstResidents, Opening

# Saint-Caprais-de-Bordeaux's prices with a packed meal, for others, for residents; the two lower
# brackets are CarteVille's own. Vailhauquès: half as much again after the limit.
CANTEEN_RULES = """\
titre = "Restauration scolaire de CarteVille"
source = "https://saintcapraisdebordeaux.fr/page/la-restauration-scolaire"

[activite.restauration]
reserver = "{book}"
reserver_apres = "majoré"
majoration = "50 %"
reserver_dernier = "la veille à 10h"
annuler = "{cancel}"

[[activite.restauration.prix.tarif]]
pour = "PAI"                # le repas est apporté
montant = "1,45"

[[activite.restauration.prix.tarif]]
pour = "extérieur, sauf agent communal"
montant = "4,00"

[[activite.restauration.prix.tarif]]
grille = [
  ["QF",      "prix"],
  ["0-500",   "1,00"],
  ["501-800", "1,90"],
  ["801+",    "2,85"],
]

[activite.restauration.quotient]
effet = "mois suivant"

[[cas]]
action = "prix"
qf = 420
prix = "1,00"

[[cas]]
action = "prix"
qf = 420
categories = ["hors délai"]
prix = "1,50"

[[cas]]
action = "prix"
categories = ["extérieur"]
prix = "4,00"

[[cas]]
action = "prix"
qf = 700
categories = ["extérieur", "agent communal"]
prix = "1,90"
"""

# Familles rurales, Hauterives.
WEDNESDAY_RULES = """\
titre = "Mercredis de CarteVille, {name}"
source = "https://famillesrurales.org/hauterives/139/tarif"

[activite.mercredi]
formule = "{name}"
reserver = "{book}"
annuler = "{cancel}"

[activite.mercredi.public]
ages = "3-11"
{more}
[[activite.mercredi.prix.tarif]]
colonnes = "formule"
grille = [
  ["QF",        "journée", "demi-journée"],
  ["0-359",     "10",      "5"],
  ["360-564",   "11",      "5,50"],
  ["565-715",   "12",      "6"],
  ["716-815",   "13",      "6,50"],
  ["816-1000",  "14",      "7"],
  ["1001-1200", "15",      "7,50"],
  ["1201+",     "16",      "8"],
]

[[activite.mercredi.prix.ajustement]]
pour = "extérieur"
ajoute = "2,00"

[[cas]]
action = "prix"
formule = "{name}"
qf = 700
prix = "{usual}"
"""
FOUR_A_MONTH = """
[activite.mercredi.limites]
mois = "au plus 4"

[activite.mercredi.places]
liste_attente = "oui"
"""

# Ploërmel Communauté, 2021.
HOLIDAY_RULES = """\
titre = "Accueil de loisirs de CarteVille, {name}"
source = "https://docslib.org/doc/2392151/cm-du-22-fevrier-2019-pdf"

[activite.loisirs]
reserver = "{book}"
annuler = "{cancel}"
{more}
# les habitants d’abord, tous ensuite
[[activite.loisirs.fenetre]]
pour = "habitant"
du = "{residents}"
jours_servis = "{served}"

[[activite.loisirs.fenetre]]
du = "{everybody}"
jours_servis = "{served}"

[[activite.loisirs.prix.tarif]]
taux = "{rate}"
plancher = "{floor}"
plafond = "{ceiling}"

[[activite.loisirs.prix.ajustement]]
pour = "extérieur"
ajoute = "{more_for_others}"

[[cas]]
action = "prix"
qf = 1000
prix = "{usual}"

[[cas]]
action = "prix"
qf = 2000
prix = "{ceiling}"
"""
# Frans, 2024: packages of 2, 3 or 5 days, and a membership.
THEATRE_RULES = """\
titre = "Stage de théâtre des Tilleuls : forfaits de 2, 3 ou 5 jours"
source = "https://centre-loisirs-frans.fr/tarifs"

[activite.theatre]
reserver = "{book}"
annuler = "{cancel}"

[activite.theatre.limites]
semaine = "2, 3 ou 5"

[activite.theatre.places]
liste_attente = "oui"

[activite.theatre.prix]
forfait = "semaine"          # le montant vaut pour tous les jours de la semaine ensemble
colonnes = "nombre de jours"
bornes = "haute exclue"
grille = [
  ["QF",      "2",  "3",  "5"],
  ["0-720",   "49", "67", "112"],
  ["720-920", "51", "70", "117"],
  ["920+",    "53", "73", "122"],
]

[[activite.theatre.frais]]
nom = "adhésion"
montant = "15,00"
par = "famille et an"

[[cas]]
action = "prix"
qf = 600
nombre_jours = 3
prix = "67,00"

[[cas]]
action = "frais"
frais = "adhésion"
prix = "15,00"
"""
WITH_LIST = """
[activite.loisirs.places]
liste_attente = "oui"
"""


def rule_files(opening: Opening) -> dict[str, str]:
    """The text of each file, by its name."""
    texts = {
        CANTEEN: (CANTEEN_RULES, {}),
        WEDNESDAYS: (
            WEDNESDAY_RULES, {"name": "journée", "usual": "12,00", "more": FOUR_A_MONTH},
        ),
        HALF_WEDNESDAYS: (
            WEDNESDAY_RULES, {"name": "demi-journée", "usual": "6,00", "more": ""},
        ),
        THEATRE: (THEATRE_RULES, {}),
        WHOLE_DAYS: (
            HOLIDAY_RULES,
            {"name": "journée", "rate": "1,10 %", "floor": "6,50", "ceiling": "15,50",
             "more_for_others": "3,00", "usual": "11,00", "more": WITH_LIST},
        ),
        HALF_DAYS: (
            HOLIDAY_RULES,
            {"name": "demi-journée", "rate": "0,55 %", "floor": "4,50", "ceiling": "9,00",
             "more_for_others": "2,00", "usual": "5,50", "more": ""},
        ),
    }  # fmt: skip
    offers = {offer.rules: offer for offer in OFFERS}
    return {
        name: text.format(
            book=offers[name].book,
            cancel=offers[name].cancel,
            **_windows(opening.first_residents),
            **more,
        )
        for name, (text, more) in texts.items()
    }


def _windows(first: FirstResidents) -> dict[str, str]:
    return {
        "residents": f"{first.opens:%Y-%m-%d %H:%M}",
        "everybody": f"{first.everybody:%Y-%m-%d %H:%M}",
        "served": f"{first.span.first} au {first.span.last}",
    }
