"""What families are found by; `migrate` fills it for those known."""


def up(migrator, db):
    key = "INTEGER NOT NULL PRIMARY KEY" if db.param == "?" else "SERIAL NOT NULL PRIMARY KEY"
    flag = "INTEGER" if db.param == "?" else "BOOLEAN"
    db.execute_sql("ALTER TABLE family ADD COLUMN words TEXT NOT NULL DEFAULT ''")
    db.execute_sql(
        f"CREATE TABLE family_word (id {key}, "
        "family_id INTEGER NOT NULL REFERENCES family (id) ON DELETE CASCADE, "
        f"near {flag} NOT NULL, word VARCHAR(40) NOT NULL)"
    )
    db.execute_sql(
        "CREATE UNIQUE INDEX familyword_near_word_family_id ON family_word (near, word, family_id)"
    )
    db.execute_sql("CREATE INDEX familyword_family_id ON family_word (family_id)")


def down(migrator, db):
    db.execute_sql("DROP TABLE family_word")
    db.execute_sql("ALTER TABLE family DROP COLUMN words")
