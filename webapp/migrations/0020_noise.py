"""How many messages of banks came in an hour, and when one made us look: both have bounds."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class CashierOffice(Model):
        class Meta:
            database = db
            table_name = "cashier_office"

    class CardMessageCount(Model):
        office = ForeignKeyField(CashierOffice, index=False)
        hour = BigIntegerField()
        verdict = CharField(max_length=12)
        count = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "card_message_count"
            indexes = ((("office", "hour", "verdict"), True),)

    db.create_tables([CardMessageCount])
    kind = "INTEGER" if db.param == "?" else "BIGINT"
    db.execute_sql(f"ALTER TABLE card_payment ADD COLUMN nudged_at {kind}")


def down(migrator, db):
    db.execute_sql("ALTER TABLE card_payment DROP COLUMN nudged_at")
    migrator.migrate(migrator.drop_table("card_message_count"))
