"""What is already booked, consumed, paid."""

from webapp.billing.models import Consumption, Payment
from webapp.booking.models import Booking
from webapp.staff.imports.files.shared import (
    IN_ACTIVITY,
    IN_STRUCTURE,
    OF_CHILD,
    OF_FAMILY,
    TO_ACTIVITY,
    TO_CHILD,
    TO_FAMILY,
)
from webapp.staff.imports.specs import Column, FileSpec, Reference
from webapp.staff.imports.values import (
    CENTS,
    CODE,
    DAY,
    INSTANT,
    LONG_CODE,
    NUMBER,
    QUANTITY,
    choice,
    text,
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
        Column("priorite", NUMBER, default=None),
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
