"""Browsers that are logged in, and what slows guessing down."""

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class LoginSession(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        token_hash = CharField(max_length=64, unique=True)
        remembered = BooleanField(default=False)
        device = CharField(max_length=80, default="")
        address = CharField(max_length=64, default="")
        created_at = BigIntegerField()
        seen_at = BigIntegerField()
        expires_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "login_session"

    class Attempt(Model):
        key = CharField(max_length=140, unique=True)
        failures = IntegerField(default=0)
        last_at = BigIntegerField()
        until = BigIntegerField()

        class Meta:
            database = db
            table_name = "attempt"

    db.create_tables([LoginSession, Attempt])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("attempt"))
    migrator.migrate(migrator.drop_table("login_session"))
