"""Activities that families do not see; the version that who edits one has read."""


def up(migrator, db):
    flag = "INTEGER" if db.param == "?" else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE activity ADD COLUMN visible {flag} NOT NULL DEFAULT TRUE")
    db.execute_sql("ALTER TABLE activity ADD COLUMN version INTEGER NOT NULL DEFAULT 1")


def down(migrator, db):
    db.execute_sql("ALTER TABLE activity DROP COLUMN version")
    db.execute_sql("ALTER TABLE activity DROP COLUMN visible")
