"""Who decided requests by hand, in a run of their own; lists of requests by structure."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE transmission ADD COLUMN author VARCHAR(160) NOT NULL DEFAULT ''")


def down(migrator, db):
    db.execute_sql("ALTER TABLE transmission DROP COLUMN author")
