"""What was ticked: a child on an open day."""

from peewee import SQL, CharField, ForeignKeyField, IntegerField

from webapp.activities.models import OpenDay
from webapp.database import BaseModel, DayField, InstantField
from webapp.families.models import Child, Family
from webapp.structures.models import Structure


class Attendance(BaseModel):
    """`state`: one of `rules.STATES`, '' once it was taken back. `family`: the household that the
    child came from, and that owes a presence without a booking. `structure` and `day` repeat the
    open day's, for the indexes.

    The night settles each tick once its day is over: `cents` is what it has charged for it in all
    (< 0: given back), in `revision` entries. Another tick makes it due again.
    """

    structure = ForeignKeyField(Structure, index=False)
    family = ForeignKeyField(Family, index=False)
    child = ForeignKeyField(Child, index=False)
    open_day = ForeignKeyField(OpenDay, index=False)
    day = DayField()
    state = CharField(max_length=10)
    arrived_at = InstantField(null=True)
    left_at = InstantField(null=True)
    author = CharField(max_length=160)
    marked_at = InstantField()
    settled_at = InstantField(null=True)
    cents = IntegerField(default=0)
    revision = IntegerField(default=0)

    class Meta:
        indexes = ((("open_day", "child"), True), (("structure", "day"), False))


Attendance.add_index(
    Attendance.index(
        Attendance.structure,
        Attendance.id,
        where=SQL("settled_at IS NULL"),
        name="attendance_to_settle",
    )
)
