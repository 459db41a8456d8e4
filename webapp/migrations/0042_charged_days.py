"""Charges are looked up by family and day, enrolments by child: what held all of an activity had
become what the database preferred, and it read the activity whole for one child."""

NEW = (
    ("consumption", "family_id, day", "family_id, day, activity_id"),
    ("enrolment", "", "child_id, activity_id, first_day, last_day"),
)


def up(migrator, db):
    for table, before, columns in NEW:
        db.execute_sql(f"CREATE INDEX {_name(table, columns)} ON {table} ({columns})")
        if before:
            db.execute_sql(f"DROP INDEX {_name(table, before)}")


def down(migrator, db):
    for table, before, columns in NEW:
        if before:
            db.execute_sql(f"CREATE INDEX {_name(table, before)} ON {table} ({before})")
        db.execute_sql(f"DROP INDEX {_name(table, columns)}")


def _name(table, columns):
    return f"{table}_{columns.replace(', ', '_')}"
