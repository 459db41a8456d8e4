"""Carts, bookings and their history.

A booking is `booked` or `waiting` while it lives; it ends `cancelled`, `refused`, `withdrawn`
or `left`, and is never deleted. A movement is `pending` (« Non transmis ») until it ends, once,
`accepted`, `refused`, `waiting` or `withdrawn`.

A foreign key has no index of its own where nothing is looked up by it alone, or where a longer
index begins with it: each costs a page of every request that is recorded.
"""

from peewee import SQL, CharField, ForeignKeyField, IntegerField, TextField

from webapp.activities.models import Activity, Closure, OpenDay, Supplement
from webapp.database import BaseModel, DayField, InstantField
from webapp.families.models import Child, Family
from webapp.structures.models import Structure


class Cart(BaseModel):
    """What one browser session asks and has not validated.

    `version` grows with every change; the version read on the recap is the one-time key of the
    second « Valider ».
    """

    key = CharField(max_length=40, unique=True)
    family = ForeignKeyField(Family, backref="carts")
    version = IntegerField(default=1)
    updated_at = InstantField()


class CartLine(BaseModel):
    """A wish: `book`, `cancel` or `wait`, for an open day or one of its supplements.

    `cents` is what it would add to the cost (negative for a cancellation), for the cart bar.
    `supplement_id` is 0 for the day itself, so that one unique index holds both.
    `problem` is the code of the refusal met at the last validation, empty otherwise.
    """

    cart = ForeignKeyField(Cart, backref="lines", on_delete="CASCADE", index=False)
    child = ForeignKeyField(Child, index=False)
    open_day = ForeignKeyField(OpenDay, index=False)
    supplement_id = IntegerField(default=0)
    wish = CharField(max_length=6)
    cents = IntegerField(default=0)
    problem = TextField(default="")
    added_at = InstantField()

    class Meta:
        indexes = ((("cart", "child", "open_day", "supplement_id"), True),)


class Booking(BaseModel):
    """`cents` is the unit price, frozen at validation with `price_rule`, the rule that gave it, in
    words. `priority` then `waiting_since` then `id`
    order the waiting list. `structure` and `day` repeat the open day's, for the indexes."""

    structure = ForeignKeyField(Structure, index=False)
    family = ForeignKeyField(Family, backref="bookings", index=False)
    child = ForeignKeyField(Child, backref="bookings", index=False)
    open_day = ForeignKeyField(OpenDay, backref="bookings")
    supplement = ForeignKeyField(Supplement, backref="bookings", null=True, index=False)
    day = DayField()
    state = CharField(max_length=10)
    cents = IntegerField()
    price_rule = CharField(max_length=400, default="", constraints=[SQL("DEFAULT ''")])
    priority = IntegerField(default=0)
    waiting_since = InstantField(null=True)
    created_at = InstantField()

    class Meta:
        indexes = ((("family", "day"), False), (("open_day",), False))


LIVE = "state IN ('booked', 'waiting')"
Booking.add_index(
    Booking.index(
        Booking.child,
        Booking.open_day,
        unique=True,
        where=SQL(f"supplement_id IS NULL AND {LIVE}"),
        name="booking_live_day",
    )
)
Booking.add_index(
    Booking.index(
        Booking.child,
        Booking.supplement,
        unique=True,
        where=SQL(f"supplement_id IS NOT NULL AND {LIVE}"),
        name="booking_live_supplement",
    )
)
Booking.add_index(
    Booking.index(
        Booking.structure,
        Booking.day,
        where=SQL("state = 'waiting'"),
        name="booking_waiting_day",
    )
)
Booking.add_index(
    Booking.index(
        Booking.open_day,
        where=SQL("state = 'waiting'"),
        name="booking_waiting_open_day",
    )
)


class BookingSlot(BaseModel):
    """A part of a day that a child's booking fills: the unique index is what keeps two bookings
    from meeting, whatever runs at once."""

    booking = ForeignKeyField(Booking, backref="slots")
    child = ForeignKeyField(Child, index=False)
    day = DayField()
    slot = CharField(max_length=20)

    class Meta:
        indexes = ((("child", "day", "slot"), True),)


