"""The files of a folder, parents first. `docs/import.md` says the same; a test compares them."""

from webapp.staff.imports.files.history import BOOKINGS, CONSUMPTIONS, PAYMENTS
from webapp.staff.imports.files.offer import (
    ACTIVITIES,
    COUNTER_DAYS,
    COUNTERS,
    OPEN_DAYS,
    PERIODS,
    SUPPLEMENTS,
)
from webapp.staff.imports.files.people import (
    ACCOUNTS,
    CHILDREN,
    CUSTODY,
    ENROLMENTS,
    EXCEPTIONS,
    FAMILIES,
    QUOTIENTS,
)
from webapp.staff.imports.files.town import (
    HOLIDAYS,
    NEWS,
    OFFICES,
    PICTURES,
    STRUCTURES,
    WALLETS,
)

__all__ = [
    "ACCOUNTS",
    "ACTIVITIES",
    "BOOKINGS",
    "BY_NAME",
    "CHILDREN",
    "CONSUMPTIONS",
    "COUNTERS",
    "COUNTER_DAYS",
    "CUSTODY",
    "ENROLMENTS",
    "EXCEPTIONS",
    "FAMILIES",
    "FILES",
    "HOLIDAYS",
    "NEWS",
    "OFFICES",
    "OPEN_DAYS",
    "PAYMENTS",
    "PERIODS",
    "PICTURES",
    "QUOTIENTS",
    "STRUCTURES",
    "SUPPLEMENTS",
    "WALLETS",
]

FILES = (
    STRUCTURES, PICTURES, NEWS, HOLIDAYS, OFFICES, WALLETS, ACTIVITIES, COUNTERS, COUNTER_DAYS,
    PERIODS, OPEN_DAYS, SUPPLEMENTS, FAMILIES, QUOTIENTS, CHILDREN, CUSTODY, EXCEPTIONS, ENROLMENTS,
    ACCOUNTS, BOOKINGS, CONSUMPTIONS, PAYMENTS,
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in FILES}
