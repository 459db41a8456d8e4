"""A service: who it is, its news, its days off, its wallets."""

from webapp.staff.imports.files.shared import IN_STRUCTURE, TO_STRUCTURE
from webapp.staff.imports.specs import Column, FileSpec, Reference
from webapp.staff.imports.values import (
    CENTS,
    CLOCK,
    CODE,
    COLOUR,
    DAY,
    EMAIL,
    NUMBER,
    PARAGRAPHS,
    PICTURE_FILE,
    SHOP,
    SLUG,
    TIMEZONE,
    WEEKDAYS,
    YES_NO,
    choice,
    text,
)
from webapp.structures.models import MONDAY_TO_FRIDAY, Holiday, News, Picture, Structure
from webapp.wallets.models import CashierOffice, Wallet

STRUCTURES = FileSpec(
    "structures.csv",
    Structure,
    key=("code",),
    cached=True,
    versioned=True,
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
        Column(
            "debit",
            choice({"somme": "sum", "porte-monnaie": "any", "jamais": "never"}),
            "debit_scope",
            default="sum",
        ),
        Column("debit_autorise", CENTS, "debit_limit", default=0),
        Column("mois_historique", NUMBER, "history_months", default=1),
        Column("question_secrete", YES_NO, "secret_question", default=True),
        Column("profil_immediat", YES_NO, "profile_immediate", default=False),
        Column("ordre", NUMBER, "position", default=0),
        Column("adresse_portail", SLUG, "slug", default=None),
        Column("couleur", COLOUR, "accent"),
        Column("presentation", PARAGRAPHS, "presentation"),
    ),
)


PICTURES = FileSpec(
    "images.csv",
    Picture,
    key=("structure", "code"),
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("fichier", PICTURE_FILE, required=True),
        Column("texte", text(250), "alt", required=True),
    ),
    references=(TO_STRUCTURE,),
)


NEWS = FileSpec(
    "informations.csv",
    News,
    key=("structure", "code"),
    cached=True,
    versioned=True,
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


OFFICES = FileSpec(
    "regies.csv",
    CashierOffice,
    key=("structure", "code"),
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column(
            "passerelle",
            choice({"payzen": "payzen", "payfip": "payfip", "systempay": "payzen"}),
            "gateway",
            required=True,
        ),
        Column("boutique", SHOP, "shop", required=True),
        Column(
            "mode",
            choice({"test": "test", "activation": "activation", "production": "production"}),
            "mode",
            required=True,
        ),
        Column("adresse", text(200), "address"),
        Column("minimum", CENTS, "least", default=100),
        Column("maximum", CENTS, "most", default=500_000),
        Column("ouverte", YES_NO, "active", default=True),
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
        Column("regie", CODE, default=None),
    ),
    references=(
        TO_STRUCTURE,
        Reference(("structure", "regie"), "regies.csv", "office_id"),
    ),
)
