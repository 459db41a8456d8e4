"""Refunds that families ask for, and what the cashier decides."""

from peewee import SQL, BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class Wallet(Model):
        class Meta:
            database = db
            table_name = "wallet"

    class Refund(Model):
        family = ForeignKeyField(Family)
        wallet = ForeignKeyField(Wallet, index=False)
        cents = IntegerField()
        reason = CharField(max_length=200)
        account_id = IntegerField()
        author = CharField(max_length=160)
        asked_at = BigIntegerField()
        state = CharField(max_length=10)
        given = IntegerField(default=0)
        means = CharField(max_length=20, default="")
        number = CharField(max_length=40, default="")
        answer = CharField(max_length=400, default="")
        decided_by = CharField(max_length=170, default="")
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "refund"

    Refund.add_index(
        Refund.index(
            Refund.family,
            Refund.wallet,
            unique=True,
            where=SQL("state = 'asked'"),
            name="refund_asked_once",
        )
    )
    db.create_tables([Refund])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("refund"))
