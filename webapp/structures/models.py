"""A town's service, its news and its calendar of holidays."""

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Node,
    TextField,
)

from webapp.database import BaseModel, DayField, InstantField

EMPTY: list[Node] = [SQL("DEFAULT ''")]
FIRST: list[Node] = [SQL("DEFAULT 1")]
MONDAY_TO_FRIDAY = "lundi mardi mercredi jeudi vendredi"


class Structure(BaseModel):
    """A service that families book with (« structure »).

    `revision` grows with every change of what processes keep in memory about it (holidays).
    `last_update` is the end of the last transmission that succeeded (manual, « date de
    dernière mise à jour »). `night_at` is `HH:MM` in the structure's own time zone.
    `profile_immediate`: changes of a profile take effect at once, not with the night.
    `secret_question`: whether its families may recover a password by their question.
    `debit_scope`: what keeps a family from booking when it owes more than `debit_limit` cents: the
    `sum` of its wallets, `any` of them, or `never`.
    `charged_until`: the last day whose bookings a night has charged.
    `history_months`: how many months before the present one families may read.
    `office_days`: weekdays on which the town hall is open, in the words of docs/rules.md.
    `slug`: its own address, `/s/<slug>/`; None: its code in lower case. `presentation` is
    Markdown; `accent` its colour, `#rrggbb`, '' for Marelle's own (`colours.py`).
    `version` grows with every change of what it says of itself: who edits says which one was read.
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
    debit_scope = CharField(max_length=5, default="sum", constraints=[SQL("DEFAULT 'sum'")])
    debit_limit = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    charged_until = DayField(null=True)
    history_months = IntegerField(default=1, constraints=[SQL("DEFAULT 1")])
    profile_immediate = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    position = IntegerField(default=0)
    revision = IntegerField(default=1)
    slug = CharField(max_length=40, null=True, unique=True)
    presentation = TextField(default="", constraints=EMPTY)
    accent = CharField(max_length=7, default="", constraints=EMPTY)
    version = IntegerField(default=1, constraints=FIRST)
    last_update = InstantField(null=True)


class News(BaseModel):
    """Information that the structure publishes on its home page (S02); `body` is Markdown."""

    structure = ForeignKeyField(Structure, backref="news")
    code = CharField(max_length=40)
    title = CharField(max_length=200)
    body = TextField()
    public = BooleanField(default=True)
    first_day = DayField(null=True)
    last_day = DayField(null=True)
    version = IntegerField(default=1, constraints=FIRST)

    class Meta:
        indexes = ((("structure", "code"), True),)


class Picture(BaseModel):
    """A picture that the structure's texts may show: `![](image:code)`.

    Two WebP files, written anew from what was sent: `small` for pages (a few KB), `large` for
    those who want to read a poster. `name` is made of their bytes: what it names never changes.
    """

    structure = ForeignKeyField(Structure, backref="pictures")
    code = CharField(max_length=40)
    alt = CharField(max_length=250)
    name = CharField(max_length=32, index=True)
    width = IntegerField()
    height = IntegerField()
    small = BlobField()
    large = BlobField()

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
