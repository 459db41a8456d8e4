"""A service: who it is, its news, its days off, its wallets."""

from webapp.staff.imports.files.shared import IN_STRUCTURE, TO_STRUCTURE
from webapp.staff.imports.specs import Column, FileSpec
from webapp.staff.imports.values import (
    CLOCK,
    CODE,
    DAY,
    EMAIL,
    NUMBER,
    PARAGRAPHS,
    TIMEZONE,
    WEEKDAYS,
    YES_NO,
    choice,
    text,
)
from webapp.structures.models import MONDAY_TO_FRIDAY, Holiday, News, Structure
from webapp.wallets.models import Wallet

STRUCTURES = FileSpec(
    "structures.csv",
    Structure,
    key=("code",),
    cached=True,
    columns=(
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("adresse", text(250), "address"),
        Column("telephone", text(40), "phone"),
        Column("mail", EMAIL, "email"),
        Column("horaires", text(250), "hours"),
        Column("jours_mairie", WEEKDAYS, "office_days", default=MONDAY_TO_FRIDAY),
        Column("fuseau", TIMEZONE, "timezone", default="Europe/Paris"),
        Column("heure_transmission", CLOCK, "night_at", default="02:00"),
        Column("ordre", NUMBER, "position", default=0),
    ),
)


NEWS = FileSpec(
    "informations.csv",
    News,
    key=("structure", "code"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("titre", text(200), "title", required=True),
        Column("texte", PARAGRAPHS, "body", required=True),
        Column("publique", YES_NO, "public", default=True),
        Column("du", DAY, "first_day", default=None),
        Column("au", DAY, "last_day", default=None),
    ),
    references=(TO_STRUCTURE,),
)


HOLIDAYS = FileSpec(
    "vacances.csv",
    Holiday,
    key=("structure", "type", "du", "nom"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column(
            "type",
            choice(
                {"férié": "public", "vacances": "school", "fermeture": "closure", "ferie": "public"}
            ),
            "kind",
            required=True,
        ),
        Column("nom", text(120), "name", required=True),
        Column("du", DAY, "first_day", required=True),
        Column("au", DAY, "last_day", required=True),
    ),
    references=(TO_STRUCTURE,),
)


WALLETS = FileSpec(
    "porte_monnaie.csv",
    Wallet,
    key=("structure", "code"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
    ),
    references=(TO_STRUCTURE,),
)
