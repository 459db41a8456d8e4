"""Changes of the profile, corrections asked of the staff, the choice of mails."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, TextField

COLUMNS = (
    ("account", "mail_reports", "{boolean} NOT NULL DEFAULT TRUE"),
    ("account", "mail_places", "{boolean} NOT NULL DEFAULT TRUE"),
    ("account", "mail_news", "{boolean} NOT NULL DEFAULT TRUE"),
    ("structure", "profile_immediate", "{boolean} NOT NULL DEFAULT FALSE"),
    ("access_link", "change_id", "INTEGER"),
)
ONE_PENDING = (
    "CREATE UNIQUE INDEX profile_change_one_pending ON profile_change (account_id, kind)"
    " WHERE state = 'pending'"
)


def up(migrator, db):
    boolean = "INTEGER" if db.param == "?" else "BOOLEAN"
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(boolean=boolean)}")

    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class ProfileChange(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        kind = CharField(max_length=10)
        value = CharField(max_length=250, default="")
        secret_hash = CharField(max_length=200, default="")
        former = CharField(max_length=250, default="")
        session_id = IntegerField(null=True)
        state = CharField(max_length=10, default="pending")
        requested_at = BigIntegerField()
        confirmed_at = BigIntegerField(null=True)
        approved_at = BigIntegerField(null=True)
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "profile_change"

    class CorrectionRequest(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        field = CharField(max_length=20)
        body = TextField()
        state = CharField(max_length=10, default="asked", index=True)
        answer = TextField(default="")
        decided_by = CharField(max_length=170, default="")
        requested_at = BigIntegerField()
        decided_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "correction_request"

    db.create_tables([ProfileChange, CorrectionRequest])
    db.execute_sql(ONE_PENDING)


def down(migrator, db):
    migrator.migrate(migrator.drop_table("correction_request"))
    migrator.migrate(migrator.drop_table("profile_change"))
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
