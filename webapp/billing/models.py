"""What was consumed and what was paid."""

from peewee import CharField, ForeignKeyField, IntegerField

from webapp.activities.models import Activity
from webapp.database import BaseModel, DayField
from webapp.families.models import Child, Family
from webapp.wallets.models import Wallet


class Consumption(BaseModel):
    """A day that a child has spent, at the price it had (S11)."""

    code = CharField(max_length=60, unique=True)
    family = ForeignKeyField(Family, backref="consumptions")
    child = ForeignKeyField(Child)
    activity = ForeignKeyField(Activity)
    day = DayField()
    quantity = IntegerField(default=1)
    cents = IntegerField()

    class Meta:
        indexes = ((("family", "day"), False),)


class Payment(BaseModel):
    """Money received from a family (S12); `means` as the town names it: CB, chèque, espèces…"""

    code = CharField(max_length=60, unique=True)
    family = ForeignKeyField(Family, backref="payments")
    wallet = ForeignKeyField(Wallet)
    day = DayField()
    label = CharField(max_length=200)
    means = CharField(max_length=20)
    number = CharField(max_length=40, default="")
    payer = CharField(max_length=160)
    cents = IntegerField()

    class Meta:
        indexes = ((("family", "day"), False),)
