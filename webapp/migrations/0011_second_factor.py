"""The second factor of staff: phones, and codes kept on paper."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class SecondFactor(Model):
        account = ForeignKeyField(Account, unique=True, on_delete="CASCADE")
        sealed = CharField(max_length=250)
        last_step = IntegerField()
        confirmed_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "second_factor"

    class RecoveryCode(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        code_hash = CharField(max_length=64)
        used_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"
            indexes = ((("account", "code_hash"), True),)

    db.create_tables([SecondFactor, RecoveryCode])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("recovery_code"))
    migrator.migrate(migrator.drop_table("second_factor"))
