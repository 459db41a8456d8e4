"""Exceptions to the custody of a child."""

from peewee import CharField, ForeignKeyField, Model


def up(migrator, db):
    class Child(Model):
        class Meta:
            database = db
            table_name = "child"

    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class CustodyException(Model):
        child = ForeignKeyField(Child, index=False)
        family = ForeignKeyField(Family, index=False)
        first_day = CharField(max_length=10)
        last_day = CharField(max_length=10)
        label = CharField(max_length=120, default="")

        class Meta:
            database = db
            table_name = "custody_exception"
            indexes = ((("child", "first_day"), True),)

    db.create_tables([CustodyException])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("custody_exception"))
