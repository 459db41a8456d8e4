"""What staff search for among millions of requests and seldom find."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX movement_rare_state ON movement (structure_id, state, id)"
        " WHERE state NOT IN ('pending', 'accepted')"
    )
    db.execute_sql(
        "CREATE INDEX movement_rare_kind ON movement (structure_id, kind, id)"
        " WHERE kind NOT IN ('book', 'cancel')"
    )


def down(migrator, db):
    db.execute_sql("DROP INDEX movement_rare_kind")
    db.execute_sql("DROP INDEX movement_rare_state")
