"""What staff leave behind them: messages to families, files imported."""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from webapp.database import BaseModel, InstantField
from webapp.structures.models import Structure


class Message(BaseModel):
    """A mail to the families of a structure. `key` comes with the form, so that two posts send one;
    `audience` says in French whom it was for; `news`: families may do without it; `letters`: the
    addresses that it goes to."""

    structure = ForeignKeyField(Structure, backref="messages")
    key = CharField(max_length=40, unique=True)
    subject = CharField(max_length=120)
    body = TextField()
    audience = CharField(max_length=400)
    news = BooleanField(default=False)
    families = IntegerField()
    letters = IntegerField()
    author = CharField(max_length=160)
    made_at = InstantField()
    recalled_at = InstantField(null=True)


class ImportRun(BaseModel):
    """Files sent in the browser to be imported. `state`: `waiting` to be looked at, `checked`,
    `refused`, `applying`, `done`, `dropped`. `archive`: the files, zipped, until they are imported,
    given up or a day old. `digest` names what was shown and may be written; `report` is JSON."""

    state = CharField(max_length=10)
    names = TextField()
    archive = BlobField(null=True)
    digest = CharField(max_length=64, default="")
    report = TextField(default="{}")
    author = CharField(max_length=160)
    made_at = InstantField()
    ended_at = InstantField(null=True)
