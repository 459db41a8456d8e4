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
    FAMILIES,
    QUOTIENTS,
)
from webapp.staff.imports.files.town import HOLIDAYS, NEWS, STRUCTURES, WALLETS

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
    "FAMILIES",
    "FILES",
    "HOLIDAYS",
    "NEWS",
    "OPEN_DAYS",
    "PAYMENTS",
    "PERIODS",
    "QUOTIENTS",
    "STRUCTURES",
    "SUPPLEMENTS",
    "WALLETS",
]

FILES = (
    STRUCTURES, NEWS, HOLIDAYS, WALLETS, ACTIVITIES, COUNTERS, COUNTER_DAYS, PERIODS, OPEN_DAYS,
    SUPPLEMENTS, FAMILIES, QUOTIENTS, CHILDREN, CUSTODY, ENROLMENTS, ACCOUNTS, BOOKINGS,
    CONSUMPTIONS, PAYMENTS,
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in FILES}
