"""What a structure offers: activities, periods, open days, counters, supplements, enrolments."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from webapp.database import BaseModel, DayField, InstantField
from webapp.families.models import Child
from webapp.structures.models import Structure
from webapp.wallets.models import Wallet


class Activity(BaseModel):
    """Something a child is booked for.

    `slots` are the parts of the day it fills, separated by spaces; two activities whose slots
    meet exclude each other on a day. `terms` is the JSON of its rules, in the words of
    docs/rules.md (`rules/terms.py`).
    `short_name` (6 letters) stands in the squares of the calendar. `care`: what is paid for it is
    for care, for the certificate of taxes, but `meal_cents` of each day's price. What is not
    `visible` families neither see nor book, but for what they have booked already. `version` grows
    with every change of it or of its calendar: who edits says which one was read.
    """

    structure = ForeignKeyField(Structure, backref="activities")
    wallet = ForeignKeyField(Wallet, backref="activities")
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    short_name = CharField(max_length=12)
    slots = CharField(max_length=120)
    terms = TextField()
    waiting_list = BooleanField(default=False)
    position = IntegerField(default=0)
    visible = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    version = IntegerField(default=1, constraints=[SQL("DEFAULT 1")])
    care = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    meal_cents = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        indexes = ((("structure", "code"), True),)


class Counter(BaseModel):
    """A capacity that spans activities (P02): the meals of a kitchen, the seats of a coach."""

    structure = ForeignKeyField(Structure, backref="counters")
    code = CharField(max_length=40)
    name = CharField(max_length=120)

    class Meta:
        indexes = ((("structure", "code"), True),)


class ActivityCounter(BaseModel):
    """An activity takes from a counter; with `least_age` and `most_age` (years on the day served,
    both included) only the children of that age do: places by age group."""

    activity = ForeignKeyField(Activity, backref="counters")
    counter = ForeignKeyField(Counter, backref="activities")
    least_age = IntegerField(null=True)
    most_age = IntegerField(null=True)

    class Meta:
        indexes = ((("activity", "counter"), True),)


class CounterDay(BaseModel):
    """`taken` ≤ `capacity` always. `released` seats are still taken: cancelled, kept for the
    waiting list until the night has served it."""

    counter = ForeignKeyField(Counter, backref="days", index=False)
    day = DayField()
    capacity = IntegerField(null=True)
    taken = IntegerField(default=0)
    released = IntegerField(default=0)

    class Meta:
        indexes = ((("counter", "day"), True),)


class Period(BaseModel):
    """Dates served and when they may be booked; `mode` is `first_come` or `allotted`."""

    structure = ForeignKeyField(Structure, backref="periods")
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    first_day = DayField()
    last_day = DayField()
    opens_at = InstantField(null=True)
    closes_at = InstantField(null=True)
    mode = CharField(max_length=12, default="first_come")

    class Meta:
        indexes = ((("structure", "code"), True),)


class Closure(BaseModel):
    """Days closed at short notice (strike, broken heating…), with what was booked on them (P12).

    `reason` is what families read; `author` the name, frozen, of who closed. `undone_at`: it was
    taken back before its mails left.
    """

    structure = ForeignKeyField(Structure, backref="closures")
    reason = CharField(max_length=200)
    first_day = DayField()
    last_day = DayField()
    author = CharField(max_length=160)
    made_at = InstantField()
    undone_at = InstantField(null=True)


class OpenDay(BaseModel):
    """A day on which an activity runs; `capacity` NULL is without limit. See CounterDay.
    With a `closure` it runs no more."""

    activity = ForeignKeyField(Activity, backref="open_days", index=False)
    day = DayField()
    period = ForeignKeyField(Period, backref="open_days", null=True)
    closure = ForeignKeyField(Closure, backref="open_days", null=True)
    capacity = IntegerField(null=True)
    taken = IntegerField(default=0)
    released = IntegerField(default=0)

    class Meta:
        indexes = ((("activity", "day"), True),)


class CalendarChange(BaseModel):
    """Days of an activity opened, closed or given other places in one act (`label`, in words), so
    that the last one can be taken back. `days` is JSON of what was done (`staff/operations/
    year.py`); `author` the name, frozen, of who did it."""

    activity = ForeignKeyField(Activity, backref="calendar_changes")
    author = CharField(max_length=160)
    made_at = InstantField()
    undone_at = InstantField(null=True)
    label = CharField(max_length=200)
    days = TextField()


class Supplement(BaseModel):
    """An extra of an open day (pool, circus, pony), bookable only with the activity (S21)."""

    open_day = ForeignKeyField(OpenDay, backref="supplements")
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    cents = IntegerField()
    capacity = IntegerField(null=True)
    taken = IntegerField(default=0)
    released = IntegerField(default=0)

    class Meta:
        indexes = ((("open_day", "code"), True),)


class Enrolment(BaseModel):
    """A child may book an activity between two days, both included."""

    child = ForeignKeyField(Child, backref="enrolments")
    activity = ForeignKeyField(Activity, backref="enrolments", index=False)
    first_day = DayField()
    last_day = DayField()

    class Meta:
        # The second holds all that counts who is enrolled.
        indexes = (
            (("child", "activity", "first_day"), True),
            (("child", "activity", "first_day", "last_day"), False),
            (("activity", "last_day", "first_day", "child"), False),
        )
