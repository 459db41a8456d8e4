"""Families, their children and who has them on which days."""

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from webapp.database import BaseModel, DayField
from webapp.structures.models import Structure


class Family(BaseModel):
    """A household: it books for its children and pays its own."""

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=120)
    address = CharField(max_length=250, default="")
    resident = BooleanField(default=True)


class Membership(BaseModel):
    """A family known to a structure."""

    family = ForeignKeyField(Family, backref="memberships")
    structure = ForeignKeyField(Structure, backref="memberships")

    class Meta:
        indexes = ((("family", "structure"), True),)


class Child(BaseModel):
    code = CharField(max_length=40, unique=True)
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    birth_day = DayField()


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
