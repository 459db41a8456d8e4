"""The files of a folder, parents first. `docs/import.md` says the same; a test compares them."""

from webapp.accounts.models import Account, AccountFamily
from webapp.activities.models import (
    Activity,
    ActivityCounter,
    Counter,
    CounterDay,
    Enrolment,
    OpenDay,
    Period,
    Supplement,
)
from webapp.billing.models import Consumption, Payment
from webapp.booking.models import Booking
from webapp.families.models import Child, Custody, Family, Membership
from webapp.staff.imports.specs import Column, FileSpec, Link, Reference
from webapp.staff.imports.values import (
    CENTS,
    CLOCK,
    CODE,
    CODES,
    DAY,
    DAYS,
    DEADLINE,
    EMAIL,
    INSTANT,
    LOGIN,
    LONG_CODE,
    NUMBER,
    PARAGRAPHS,
    QUANTITY,
    SLOTS,
    TIMEZONE,
    YES_NO,
    choice,
    text,
)
from webapp.structures.models import Holiday, News, Structure
from webapp.wallets.models import Wallet

IN_STRUCTURE = Column("structure", CODE, required=True)
TO_STRUCTURE = Reference(("structure",), "structures.csv", "structure_id")
IN_ACTIVITY = Column("activite", CODE, required=True)
TO_ACTIVITY = Reference(("structure", "activite"), "activites.csv", "activity_id")
OF_FAMILY = Column("famille", CODE, required=True)
TO_FAMILY = Reference(("famille",), "familles.csv", "family_id")
OF_CHILD = Column("enfant", CODE, required=True)
TO_CHILD = Reference(("enfant",), "enfants.csv", "child_id")

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

ACTIVITIES = FileSpec(
    "activites.csv",
    Activity,
    key=("structure", "code"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("nom_court", text(12), "short_name", required=True),
        Column("porte_monnaie", CODE, required=True),
        Column("creneaux", SLOTS, "slots", required=True),
        Column("prix", CENTS, required=True),
        Column("delai_reservation", DEADLINE, required=True),
        Column("delai_annulation", DEADLINE, required=True),
        Column("delai_supplement", DEADLINE),
        Column("liste_attente", YES_NO, "waiting_list", default=False),
        Column("ordre", NUMBER, "position", default=0),
    ),
    references=(
        TO_STRUCTURE,
        Reference(("structure", "porte_monnaie"), "porte_monnaie.csv", "wallet_id"),
    ),
)

COUNTERS = FileSpec(
    "compteurs.csv",
    Counter,
    key=("structure", "code"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("activites", CODES, required=True),
    ),
    references=(TO_STRUCTURE,),
    links=(
        Link(
            "activites",
            "activites.csv",
            ActivityCounter,
            "counter_id",
            "activity_id",
            ("structure",),
        ),
    ),
)

COUNTER_DAYS = FileSpec(
    "compteurs_jours.csv",
    CounterDay,
    key=("structure", "compteur", "jour"),
    columns=(
        IN_STRUCTURE,
        Column("compteur", CODE, required=True),
        Column("jour", DAY, "day", required=True),
        Column("capacite", NUMBER, "capacity", default=None),
    ),
    references=(Reference(("structure", "compteur"), "compteurs.csv", "counter_id"),),
)

PERIODS = FileSpec(
    "periodes.csv",
    Period,
    key=("structure", "code"),
    cached=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("du", DAY, "first_day", required=True),
        Column("au", DAY, "last_day", required=True),
        Column("ouverture", INSTANT, "opens_at", default=None),
        Column("fermeture", INSTANT, "closes_at", default=None),
        Column(
            "mode",
            choice(
                {
                    "premier arrivé": "first_come",
                    "attribution": "allotted",
                    "premier arrive": "first_come",
                }
            ),
            "mode",
            default="first_come",
        ),
    ),
    references=(TO_STRUCTURE,),
)

OPEN_DAYS = FileSpec(
    "jours_ouverts.csv",
    OpenDay,
    key=("structure", "activite", "jour"),
    columns=(
        IN_STRUCTURE,
        IN_ACTIVITY,
        Column("jour", DAY, "day", required=True),
        Column("periode", CODE, default=None),
        Column("capacite", NUMBER, "capacity", default=None),
    ),
    references=(TO_ACTIVITY, Reference(("structure", "periode"), "periodes.csv", "period_id")),
)

SUPPLEMENTS = FileSpec(
    "supplements.csv",
    Supplement,
    key=("structure", "activite", "jour", "code"),
    columns=(
        IN_STRUCTURE,
        IN_ACTIVITY,
        Column("jour", DAY, required=True),
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("prix", CENTS, "cents", required=True),
        Column("capacite", NUMBER, "capacity", default=None),
    ),
    references=(Reference(("structure", "activite", "jour"), "jours_ouverts.csv", "open_day_id"),),
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
        Column("structures", CODES, required=True),
    ),
    links=(Link("structures", "structures.csv", Membership, "family_id", "structure_id"),),
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

BOOKINGS = FileSpec(
    "reservations.csv",
    Booking,
    key=("enfant", "structure", "activite", "jour", "supplement"),
    columns=(
        IN_STRUCTURE,
        IN_ACTIVITY,
        Column("jour", DAY, required=True),
        Column("supplement", CODE, default=None),
        OF_FAMILY,
        OF_CHILD,
        Column(
            "etat",
            choice({"réservé": "booked", "en attente": "waiting", "reserve": "booked"}),
            required=True,
        ),
        Column("depuis", INSTANT, default=None),
        Column("priorite", NUMBER, default=0),
        Column("prix", CENTS, default=None),
    ),
    references=(
        Reference(("structure", "activite", "jour"), "jours_ouverts.csv", "open_day_id"),
        Reference(
            ("structure", "activite", "jour", "supplement"), "supplements.csv", "supplement_id"
        ),
        TO_FAMILY,
        TO_CHILD,
    ),
)

CONSUMPTIONS = FileSpec(
    "consommations.csv",
    Consumption,
    key=("code",),
    columns=(
        Column("code", LONG_CODE, "code", default=None),
        OF_FAMILY,
        OF_CHILD,
        IN_STRUCTURE,
        IN_ACTIVITY,
        Column("jour", DAY, "day", required=True),
        Column("quantite", QUANTITY, "quantity", default=1),
        Column("montant", CENTS, "cents", required=True),
    ),
    references=(TO_FAMILY, TO_CHILD, TO_ACTIVITY),
    frozen=True,
)

PAYMENTS = FileSpec(
    "reglements.csv",
    Payment,
    key=("code",),
    columns=(
        Column("code", LONG_CODE, "code", required=True),
        OF_FAMILY,
        IN_STRUCTURE,
        Column("porte_monnaie", CODE, required=True),
        Column("jour", DAY, "day", required=True),
        Column("montant", CENTS, "cents", required=True),
        Column("moyen", text(20), "means", required=True),
        Column("libelle", text(200), "label", default="Règlement"),
        Column("numero", text(40), "number"),
        Column("payeur", text(160), "payer", required=True),
    ),
    references=(
        TO_FAMILY,
        Reference(("structure", "porte_monnaie"), "porte_monnaie.csv", "wallet_id"),
    ),
    frozen=True,
)

FILES = (
    STRUCTURES, NEWS, HOLIDAYS, WALLETS, ACTIVITIES, COUNTERS, COUNTER_DAYS, PERIODS, OPEN_DAYS,
    SUPPLEMENTS, FAMILIES, CHILDREN, CUSTODY, ENROLMENTS, ACCOUNTS, BOOKINGS, CONSUMPTIONS, PAYMENTS,
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in FILES}
