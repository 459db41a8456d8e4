"""The first schema. A frozen copy: it never follows the models again."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

PARTIAL_INDEXES = (
    "CREATE UNIQUE INDEX booking_live_day ON booking (child_id, open_day_id)"
    " WHERE supplement_id IS NULL AND state IN ('booked', 'waiting')",
    "CREATE UNIQUE INDEX booking_live_supplement ON booking (child_id, supplement_id)"
    " WHERE supplement_id IS NOT NULL AND state IN ('booked', 'waiting')",
    "CREATE INDEX booking_waiting_day ON booking (structure_id, day) WHERE state = 'waiting'",
    "CREATE INDEX booking_waiting_open_day ON booking (open_day_id) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX movement_pending_booking ON movement (booking_id) WHERE state = 'pending'",
    "CREATE INDEX movement_pending_structure ON movement (structure_id, kind, id)"
    " WHERE state = 'pending'",
)


def up(migrator, db):
    class Structure(Model):
        code = CharField(unique=True, max_length=40)
        name = CharField(max_length=120)
        address = CharField(max_length=250, default="")
        phone = CharField(max_length=40, default="")
        email = CharField(max_length=250, default="")
        hours = CharField(max_length=250, default="")
        timezone = CharField(max_length=40, default="Europe/Paris")
        night_at = CharField(max_length=5, default="02:00")
        position = IntegerField(default=0)
        revision = IntegerField(default=1)
        last_update = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "structure"

    db.create_tables([Structure])

    class News(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        title = CharField(max_length=200)
        body = TextField()
        public = BooleanField(default=True)
        first_day = CharField(null=True, max_length=10)
        last_day = CharField(null=True, max_length=10)

        class Meta:
            database = db
            table_name = "news"
            indexes = ((("structure", "code"), True),)

    db.create_tables([News])

    class Holiday(Model):
        structure = ForeignKeyField(Structure)
        kind = CharField(max_length=10)
        name = CharField(max_length=120)
        first_day = CharField(max_length=10)
        last_day = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "holiday"
            indexes = ((("structure", "kind", "first_day", "name"), True),)

    db.create_tables([Holiday])

    class Family(Model):
        code = CharField(unique=True, max_length=40)
        name = CharField(max_length=120)
        address = CharField(max_length=250, default="")
        resident = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "family"

    db.create_tables([Family])

    class Membership(Model):
        family = ForeignKeyField(Family)
        structure = ForeignKeyField(Structure)

        class Meta:
            database = db
            table_name = "membership"
            indexes = ((("family", "structure"), True),)

    db.create_tables([Membership])

    class Child(Model):
        code = CharField(unique=True, max_length=40)
        first_name = CharField(max_length=80)
        last_name = CharField(max_length=80)
        birth_day = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "child"

    db.create_tables([Child])

    class Custody(Model):
        child = ForeignKeyField(Child)
        family = ForeignKeyField(Family)
        pattern = CharField(max_length=10, default="always")
        days = TextField(default="")

        class Meta:
            database = db
            table_name = "custody"
            indexes = ((("family", "child"), True),)

    db.create_tables([Custody])

    class Account(Model):
        login = CharField(unique=True, max_length=80)
        password_hash = CharField(max_length=200, default="")
        title = CharField(max_length=10, default="")
        first_name = CharField(max_length=80)
        last_name = CharField(max_length=80)
        email = CharField(max_length=250, default="")
        role = CharField(max_length=20, default="family")
        active = BooleanField(default=True)
        last_login = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "account"

    db.create_tables([Account])

    class AccountFamily(Model):
        account = ForeignKeyField(Account)
        family = ForeignKeyField(Family)

        class Meta:
            database = db
            table_name = "account_family"
            indexes = ((("account", "family"), True),)

    db.create_tables([AccountFamily])

    class Wallet(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        name = CharField(max_length=120)

        class Meta:
            database = db
            table_name = "wallet"
            indexes = ((("structure", "code"), True),)

    db.create_tables([Wallet])

    class LedgerEntry(Model):
        family = ForeignKeyField(Family)
        wallet = ForeignKeyField(Wallet)
        day = CharField(max_length=10)
        cents = IntegerField()
        kind = CharField(max_length=20)
        source = CharField(max_length=80)
        label = CharField(max_length=200, default="")
        recorded_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "ledger_entry"
            indexes = ((("kind", "source"), True), (("family", "wallet", "day"), False))

    db.create_tables([LedgerEntry])

    class Activity(Model):
        structure = ForeignKeyField(Structure)
        wallet = ForeignKeyField(Wallet)
        code = CharField(max_length=40)
        name = CharField(max_length=120)
        short_name = CharField(max_length=12)
        slots = CharField(max_length=120)
        terms = TextField()
        waiting_list = BooleanField(default=False)
        position = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "activity"
            indexes = ((("structure", "code"), True),)

    db.create_tables([Activity])

    class Counter(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        name = CharField(max_length=120)

        class Meta:
            database = db
            table_name = "counter"
            indexes = ((("structure", "code"), True),)

    db.create_tables([Counter])

    class ActivityCounter(Model):
        activity = ForeignKeyField(Activity)
        counter = ForeignKeyField(Counter)

        class Meta:
            database = db
            table_name = "activity_counter"
            indexes = ((("activity", "counter"), True),)

    db.create_tables([ActivityCounter])

    class CounterDay(Model):
        counter = ForeignKeyField(Counter, index=False)
        day = CharField(max_length=10)
        capacity = IntegerField(null=True)
        taken = IntegerField(default=0)
        released = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "counter_day"
            indexes = ((("counter", "day"), True),)

    db.create_tables([CounterDay])

    class Period(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        name = CharField(max_length=120)
        first_day = CharField(max_length=10)
        last_day = CharField(max_length=10)
        opens_at = BigIntegerField(null=True)
        closes_at = BigIntegerField(null=True)
        mode = CharField(max_length=12, default="first_come")

        class Meta:
            database = db
            table_name = "period"
            indexes = ((("structure", "code"), True),)

    db.create_tables([Period])

    class OpenDay(Model):
        activity = ForeignKeyField(Activity, index=False)
        day = CharField(max_length=10)
        period = ForeignKeyField(Period, null=True)
        capacity = IntegerField(null=True)
        taken = IntegerField(default=0)
        released = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "open_day"
            indexes = ((("activity", "day"), True),)

    db.create_tables([OpenDay])

    class Supplement(Model):
        open_day = ForeignKeyField(OpenDay)
        code = CharField(max_length=40)
        name = CharField(max_length=120)
        cents = IntegerField()
        capacity = IntegerField(null=True)
        taken = IntegerField(default=0)
        released = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "supplement"
            indexes = ((("open_day", "code"), True),)

    db.create_tables([Supplement])

    class Enrolment(Model):
        child = ForeignKeyField(Child)
        activity = ForeignKeyField(Activity)
        first_day = CharField(max_length=10)
        last_day = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "enrolment"
            indexes = ((("child", "activity", "first_day"), True),)

    db.create_tables([Enrolment])

    class Cart(Model):
        key = CharField(unique=True, max_length=40)
        family = ForeignKeyField(Family)
        version = IntegerField(default=1)
        updated_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "cart"

    db.create_tables([Cart])

    class CartLine(Model):
        cart = ForeignKeyField(Cart, on_delete="CASCADE", index=False)
        child = ForeignKeyField(Child, index=False)
        open_day = ForeignKeyField(OpenDay, index=False)
        supplement_id = IntegerField(default=0)
        wish = CharField(max_length=6)
        cents = IntegerField(default=0)
        problem = TextField(default="")
        added_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "cart_line"
            indexes = ((("cart", "child", "open_day", "supplement_id"), True),)

    db.create_tables([CartLine])

    class Booking(Model):
        structure = ForeignKeyField(Structure, index=False)
        family = ForeignKeyField(Family, index=False)
        child = ForeignKeyField(Child, index=False)
        open_day = ForeignKeyField(OpenDay)
        supplement = ForeignKeyField(Supplement, null=True, index=False)
        day = CharField(max_length=10)
        state = CharField(max_length=10)
        cents = IntegerField()
        priority = IntegerField(default=0)
        waiting_since = BigIntegerField(null=True)
        created_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "booking"
            indexes = ((("family", "day"), False), (("open_day",), False))

    db.create_tables([Booking])

    class BookingSlot(Model):
        booking = ForeignKeyField(Booking)
        child = ForeignKeyField(Child, index=False)
        day = CharField(max_length=10)
        slot = CharField(max_length=20)

        class Meta:
            database = db
            table_name = "booking_slot"
            indexes = ((("child", "day", "slot"), True),)

    db.create_tables([BookingSlot])

    class Movement(Model):
        structure = ForeignKeyField(Structure, index=False)
        family = ForeignKeyField(Family, index=False)
        child = ForeignKeyField(Child, index=False)
        booking = ForeignKeyField(Booking)
        day = CharField(max_length=10)
        kind = CharField(max_length=10)
        state = CharField(max_length=10, default="pending")
        account_id = IntegerField(null=True)
        author = CharField(max_length=160, default="")
        requested_at = BigIntegerField()
        decided_at = BigIntegerField(null=True)
        transmission_id = IntegerField(null=True)
        from_state = CharField(max_length=10, default="")
        to_state = CharField(max_length=10, default="")
        cents = IntegerField(default=0)
        reason_code = CharField(max_length=30, default="")
        reason = TextField(default="")
        facts = TextField(default="")

        class Meta:
            database = db
            table_name = "movement"
            indexes = ((("family", "day"), False), (("transmission_id", "family"), False))

    db.create_tables([Movement])

    class Validation(Model):
        cart = ForeignKeyField(Cart, index=False)
        version = IntegerField()
        family = ForeignKeyField(Family, index=False)
        validated_at = BigIntegerField()
        result = TextField()

        class Meta:
            database = db
            table_name = "validation"
            indexes = ((("cart", "version"), True),)

    db.create_tables([Validation])

    class Consumption(Model):
        code = CharField(unique=True, max_length=60)
        family = ForeignKeyField(Family)
        child = ForeignKeyField(Child)
        activity = ForeignKeyField(Activity)
        day = CharField(max_length=10)
        quantity = IntegerField(default=1)
        cents = IntegerField()

        class Meta:
            database = db
            table_name = "consumption"
            indexes = ((("family", "day"), False),)

    db.create_tables([Consumption])

    class Payment(Model):
        code = CharField(unique=True, max_length=60)
        family = ForeignKeyField(Family)
        wallet = ForeignKeyField(Wallet)
        day = CharField(max_length=10)
        label = CharField(max_length=200)
        means = CharField(max_length=20)
        number = CharField(max_length=40, default="")
        payer = CharField(max_length=160)
        cents = IntegerField()

        class Meta:
            database = db
            table_name = "payment"
            indexes = ((("family", "day"), False),)

    db.create_tables([Payment])

    class Transmission(Model):
        structure = ForeignKeyField(Structure)
        night = CharField(max_length=10)
        run = IntegerField(default=0)
        state = CharField(max_length=10, default="running")
        step = CharField(max_length=20, default="cancellations")
        cursor = CharField(max_length=40, default="")
        cutoff = IntegerField()
        started_at = BigIntegerField()
        finished_at = BigIntegerField(null=True)
        counts = TextField(default="{}")

        class Meta:
            database = db
            table_name = "transmission"
            indexes = ((("structure", "night", "run"), True),)

    db.create_tables([Transmission])

    class OutboxMail(Model):
        dedup_key = CharField(unique=True, max_length=120)
        structure_id = IntegerField(null=True)
        family_id = IntegerField(null=True)
        to_address = CharField(max_length=250)
        to_name = CharField(max_length=160, default="")
        template = CharField(max_length=60)
        context = TextField()
        state = CharField(max_length=10, default="pending")
        attempts = IntegerField(default=0)
        next_attempt_at = BigIntegerField()
        created_at = BigIntegerField()
        sent_at = BigIntegerField(null=True)
        last_error = TextField(default="")

        class Meta:
            database = db
            table_name = "outbox_mail"
            indexes = ((("state", "next_attempt_at"), False), (("family_id",), False))

    db.create_tables([OutboxMail])
    for statement in PARTIAL_INDEXES:
        db.execute_sql(statement)


def down(migrator, db):
    migrator.migrate(migrator.drop_table("outbox_mail"))
    migrator.migrate(migrator.drop_table("transmission"))
    migrator.migrate(migrator.drop_table("payment"))
    migrator.migrate(migrator.drop_table("consumption"))
    migrator.migrate(migrator.drop_table("validation"))
    migrator.migrate(migrator.drop_table("movement"))
    migrator.migrate(migrator.drop_table("booking_slot"))
    migrator.migrate(migrator.drop_table("booking"))
    migrator.migrate(migrator.drop_table("cart_line"))
    migrator.migrate(migrator.drop_table("cart"))
    migrator.migrate(migrator.drop_table("enrolment"))
    migrator.migrate(migrator.drop_table("supplement"))
    migrator.migrate(migrator.drop_table("open_day"))
    migrator.migrate(migrator.drop_table("period"))
    migrator.migrate(migrator.drop_table("counter_day"))
    migrator.migrate(migrator.drop_table("activity_counter"))
    migrator.migrate(migrator.drop_table("counter"))
    migrator.migrate(migrator.drop_table("activity"))
    migrator.migrate(migrator.drop_table("ledger_entry"))
    migrator.migrate(migrator.drop_table("wallet"))
    migrator.migrate(migrator.drop_table("account_family"))
    migrator.migrate(migrator.drop_table("account"))
    migrator.migrate(migrator.drop_table("custody"))
    migrator.migrate(migrator.drop_table("child"))
    migrator.migrate(migrator.drop_table("membership"))
    migrator.migrate(migrator.drop_table("family"))
    migrator.migrate(migrator.drop_table("holiday"))
    migrator.migrate(migrator.drop_table("news"))
    migrator.migrate(migrator.drop_table("structure"))
