"""Days closed at short notice, and what was booked on them."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model


def up(migrator, db):
    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Booking(Model):
        class Meta:
            database = db
            table_name = "booking"

    class Closure(Model):
        structure = ForeignKeyField(Structure)
        reason = CharField(max_length=200)
        first_day = CharField(max_length=10)
        last_day = CharField(max_length=10)
        author = CharField(max_length=160)
        made_at = BigIntegerField()
        undone_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "closure"

    class ClosedBooking(Model):
        closure = ForeignKeyField(Closure)
        booking = ForeignKeyField(Booking, index=False)
        state = CharField(max_length=10)
        pending = CharField(max_length=10, default="")

        class Meta:
            database = db
            table_name = "closed_booking"
            indexes = ((("closure", "booking"), True),)

    db.create_tables([Closure, ClosedBooking])
    db.execute_sql("ALTER TABLE open_day ADD COLUMN closure_id INTEGER REFERENCES closure (id)")
    db.execute_sql("CREATE INDEX open_day_closure_id ON open_day (closure_id)")


def down(migrator, db):
    db.execute_sql("DROP INDEX open_day_closure_id")
    db.execute_sql("ALTER TABLE open_day DROP COLUMN closure_id")
    migrator.migrate(migrator.drop_table("closed_booking"))
    migrator.migrate(migrator.drop_table("closure"))
