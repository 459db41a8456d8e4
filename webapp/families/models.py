"""Families, their children and who has them on which days."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, Node, TextField

from webapp.database import BaseModel, DayField
from webapp.structures.models import Structure

EMPTY: list[Node] = [SQL("DEFAULT ''")]
NO: list[Node] = [SQL("DEFAULT FALSE")]


class Family(BaseModel):
    """A household: it books for its children and pays its own.

    `categories`: words of the town, separated by commas, that rules may ask for (CCAS, agent…);
    who is not `resident` is an outsider. `words`: what it is found by, as `FamilyWord` holds it.
    """

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=120)
    address = CharField(max_length=250, default="")
    resident = BooleanField(default=True)
    categories = CharField(max_length=250, default="", constraints=EMPTY)
    words = TextField(default="", constraints=EMPTY)


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
    """`categories`: as those of the family (PAI…).

    What whoever receives the child must know: `health` (allergies, treatment), `menu` if it is not
    the usual one, `pickup` (who may come for it), whether it `leaves_alone`, whether it may be
    photographed (`photo`).
    """

    code = CharField(max_length=40, unique=True)
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    birth_day = DayField()
    school = CharField(max_length=120, default="", constraints=EMPTY)
    school_class = CharField(max_length=40, default="", constraints=EMPTY)
    categories = CharField(max_length=250, default="", constraints=EMPTY)
    health = CharField(max_length=250, default="", constraints=EMPTY)
    menu = CharField(max_length=40, default="", constraints=EMPTY)
    pickup = CharField(max_length=250, default="", constraints=EMPTY)
    leaves_alone = BooleanField(default=False, constraints=NO)
    photo = BooleanField(default=False, constraints=NO)


class Custody(BaseModel):
    """Which days a household has a child.

    `pattern` is one of `rules.PATTERNS`, `dates` with `days` as ISO dates separated by spaces. What
    it says gives way to the exceptions of the child.
    """

    child = ForeignKeyField(Child, backref="custodies")
    family = ForeignKeyField(Family, backref="custodies")
    pattern = CharField(max_length=10, default="always")
    days = TextField(default="")

    class Meta:
        indexes = ((("family", "child"), True),)


class CustodyException(BaseModel):
    """From `first_day` to `last_day`, both included, the child is with `family` alone, whatever
    the patterns of its households say: a swap, half of the holidays. Those of a child never meet.
    """

    child = ForeignKeyField(Child, backref="custody_exceptions", index=False)
    family = ForeignKeyField(Family, index=False)
    first_day = DayField()
    last_day = DayField()
    label = CharField(max_length=120, default="")

    class Meta:
        indexes = ((("child", "first_day"), True),)


class FamilyWord(BaseModel):
    """What a family is found by (`operations.py`): `near` are its words with a letter missing, for
    typing errors; the others are whole."""

    family = ForeignKeyField(Family, backref="found_by", on_delete="CASCADE")
    near = BooleanField()
    word = CharField(max_length=40)

    class Meta:
        indexes = ((("near", "word", "family"), True),)
