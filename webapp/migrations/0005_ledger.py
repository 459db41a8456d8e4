"""Entries that nobody changes, their author, and the balances that they come to."""

from peewee import ForeignKeyField, IntegerField, Model

FILL = """
INSERT INTO balance (family_id, wallet_id, cents)
SELECT family_id, wallet_id, SUM(cents) FROM ledger_entry GROUP BY family_id, wallet_id
"""
KEPT_ON_SQLITE = tuple(
    f"CREATE TRIGGER ledger_entry_no_{verb} BEFORE {verb} ON ledger_entry "
    "BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
KEPT_ON_POSTGRES = (
    "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$",
    "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only()",
)
FREED_ON_SQLITE = ("DROP TRIGGER ledger_entry_no_UPDATE", "DROP TRIGGER ledger_entry_no_DELETE")
FREED_ON_POSTGRES = (
    "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
    "DROP FUNCTION append_only()",
)


def up(migrator, db):
    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class Wallet(Model):
        class Meta:
            database = db
            table_name = "wallet"

    class Balance(Model):
        family = ForeignKeyField(Family, index=False)
        wallet = ForeignKeyField(Wallet, index=False)
        cents = IntegerField()

        class Meta:
            database = db
            table_name = "balance"
            indexes = ((("family", "wallet"), True),)

    db.create_tables([Balance])
    db.execute_sql(FILL)
    db.execute_sql("ALTER TABLE ledger_entry ADD COLUMN author VARCHAR(160) NOT NULL DEFAULT ''")
    for statement in KEPT_ON_SQLITE if db.param == "?" else KEPT_ON_POSTGRES:
        db.execute_sql(statement)


def down(migrator, db):
    for statement in FREED_ON_SQLITE if db.param == "?" else FREED_ON_POSTGRES:
        db.execute_sql(statement)
    db.execute_sql("ALTER TABLE ledger_entry DROP COLUMN author")
    migrator.migrate(migrator.drop_table("balance"))
