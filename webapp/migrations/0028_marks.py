"""Messages of banks that a cashier has dealt with."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model


def up(migrator, db):
    class CardMessage(Model):
        class Meta:
            database = db
            table_name = "card_message"

    class CardMessageMark(Model):
        message = ForeignKeyField(CardMessage, unique=True)
        note = CharField(max_length=200, default="")
        author = CharField(max_length=170)
        marked_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "card_message_mark"

    db.create_tables([CardMessageMark])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("card_message_mark"))
