"""What lists and statements of a large town look up: they held one column too few."""

NEW = (
    ("consumption", "activity_id", "activity_id, day, cents"),
    ("enrolment", "activity_id", "activity_id, last_day, first_day, child_id"),
    ("payment", "", "day, wallet_id"),
    ("account", "", "role, last_name, first_name"),
)


def up(migrator, db):
    for table, before, columns in NEW:
        db.execute_sql(f"CREATE INDEX {_name(table, columns)} ON {table} ({columns})")
        if before:
            db.execute_sql(f"DROP INDEX {_name(table, before)}")
    db.execute_sql(
        "CREATE INDEX account_without_password ON account (role) WHERE password_hash = ''"
    )


def down(migrator, db):
    db.execute_sql("DROP INDEX account_without_password")
    for table, before, columns in NEW:
        if before:
            db.execute_sql(f"CREATE INDEX {_name(table, before)} ON {table} ({before})")
        db.execute_sql(f"DROP INDEX {_name(table, columns)}")


def _name(table, columns):
    return f"{table}_{columns.replace(', ', '_')}"
