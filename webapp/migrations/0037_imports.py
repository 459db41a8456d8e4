"""Imports in the browser."""

from peewee import BigIntegerField, BlobField, CharField, Model, TextField


def up(migrator, db):
    class ImportRun(Model):
        state = CharField(max_length=10)
        names = TextField()
        archive = BlobField(null=True)
        digest = CharField(max_length=64, default="")
        report = TextField(default="{}")
        author = CharField(max_length=160)
        made_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "import_run"

    db.create_tables([ImportRun])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("import_run"))
