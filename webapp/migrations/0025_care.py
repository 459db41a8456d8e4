"""What of an activity's price is for care: the certificate for taxes asks."""


def up(migrator, db):
    flag = "INTEGER" if db.param == "?" else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE activity ADD COLUMN care {flag} NOT NULL DEFAULT FALSE")
    db.execute_sql("ALTER TABLE activity ADD COLUMN meal_cents INTEGER NOT NULL DEFAULT 0")


def down(migrator, db):
    db.execute_sql("ALTER TABLE activity DROP COLUMN meal_cents")
    db.execute_sql("ALTER TABLE activity DROP COLUMN care")
