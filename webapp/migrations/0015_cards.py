"""Cashier's offices, card payments and what banks say."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

KEPT_ON_SQLITE = tuple(
    f"CREATE TRIGGER card_message_no_{verb} BEFORE {verb} ON card_message "
    "BEGIN SELECT RAISE(ABORT, 'card_message is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
KEPT_ON_POSTGRES = (
    "CREATE TRIGGER card_message_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON card_message "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only()",
)
TABLES = ("card_message", "card_payment_line", "card_payment")


def up(migrator, db):
    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Wallet(Model):
        class Meta:
            database = db
            table_name = "wallet"

    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class CashierOffice(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        name = CharField(max_length=120)
        gateway = CharField(max_length=10)
        shop = CharField(max_length=20)
        mode = CharField(max_length=10)
        address = CharField(max_length=200, default="")
        least = IntegerField(default=100)
        most = IntegerField(default=500_000)
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "cashier_office"
            indexes = ((("structure", "code"), True),)

    class CardPayment(Model):
        family = ForeignKeyField(Family, index=False)
        office = ForeignKeyField(CashierOffice)
        account_id = IntegerField()
        payer = CharField(max_length=160)
        email = CharField(max_length=250)
        reference = CharField(max_length=30, unique=True)
        cents = IntegerField()
        shop = CharField(max_length=20)
        mode = CharField(max_length=10)
        state = CharField(max_length=10, default="started")
        bank_ref = CharField(max_length=64, default="", index=True)
        ticket = TextField(default="")
        live_key = CharField(max_length=64, null=True, unique=True)
        why = CharField(max_length=250, default="")
        bank_number = CharField(max_length=64, default="")
        number = CharField(max_length=40, default="")
        created_at = BigIntegerField()
        settled_at = BigIntegerField(null=True)
        look_at = BigIntegerField(null=True, index=True)
        told_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "card_payment"
            indexes = ((("family", "created_at"), False), (("state", "created_at"), False))

    class CardPaymentLine(Model):
        payment = ForeignKeyField(CardPayment, index=False)
        wallet = ForeignKeyField(Wallet, index=False)
        cents = IntegerField()

        class Meta:
            database = db
            table_name = "card_payment_line"
            indexes = ((("payment", "wallet"), True),)

    class CardMessage(Model):
        office = ForeignKeyField(CashierOffice, null=True)
        payment = ForeignKeyField(CardPayment, null=True)
        channel = CharField(max_length=12)
        text = TextField()
        verdict = CharField(max_length=12)
        why = CharField(max_length=250, default="")
        status = IntegerField(default=0)
        received_at = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "card_message"

    db.create_tables([CashierOffice, CardPayment, CardPaymentLine, CardMessage])
    db.execute_sql("ALTER TABLE wallet ADD COLUMN office_id INTEGER REFERENCES cashier_office (id)")
    db.execute_sql("CREATE INDEX wallet_office_id ON wallet (office_id)")
    for statement in KEPT_ON_SQLITE if db.param == "?" else KEPT_ON_POSTGRES:
        db.execute_sql(statement)


def down(migrator, db):
    for table in TABLES:
        migrator.migrate(migrator.drop_table(table))
    db.execute_sql("DROP INDEX wallet_office_id")
    db.execute_sql("ALTER TABLE wallet DROP COLUMN office_id")
    migrator.migrate(migrator.drop_table("cashier_office"))
