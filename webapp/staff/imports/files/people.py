"""Families, what they earn, their children, who may book what, who may log in."""

from webapp.accounts.models import Account, AccountFamily
from webapp.activities.models import Enrolment
from webapp.families.models import Child, Custody, Family, Membership, Quotient
from webapp.staff.imports.files.shared import (
    IN_ACTIVITY,
    IN_STRUCTURE,
    OF_CHILD,
    OF_FAMILY,
    TO_ACTIVITY,
    TO_CHILD,
    TO_FAMILY,
)
from webapp.staff.imports.specs import Column, FileSpec, Link
from webapp.staff.imports.values import (
    CATEGORIES,
    CODE,
    CODES,
    DAY,
    DAYS,
    DECIMAL,
    EMAIL,
    LOGIN,
    YES_NO,
    choice,
    text,
)

FAMILIES = FileSpec(
    "familles.csv",
    Family,
    key=("code",),
    columns=(
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("adresse", text(250), "address"),
        Column("habitant", YES_NO, "resident", default=True),
        Column("categories", CATEGORIES, "categories"),
        Column("structures", CODES, required=True),
    ),
    links=(Link("structures", "structures.csv", Membership, "family_id", "structure_id"),),
)


QUOTIENTS = FileSpec(
    "quotients.csv",
    Quotient,
    key=("famille", "declare_le"),
    columns=(
        OF_FAMILY,
        Column("declare_le", DAY, "declared_on", required=True),
        Column("valeur", DECIMAL, "hundredths", required=True),
    ),
    references=(TO_FAMILY,),
)


CHILDREN = FileSpec(
    "enfants.csv",
    Child,
    key=("code",),
    columns=(
        Column("code", CODE, "code", required=True),
        Column("prenom", text(80), "first_name", required=True),
        Column("nom", text(80), "last_name", required=True),
        Column("naissance", DAY, "birth_day", required=True),
        Column("ecole", text(120), "school"),
        Column("classe", text(40), "school_class"),
        Column("categories", CATEGORIES, "categories"),
    ),
)


CUSTODY = FileSpec(
    "gardes.csv",
    Custody,
    key=("famille", "enfant"),
    columns=(
        OF_FAMILY,
        OF_CHILD,
        Column(
            "rythme",
            choice(
                {
                    "toujours": "always",
                    "semaines paires": "even",
                    "semaines impaires": "odd",
                    "dates": "dates",
                }
            ),
            "pattern",
            default="always",
        ),
        Column("jours", DAYS, "days"),
    ),
    references=(TO_FAMILY, TO_CHILD),
)


ENROLMENTS = FileSpec(
    "inscriptions.csv",
    Enrolment,
    key=("enfant", "structure", "activite", "du"),
    columns=(
        OF_CHILD,
        IN_STRUCTURE,
        IN_ACTIVITY,
        Column("du", DAY, "first_day", required=True),
        Column("au", DAY, "last_day", required=True),
    ),
    references=(TO_CHILD, TO_ACTIVITY),
)


ACCOUNTS = FileSpec(
    "comptes.csv",
    Account,
    key=("identifiant",),
    columns=(
        Column("identifiant", LOGIN, "login", required=True),
        Column("mot_de_passe", text(200)),
        Column("civilite", text(10), "title"),
        Column("prenom", text(80), "first_name", required=True),
        Column("nom", text(80), "last_name", required=True),
        Column("mail", EMAIL, "email"),
        Column("question", text(200), "question"),
        Column("reponse", text(200)),
        Column(
            "role",
            choice({"famille": "family", "administrateur": "administrator", "agent": "agent"}),
            "role",
            default="family",
        ),
        Column("familles", CODES, default=()),
        Column("actif", YES_NO, "active", default=True),
    ),
    links=(Link("familles", "familles.csv", AccountFamily, "account_id", "family_id"),),
)
