"""What whoever receives a child must know of it, and the phones of its parents."""

COLUMNS = (
    ("child", "health", "VARCHAR(250) NOT NULL DEFAULT ''"),
    ("child", "menu", "VARCHAR(40) NOT NULL DEFAULT ''"),
    ("child", "pickup", "VARCHAR(250) NOT NULL DEFAULT ''"),
    ("child", "leaves_alone", "{boolean} NOT NULL DEFAULT FALSE"),
    ("child", "photo", "{boolean} NOT NULL DEFAULT FALSE"),
    ("account", "phone", "VARCHAR(40) NOT NULL DEFAULT ''"),
)


def up(migrator, db):
    boolean = "INTEGER" if db.param == "?" else "BOOLEAN"
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(boolean=boolean)}")


def down(migrator, db):
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
