"""What structures say of themselves: presentation, address, colour, pictures; the one shown."""

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, Model

COLUMNS = (
    ("structure", "slug", "VARCHAR(40)"),
    ("structure", "presentation", "TEXT NOT NULL DEFAULT ''"),
    ("structure", "accent", "VARCHAR(7) NOT NULL DEFAULT ''"),
    ("structure", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("news", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("account", "shown_id", "INTEGER REFERENCES structure (id)"),
)


def up(migrator, db):
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    db.execute_sql("CREATE UNIQUE INDEX structure_slug ON structure (slug)")
    db.execute_sql("CREATE INDEX account_shown_id ON account (shown_id)")

    class Structure(Model):
        class Meta:
            database = db
            table_name = "structure"

    class Picture(Model):
        structure = ForeignKeyField(Structure)
        code = CharField(max_length=40)
        alt = CharField(max_length=250)
        name = CharField(max_length=32, index=True)
        width = IntegerField()
        height = IntegerField()
        small = BlobField()
        large = BlobField()

        class Meta:
            database = db
            table_name = "picture"
            indexes = ((("structure", "code"), True),)

    db.create_tables([Picture])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("picture"))
    db.execute_sql("DROP INDEX account_shown_id")
    db.execute_sql("DROP INDEX structure_slug")
    for table, column, _ in reversed(COLUMNS):
        if column == "shown_id":  # SQLite drops no column that refers to another table
            migrator.migrate(migrator.drop_column(table, column, cascade=False))
        else:
            db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
