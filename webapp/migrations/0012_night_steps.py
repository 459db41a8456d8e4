"""When each step of a night ended."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE transmission ADD COLUMN steps TEXT NOT NULL DEFAULT '{}'")


def down(migrator, db):
    db.execute_sql("ALTER TABLE transmission DROP COLUMN steps")
