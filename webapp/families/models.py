"""Families, their children and who has them on which days."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, Node, TextField

from webapp.database import BaseModel, DayField
from webapp.structures.models import Structure

EMPTY: list[Node] = [SQL("DEFAULT ''")]


class Family(BaseModel):
    """A household: it books for its children and pays its own.

    `categories`: words of the town, separated by commas, that rules may ask for (CCAS, agent…);
    who is not `resident` is an outsider.
    """

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=120)
    address = CharField(max_length=250, default="")
    resident = BooleanField(default=True)
    categories = CharField(max_length=250, default="", constraints=EMPTY)


class Membership(BaseModel):
    """A family known to a structure."""

    family = ForeignKeyField(Family, backref="memberships")
    structure = ForeignKeyField(Structure, backref="memberships")

    class Meta:
        indexes = ((("family", "structure"), True),)


class Quotient(BaseModel):
    """A family's quotient familial, in hundredths, as declared on a day; the rules of an activity
    say from when it counts."""

    family = ForeignKeyField(Family, backref="quotients", index=False)
    declared_on = DayField()
    hundredths = IntegerField()

    class Meta:
        indexes = ((("family", "declared_on"), True),)


class Child(BaseModel):
    """`categories`: as those of the family (PAI…)."""

    code = CharField(max_length=40, unique=True)
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    birth_day = DayField()
    school = CharField(max_length=120, default="", constraints=EMPTY)
    school_class = CharField(max_length=40, default="", constraints=EMPTY)
    categories = CharField(max_length=250, default="", constraints=EMPTY)


class Custody(BaseModel):
    """Which days a household has a child.

    `pattern` is `always`, `even` or `odd` (ISO weeks), or `dates` with `days` as ISO dates
    separated by spaces.
    """

    child = ForeignKeyField(Child, backref="custodies")
    family = ForeignKeyField(Family, backref="custodies")
    pattern = CharField(max_length=10, default="always")
    days = TextField(default="")

    class Meta:
        indexes = ((("family", "child"), True),)
