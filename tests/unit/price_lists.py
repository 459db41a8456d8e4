"""Prices as towns write them, and who asks for them."""

import tomllib
from decimal import Decimal
from typing import Any

from webapp.activities.rules.facts import Facts
from webapp.activities.rules.pricing import PriceList, parse_prices
from webapp.activities.rules.reading import word

EFFORT = """
[[prix.tarif]]
taux = "0,36 %"
plancher = "2,60"
plafond = "4,50"
[[prix.ajustement]]
pour = "PAI"
remplace = "1,75"
"""
CENTRE = """
[[prix.tarif]]
formule = "journée"
taux = "1,10 %"
plancher = "6,50"
plafond = "15,50"
[[prix.tarif]]
formule = "demi-journée"
taux = "0,55 %"
plancher = "4,50"
plafond = "9"
[[prix.ajustement]]
pour = "extérieur"
formule = "journée"
ajoute = "3,00"
[[prix.ajustement]]
pour = "extérieur"
formule = "demi-journée"
ajoute = "2,00"
[[prix.ajustement]]
pour = "sortie"
ajoute = "2,00"
"""
RANKS = """
[[prix.tarif]]
pour = "CCAS"
grille = [["rang", "prix"], ["1", "2"], ["2", "1"], ["3+", "0,50"]]
[[prix.tarif]]
pour = "extérieur"
grille = [["QF", "prix"], ["0-308", "12"], ["308,01-500", "13"], ["500,01-800", "14"],
          ["800,01+", "15"]]
[[prix.tarif]]
colonnes = "rang"
bornes = "haute comprise"
grille = [
  ["QF", "1", "2", "3", "4+"],
  ["0-308", "3,77", "3,42", "3,10", "2,82"],
  ["308-500", "5,53", "5,00", "4,53", "4,10"],
  ["500-800", "7,86", "7,10", "6,42", "5,80"],
  ["800+", "9,14", "8,25", "7,45", "6,73"],
]
"""
SHIFTED = """
[prix]
grille = [["QF", "prix"], ["0-450", "7,20"], ["451-550", "7,70"], ["551-650", "8,50"],
          ["651-750", "10,05"], ["751+", "24,90"]]
[[prix.ajustement]]
enfants = "3+"
tranche = "-1"
[[prix.ajustement]]
pour = "extérieur"
ajoute = "2,00"
"""
CARE = """
[[prix.tarif]]
pour = "extérieur"
par = "heure entamée"
tolerance = "15 minutes"
grille = [["QF", "prix"], ["0-616", "4,00"], ["617+", "4,40"]]
[[prix.tarif]]
par = "heure entamée"
tolerance = "15 minutes"
grille = [["QF", "prix"], ["0-616", "1,10"], ["617+", "1,20"]]
"""
REGIMES = """
[[prix.tarif]]
colonnes = "catégorie"
grille = [["QF", "CAF", "autres"], ["0-400", "2", "4"], ["401-800", "2,50", "4,50"],
          ["801+", "14", "14"]]
"""
PACKAGES = """
[prix]
colonnes = "jours"
bornes = "haute exclue"
grille = [["QF", "2", "3", "5"], ["0-720", "49", "67", "112"], ["720-920", "51", "70", "117"],
          ["920+", "53", "73", "122"]]
"""
MEAL = """
[[prix.tarif]]
pour = "PAI"
montant = "1,45"
[[prix.tarif]]
pour = "extérieur"
montant = "4,00"
[[prix.tarif]]
montant = "2,85"
[[prix.ajustement]]
pour = "sans réservation"
ajoute = "2,00"
"""
LEVELS = """
[[prix.tarif]]
rang = "3+"
montant = "3,30"
[[prix.tarif]]
classes = "PS MS GS"
montant = "3,30"
[[prix.tarif]]
montant = "3,70"
[[prix.ajustement]]
pour = "absent"
ajoute = "0,50"
"""
ABSENT = """
[prix]
grille = [["QF", "prix"], ["0+", "3"], ["absent", "7"]]
[[prix.ajustement]]
qf = "0-9"
reduit = "1"
[[prix.ajustement]]
ajoute = "2"
"""


def prices(text: str) -> PriceList:
    return parse_prices(tomllib.loads(text)["prix"], "prix")


def facts(*categories: str, qf: str | int | None = None, **more: Any) -> Facts:
    quotient = None if qf is None else Decimal(qf)
    return Facts(categories=frozenset(map(word, categories)), quotient=quotient, **more)


def cents(text: str, asked: Facts) -> int | None:
    found = prices(text).quote(asked)
    return found.cents if found else None
