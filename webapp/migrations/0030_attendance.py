"""Who was there, as ticked on the spot."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model

TO_SETTLE = (
    "CREATE INDEX attendance_to_settle ON attendance (structure_id, id) WHERE settled_at IS NULL"
)


def up(migrator, db):
    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class Child(Model):
        class Meta:
            database = db
            table_name = "child"

    class OpenDay(Model):
        class Meta:
            database = db
            table_name = "open_day"

    class Attendance(Model):
        structure = ForeignKeyField(Structure, index=False)
        family = ForeignKeyField(Family, index=False)
        child = ForeignKeyField(Child, index=False)
        open_day = ForeignKeyField(OpenDay, index=False)
        day = CharField(max_length=10)
        state = CharField(max_length=10)
        arrived_at = BigIntegerField(null=True)
        left_at = BigIntegerField(null=True)
        author = CharField(max_length=160)
        marked_at = BigIntegerField()
        settled_at = BigIntegerField(null=True)
        cents = IntegerField(default=0)
        revision = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "attendance"
            indexes = ((("open_day", "child"), True), (("structure", "day"), False))

    db.create_tables([Attendance])
    db.execute_sql(TO_SETTLE)


def down(migrator, db):
    migrator.migrate(migrator.drop_table("attendance"))
