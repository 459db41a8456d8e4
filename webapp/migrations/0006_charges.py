"""What a consumption comes from: an import, a booking, an absence…"""

COLUMNS = (
    ("booking_id", "INTEGER REFERENCES booking (id)"),
    ("kind", "VARCHAR(12) NOT NULL DEFAULT 'import'"),
    ("label", "VARCHAR(200) NOT NULL DEFAULT ''"),
)


def up(migrator, db):
    for column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE consumption ADD COLUMN {column} {kind}")
    db.execute_sql("CREATE UNIQUE INDEX consumption_booking_id ON consumption (booking_id)")


def down(migrator, db):
    db.execute_sql("DROP INDEX consumption_booking_id")
    for column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE consumption DROP COLUMN {column}")
