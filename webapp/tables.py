"""All tables of Marelle, parents first."""

from peewee import Model

from webapp.accounts.models import (
    AccessLink,
    Account,
    AccountFamily,
    Attempt,
    CorrectionRequest,
    LinkRequest,
    LoginSession,
    ProfileChange,
    RecoveryCode,
    SecondFactor,
)
from webapp.activities.models import (
    Activity,
    ActivityCounter,
    CalendarChange,
    Closure,
    Counter,
    CounterDay,
    Enrolment,
    OpenDay,
    Period,
    Supplement,
)
from webapp.attendance.models import Attendance
from webapp.audit.models import AuditEvent
from webapp.billing.cards.models import (
    CardMessage,
    CardMessageCount,
    CardMessageMark,
    CardPayment,
    CardPaymentLine,
)
from webapp.billing.models import Absence, Consumption, Payment, Receipt, ReceiptCounter
from webapp.billing.refunds.models import Refund
from webapp.booking.models import (
    Booking,
    BookingSlot,
    Cart,
    CartLine,
    ClosedBooking,
    FeeDue,
    Movement,
    Validation,
)
from webapp.families.models import (
    Child,
    Custody,
    CustodyException,
    Family,
    FamilyWord,
    Membership,
    Quotient,
)
from webapp.mail.models import OutboxMail
from webapp.staff.models import ImportRun, Message
from webapp.structures.models import Holiday, News, Picture, Structure
from webapp.transmission.models import Transmission
from webapp.wallets.models import Balance, CashierOffice, LedgerEntry, Wallet

TABLES: tuple[type[Model], ...] = (
    Structure, News, Picture, Holiday,
    Family, Quotient, Membership, Child, Custody, CustodyException,
    FamilyWord, Account, AccountFamily, LoginSession, Attempt, AccessLink, LinkRequest,
    SecondFactor, RecoveryCode,
    ProfileChange, CorrectionRequest,
    CashierOffice, Wallet, LedgerEntry, Balance,
    Activity, Counter, ActivityCounter, CounterDay, Period, Closure, OpenDay, CalendarChange,
    Supplement, Enrolment,
    Cart, CartLine, Booking, BookingSlot, Movement, ClosedBooking, Validation, FeeDue, Attendance,
    Consumption, ReceiptCounter, Receipt, Payment, Absence, Refund,
    CardPayment, CardPaymentLine, CardMessage, CardMessageCount, CardMessageMark,
    Transmission, OutboxMail, Message, ImportRun, AuditEvent,
)  # fmt: skip
