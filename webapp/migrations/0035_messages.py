"""Messages written to families."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Message(Model):
        structure = ForeignKeyField(Structure)
        key = CharField(max_length=40, unique=True)
        subject = CharField(max_length=120)
        body = TextField()
        audience = CharField(max_length=400)
        news = BooleanField(default=False)
        families = IntegerField()
        letters = IntegerField()
        author = CharField(max_length=160)
        made_at = BigIntegerField()
        recalled_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "message"

    db.create_tables([Message])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("message"))
