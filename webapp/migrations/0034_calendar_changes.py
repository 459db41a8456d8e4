"""What changed the year of an activity, so that it can be taken back."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Activity(Model):
        class Meta:
            database = db
            table_name = "activity"

    class CalendarChange(Model):
        activity = ForeignKeyField(Activity)
        author = CharField(max_length=160)
        made_at = BigIntegerField()
        undone_at = BigIntegerField(null=True)
        label = CharField(max_length=200)
        days = TextField()

        class Meta:
            database = db
            table_name = "calendar_change"

    db.create_tables([CalendarChange])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("calendar_change"))
