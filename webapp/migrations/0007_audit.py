"""The audit log, append-only; roles of staff."""

from peewee import SQL, BigIntegerField, CharField, IntegerField, Model, TextField

ROLES = (("administrator", "admin"), ("agent", "secretary"))
SQLITE = """
CREATE TRIGGER audit_event_no_{verb} BEFORE {verb} ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END
"""
POSTGRES = (
    """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
""",
    """
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
""",
)


def up(migrator, db):
    empty = [SQL("DEFAULT ''")]

    class AuditEvent(Model):
        at = BigIntegerField(index=True)
        account_id = IntegerField()
        actor = CharField(max_length=200)
        plain = CharField(max_length=200)
        role = CharField(max_length=20)
        address = CharField(max_length=64)
        action = CharField(max_length=40)
        object_kind = CharField(max_length=30, constraints=empty, default="")
        object_id = IntegerField(null=True)
        label = CharField(max_length=200, constraints=empty, default="")
        family_id = IntegerField(null=True)
        before = TextField(constraints=empty, default="")
        after = TextField(constraints=empty, default="")

        class Meta:
            database = db
            table_name = "audit_event"
            indexes = ((("family_id", "id"), False), (("action", "id"), False))

    db.create_tables([AuditEvent])
    if db.param == "?":
        statements = [SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    else:
        statements = POSTGRES
    for statement in statements:
        db.execute_sql(statement)
    _rename(db, ROLES)


def down(migrator, db):
    _rename(db, [(new, old) for old, new in ROLES])
    migrator.migrate(migrator.drop_table("audit_event"))


def _rename(db, pairs):
    sql = "UPDATE account SET role = ? WHERE role = ?".replace("?", db.param)
    for old, new in pairs:
        db.execute_sql(sql, (new, old))
