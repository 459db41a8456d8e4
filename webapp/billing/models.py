"""What was consumed and what was paid."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from webapp.activities.models import Activity
from webapp.booking.models import Booking
from webapp.database import AppendOnlyModel, BaseModel, DayField, InstantField
from webapp.families.models import Child, Family
from webapp.structures.models import Structure
from webapp.wallets.models import Wallet


class Consumption(BaseModel):
    """A day that a child has spent, at the price it had (S11), or what is charged or given back for
    one: `cents` for all of `quantity`, < 0 for a credit.

    `kind`: `import`, `booking`, `cancellation`, `absence`, `presence`, `closure`…
    An imported one stands for whatever its child had booked of that activity on that day. `label`
    is read instead of the name of the activity where it is not empty. A booking is charged once.
    """

    code = CharField(max_length=60, unique=True)
    family = ForeignKeyField(Family, backref="consumptions")
    child = ForeignKeyField(Child)
    activity = ForeignKeyField(Activity, index=False)
    day = DayField()
    quantity = IntegerField(default=1)
    cents = IntegerField()
    booking = ForeignKeyField(Booking, null=True, unique=True)
    kind = CharField(max_length=12, default="import", constraints=[SQL("DEFAULT 'import'")])
    label = CharField(max_length=200, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        # The second holds all that a statement adds up.
        indexes = (
            (("family", "day", "activity"), False),
            (("activity", "day", "cents"), False),
        )


class ReceiptCounter(BaseModel):
    """The last number given by an office in a year. `office`: its id, 0 where the structure itself
    receives the money of wallets that have none."""

    structure = ForeignKeyField(Structure, index=False)
    office = IntegerField()
    year = IntegerField()
    last = IntegerField()

    class Meta:
        indexes = ((("structure", "office", "year"), True),)


class Receipt(AppendOnlyModel):
    """What proves a payment, as it was that day: all that is read on it is kept here, whatever
    becomes of names. `number` follows without gaps in the `year` of an office. `source`: the
    payment, once for ever. `lines`: JSON, [wallet, cents] for each."""

    structure = ForeignKeyField(Structure, index=False)
    office = IntegerField()
    year = IntegerField()
    number = IntegerField()
    family = ForeignKeyField(Family, backref="receipts")
    source = CharField(max_length=60, unique=True)
    day = DayField()
    structure_name = CharField(max_length=120)
    office_name = CharField(max_length=120)
    family_name = CharField(max_length=120)
    payer = CharField(max_length=160)
    means = CharField(max_length=20)
    means_number = CharField(max_length=40)
    cents = IntegerField()
    lines = TextField()

    class Meta:
        indexes = ((("structure", "office", "year", "number"), True),)


class Payment(BaseModel):
    """Money received from a family (S12); `means` as the town names it: CB, chèque, espèces…

    `receipt`: none for what was imported or is the opposite of another payment.
    """

    code = CharField(max_length=60, unique=True)
    family = ForeignKeyField(Family, backref="payments")
    wallet = ForeignKeyField(Wallet)
    day = DayField()
    label = CharField(max_length=200)
    means = CharField(max_length=20)
    number = CharField(max_length=40, default="")
    payer = CharField(max_length=160)
    cents = IntegerField()
    receipt = ForeignKeyField(Receipt, null=True, backref="payments")

    class Meta:
        indexes = ((("family", "day"), False), (("day", "wallet"), False))


class Absence(BaseModel):
    """A booked day on which a parent says that the child does not come (P10).

    `promised`: the parent will bring a certificate; `justified_at`: when the town accepted one.
    The night settles it, once: `credit` is what the family is given back, in cents. One that is
    withdrawn may be declared again.
    """

    family = ForeignKeyField(Family, backref="absences")
    booking = ForeignKeyField(Booking, unique=True)
    reason = CharField(max_length=60)
    promised = BooleanField(default=False)
    author = CharField(max_length=160, default="")
    told_at = InstantField()
    justified_at = InstantField(null=True)
    withdrawn_at = InstantField(null=True)
    settled_at = InstantField(null=True)
    credit = IntegerField(default=0)
