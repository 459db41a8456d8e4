"""A town's service, its news and its calendar of holidays."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from webapp.database import BaseModel, DayField, InstantField

MONDAY_TO_FRIDAY = "lundi mardi mercredi jeudi vendredi"


class Structure(BaseModel):
    """A service that families book with (« structure »).

    `revision` grows with every change of what processes keep in memory about it (holidays).
    `last_update` is the end of the last transmission that succeeded (manual, « date de
    dernière mise à jour »). `night_at` is `HH:MM` in the structure's own time zone.
    `secret_question`: whether its families may recover a password by their question.
    `office_days`: weekdays on which the town hall is open, in the words of docs/rules.md.
    """

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=120)
    address = CharField(max_length=250, default="")
    phone = CharField(max_length=40, default="")
    email = CharField(max_length=250, default="")
    hours = CharField(max_length=250, default="")
    timezone = CharField(max_length=40, default="Europe/Paris")
    office_days = CharField(
        max_length=80, default=MONDAY_TO_FRIDAY, constraints=[SQL(f"DEFAULT '{MONDAY_TO_FRIDAY}'")]
    )
    night_at = CharField(max_length=5, default="02:00")
    secret_question = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    position = IntegerField(default=0)
    revision = IntegerField(default=1)
    last_update = InstantField(null=True)


class News(BaseModel):
    """Information that the structure publishes on its home page (S02)."""

    structure = ForeignKeyField(Structure, backref="news")
    code = CharField(max_length=40)
    title = CharField(max_length=200)
    body = TextField()
    public = BooleanField(default=True)
    first_day = DayField(null=True)
    last_day = DayField(null=True)

    class Meta:
        indexes = ((("structure", "code"), True),)


class Holiday(BaseModel):
    """Days off: `kind` is `public`, `school` or `closure`; both ends included."""

    structure = ForeignKeyField(Structure, backref="holidays")
    kind = CharField(max_length=10)
    name = CharField(max_length=120)
    first_day = DayField()
    last_day = DayField()

    class Meta:
        indexes = ((("structure", "kind", "first_day", "name"), True),)
