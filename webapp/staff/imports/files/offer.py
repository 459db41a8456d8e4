"""What is offered: activities, shared capacities, periods, open days, supplements."""

from webapp.activities.models import (
    Activity,
    ActivityCounter,
    Counter,
    CounterDay,
    OpenDay,
    Period,
    Supplement,
)
from webapp.staff.imports.files.shared import IN_ACTIVITY, IN_STRUCTURE, TO_ACTIVITY, TO_STRUCTURE
from webapp.staff.imports.specs import Column, FileSpec, Link, Reference
from webapp.staff.imports.values import (
    AGES,
    CENTS,
    CODE,
    CODES,
    DAY,
    DEADLINE,
    INSTANT,
    NUMBER,
    RULES_FILE,
    SERVICE,
    SLOTS,
    YES_NO,
    choice,
    text,
)

ACTIVITIES = FileSpec(
    "activites.csv",
    Activity,
    key=("structure", "code"),
    cached=True,
    versioned=True,
    columns=(
        IN_STRUCTURE,
        Column("code", CODE, "code", required=True),
        Column("nom", text(120), "name", required=True),
        Column("nom_court", text(12), "short_name", required=True),
        Column("porte_monnaie", CODE, required=True),
        Column("creneaux", SLOTS, "slots", required=True),
        Column("regles", RULES_FILE),
        Column("prix", CENTS, default=None),
        Column("delai_reservation", DEADLINE),
        Column("delai_annulation", DEADLINE),
        Column("delai_supplement", DEADLINE),
        Column("service", SERVICE),
        Column("liste_attente", YES_NO, "waiting_list", default=False),
        Column("ordre", NUMBER, "position", default=0),
        Column("visible", YES_NO, "visible", default=True),
        Column("garde", YES_NO, "care", default=False),
        Column("part_repas", CENTS, "meal_cents", default=0),
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
        Column("ages", AGES),
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
            "ages",
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
