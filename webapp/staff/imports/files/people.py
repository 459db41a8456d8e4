"""Families, what they earn, their children, who may book what, who may log in."""

from webapp.accounts.models import Account, AccountFamily
from webapp.accounts.rules import QUESTIONS, plain_answer
from webapp.activities.models import Enrolment
from webapp.families.models import Child, Custody, CustodyException, Family, Membership, Quotient
from webapp.permissions import ROLES, SECRETARY
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
    Kind,
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
        Column("sante", text(250), "health"),
        Column("menu", text(40), "menu"),
        Column("personnes", text(250), "pickup"),
        Column("part_seul", YES_NO, "leaves_alone", default=False),
        Column("photo", YES_NO, "photo", default=False),
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
                    "semaines paires vendredi": "even_fri",
                    "semaines impaires vendredi": "odd_fri",
                    "exceptions": "never",
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


EXCEPTIONS = FileSpec(
    "gardes_exceptions.csv",
    CustodyException,
    key=("enfant", "du"),
    columns=(
        OF_CHILD,
        Column("du", DAY, "first_day", required=True),
        Column("au", DAY, "last_day", required=True),
        OF_FAMILY,
        Column("motif", text(120), "label"),
    ),
    references=(TO_CHILD, TO_FAMILY),
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


def _question(text: str) -> str:
    asked = plain_answer(text)
    found = [question for question in QUESTIONS if plain_answer(question) == asked]
    if not found:
        raise ValueError(text)
    return found[0]


QUESTION = Kind(
    "question",
    "l’une des questions proposées : " + " ".join(QUESTIONS).replace("\u202f", " "),
    _question,
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
        Column("telephone", text(40), "phone"),
        Column("question", QUESTION, "question"),
        Column("reponse", text(200)),
        Column(
            "role",
            choice(
                {
                    "famille": "family",
                    **{role.name: key for key, role in ROLES.items()},
                    "agent": SECRETARY,
                }
            ),
            "role",
            default="family",
        ),
        Column("familles", CODES, default=()),
        Column("actif", YES_NO, "active", default=True),
    ),
    links=(Link("familles", "familles.csv", AccountFamily, "account_id", "family_id"),),
)
