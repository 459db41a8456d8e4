"""Getting back in: questions, links by mail."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model

COLUMNS = (
    ("account", "question", "VARCHAR(200) NOT NULL DEFAULT ''"),
    ("account", "answer_hash", "VARCHAR(200) NOT NULL DEFAULT ''"),
    ("account", "question_locked", "{boolean} NOT NULL DEFAULT FALSE"),
    ("account", "hold_until", "BIGINT"),
    ("account", "must_change", "{boolean} NOT NULL DEFAULT FALSE"),
    ("structure", "secret_question", "{boolean} NOT NULL DEFAULT TRUE"),
)


def up(migrator, db):
    boolean = "INTEGER" if db.param == "?" else "BOOLEAN"
    for table, column, kind in COLUMNS:
        typed = kind.format(boolean=boolean)
        typed = typed.replace("BIGINT", "INTEGER") if db.param == "?" else typed
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {typed}")

    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class AccessLink(Model):
        kind = CharField(max_length=12)
        token_hash = CharField(max_length=64, unique=True)
        account = ForeignKeyField(Account, on_delete="CASCADE")
        created_at = BigIntegerField()
        expires_at = BigIntegerField()
        used_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "access_link"

    class LinkRequest(Model):
        address = CharField(max_length=250)
        requested_at = BigIntegerField()
        done_at = BigIntegerField(null=True, index=True)

        class Meta:
            database = db
            table_name = "link_request"

    db.create_tables([AccessLink, LinkRequest])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("link_request"))
    migrator.migrate(migrator.drop_table("access_link"))
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
