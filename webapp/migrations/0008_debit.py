"""From which debit on a structure keeps families from booking."""

COLUMNS = (
    ("debit_scope", "VARCHAR(5) NOT NULL DEFAULT 'sum'"),
    ("debit_limit", "INTEGER NOT NULL DEFAULT 0"),
)


def up(migrator, db):
    for column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE structure ADD COLUMN {column} {kind}")


def down(migrator, db):
    for column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE structure DROP COLUMN {column}")
