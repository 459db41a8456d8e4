"""Absences that parents declare, and what is decided of them."""

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class Booking(Model):
        class Meta:
            database = db
            table_name = "booking"

    class Absence(Model):
        family = ForeignKeyField(Family)
        booking = ForeignKeyField(Booking, unique=True)
        reason = CharField(max_length=60)
        promised = BooleanField(default=False)
        author = CharField(max_length=160, default="")
        told_at = BigIntegerField()
        justified_at = BigIntegerField(null=True)
        withdrawn_at = BigIntegerField(null=True)
        settled_at = BigIntegerField(null=True)
        credit = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "absence"

    db.create_tables([Absence])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("absence"))
