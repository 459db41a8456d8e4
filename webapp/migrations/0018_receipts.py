"""Receipts, numbered without gaps, and the payments that they stand for."""

from peewee import CharField, ForeignKeyField, IntegerField, Model, TextField

SQLITE = """
CREATE TRIGGER receipt_no_{verb} BEFORE {verb} ON receipt
BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END
"""
POSTGRES = """
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
"""


def up(migrator, db):
    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class ReceiptCounter(Model):
        structure = ForeignKeyField(Structure, index=False)
        office = IntegerField()
        year = IntegerField()
        last = IntegerField()

        class Meta:
            database = db
            table_name = "receipt_counter"
            indexes = ((("structure", "office", "year"), True),)

    class Receipt(Model):
        structure = ForeignKeyField(Structure, index=False)
        office = IntegerField()
        year = IntegerField()
        number = IntegerField()
        family = ForeignKeyField(Family)
        source = CharField(max_length=60, unique=True)
        day = CharField(max_length=10)
        structure_name = CharField(max_length=120)
        office_name = CharField(max_length=120)
        family_name = CharField(max_length=120)
        payer = CharField(max_length=160)
        means = CharField(max_length=20)
        means_number = CharField(max_length=40)
        cents = IntegerField()
        lines = TextField()

        class Meta:
            database = db
            table_name = "receipt"
            indexes = ((("structure", "office", "year", "number"), True),)

    db.create_tables([ReceiptCounter, Receipt])
    sqlite = [SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    for statement in sqlite if db.param == "?" else [POSTGRES]:
        db.execute_sql(statement)
    db.execute_sql("ALTER TABLE payment ADD COLUMN receipt_id INTEGER REFERENCES receipt (id)")
    db.execute_sql("CREATE INDEX payment_receipt_id ON payment (receipt_id)")


def down(migrator, db):
    db.execute_sql("DROP INDEX payment_receipt_id")
    migrator.migrate(migrator.drop_column("payment", "receipt_id", cascade=False))
    for table in ("receipt", "receipt_counter"):
        migrator.migrate(migrator.drop_table(table))
