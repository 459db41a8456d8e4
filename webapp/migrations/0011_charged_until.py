"""Up to which day the nights have charged what was booked."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE structure ADD COLUMN charged_until VARCHAR(10)")


def down(migrator, db):
    db.execute_sql("ALTER TABLE structure DROP COLUMN charged_until")
