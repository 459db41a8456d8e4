"""All tables of Marelle, parents first."""

from peewee import Model

from webapp.accounts.models import (
    AccessLink,
    Account,
    AccountFamily,
    Attempt,
    LinkRequest,
    LoginSession,
)
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
from webapp.booking.models import Booking, BookingSlot, Cart, CartLine, Movement, Validation
from webapp.families.models import Child, Custody, Family, Membership, Quotient
from webapp.mail.models import OutboxMail
from webapp.structures.models import Holiday, News, Structure
from webapp.transmission.models import Transmission
from webapp.wallets.models import LedgerEntry, Wallet

TABLES: tuple[type[Model], ...] = (
    Structure, News, Holiday,
    Family, Quotient, Membership, Child, Custody,
    Account, AccountFamily, LoginSession, Attempt, AccessLink, LinkRequest,
    Wallet, LedgerEntry,
    Activity, Counter, ActivityCounter, CounterDay, Period, OpenDay, Supplement, Enrolment,
    Cart, CartLine, Booking, BookingSlot, Movement, Validation,
    Consumption, Payment,
    Transmission, OutboxMail,
)  # fmt: skip
