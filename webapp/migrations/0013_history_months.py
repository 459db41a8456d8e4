"""How many months back a structure lets families read their history."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE structure ADD COLUMN history_months INTEGER NOT NULL DEFAULT 1")


def down(migrator, db):
    db.execute_sql("ALTER TABLE structure DROP COLUMN history_months")
