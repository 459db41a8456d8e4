"""One row per structure, night and run: the lock and the cursor of the night."""

from peewee import SQL, CharField, ForeignKeyField, IntegerField, TextField

from webapp.database import BaseModel, DayField, InstantField
from webapp.structures.models import Structure


class Transmission(BaseModel):
    """`run` 0 is the night itself; 1, 2… are those run by hand for the same night.

    `author`: who decided some requests by hand, in a run of their own; '' for a night.
    `cutoff` is the last movement that it takes: later ones are the next night's.
    `step` is where it stands, `cursor` how far within the step; `counts` is JSON;
    `steps` too: when each step ended, in UTC seconds.
    """

    structure = ForeignKeyField(Structure, backref="transmissions")
    night = DayField()
    run = IntegerField(default=0)
    state = CharField(max_length=10, default="running")
    step = CharField(max_length=20, default="profiles")
    cursor = CharField(max_length=40, default="")
    cutoff = IntegerField()
    started_at = InstantField()
    finished_at = InstantField(null=True)
    counts = TextField(default="{}")
    steps = TextField(default="{}", constraints=[SQL("DEFAULT '{}'")])
    author = CharField(max_length=160, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("structure", "night", "run"), True),)