class Movement(BaseModel):
    """One request, or one act of the night: `book`, `wait`, `cancel`, `leave`, `promote`.

    `account_id` and `author` say who asked (empty for the night itself); the name is frozen.
    `reason_code`, `reason` and `facts` (JSON) are the proof of the decision (N04).
    """

    structure = ForeignKeyField(Structure, index=False)
    family = ForeignKeyField(Family, backref="movements", index=False)
    child = ForeignKeyField(Child, index=False)
    booking = ForeignKeyField(Booking, backref="movements")
    day = DayField()
    kind = CharField(max_length=10)
    state = CharField(max_length=10, default="pending")
    account_id = IntegerField(null=True)
    author = CharField(max_length=160, default="")
    requested_at = InstantField()
    decided_at = InstantField(null=True)
    transmission_id = IntegerField(null=True)
    from_state = CharField(max_length=10, default="")
    to_state = CharField(max_length=10, default="")
    cents = IntegerField(default=0)
    reason_code = CharField(max_length=30, default="")
    reason = TextField(default="")
    facts = TextField(default="")

    class Meta:
        indexes = ((("family", "day"), False), (("transmission_id", "family"), False))


Movement.add_index(
    Movement.index(
        Movement.booking,
        unique=True,
        where=SQL("state = 'pending'"),
        name="movement_pending_booking",
    )
)
Movement.add_index(
    Movement.index(
        Movement.structure,
        Movement.kind,
        Movement.id,
        where=SQL("state = 'pending'"),
        name="movement_pending_structure",
    )
)
# For searches among millions (`staff/request_search.py`); a « Valider » seldom writes into them.
Movement.add_index(
    Movement.index(
        Movement.structure,
        Movement.state,
        Movement.id,
        where=SQL("state NOT IN ('pending', 'accepted')"),
        name="movement_rare_state",
    )
)
Movement.add_index(
    Movement.index(
        Movement.structure,
        Movement.kind,
        Movement.id,
        where=SQL("kind NOT IN ('book', 'cancel')"),
        name="movement_rare_kind",
    )
)


class ClosedBooking(BaseModel):
    """What a closure found: the booking's `state` before, the request under way (`pending`, its
    kind; '' without one). To undo it."""

    closure = ForeignKeyField(Closure, backref="bookings")
    booking = ForeignKeyField(Booking, index=False)
    state = CharField(max_length=10)
    pending = CharField(max_length=10, default="")

    class Meta:
        indexes = ((("closure", "booking"), True),)


class Validation(BaseModel):
    """The result of a second « Valider »: a replay of the same key shows the same result."""

    cart = ForeignKeyField(Cart, backref="validations", index=False)
    version = IntegerField()
    family = ForeignKeyField(Family, index=False)
    validated_at = InstantField()
    result = TextField()

    class Meta:
        indexes = ((("cart", "version"), True),)


class FeeDue(BaseModel):
    """A fee that a family owes once for all bookings of a unit (`activities/rules/fees.py`), frozen
    with the first of them. `code` names the unit; `due_on` is the first day that it is for, and
    `child` whose. `state` is `due` or `withdrawn`: all bookings went before that day.
    """

    structure = ForeignKeyField(Structure, index=False)
    family = ForeignKeyField(Family, backref="fees", index=False)
    child = ForeignKeyField(Child, index=False)
    activity = ForeignKeyField(Activity, index=False)
    code = CharField(max_length=120)
    name = CharField(max_length=80)
    cents = IntegerField()
    price_rule = CharField(max_length=400)
    due_on = DayField()
    state = CharField(max_length=10)
    created_at = InstantField()
    ended_at = InstantField(null=True)


FeeDue.add_index(
    FeeDue.index(
        FeeDue.family,
        FeeDue.structure,
        FeeDue.code,
        unique=True,
        where=SQL("state = 'due'"),
        name="fee_due_once",
    )
)
FeeDue.add_index(
    FeeDue.index(
        FeeDue.structure,
        FeeDue.due_on,
        where=SQL("state = 'due'"),
        name="fee_due_night",
    )
)
