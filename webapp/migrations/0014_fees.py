"""Fees that families owe once."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model

INDEXES = (
    "CREATE UNIQUE INDEX fee_due_once ON fee_due (family_id, structure_id, code)"
    " WHERE state = 'due'",
    "CREATE INDEX fee_due_night ON fee_due (structure_id, due_on) WHERE state = 'due'",
)


def up(migrator, db):
    def table(name):
        meta = type("Meta", (), {"database": db, "table_name": name})
        return type(name.title(), (Model,), {"Meta": meta})

    class FeeDue(Model):
        structure = ForeignKeyField(table("structure"), index=False)
        family = ForeignKeyField(table("family"), index=False)
        child = ForeignKeyField(table("child"), index=False)
        activity = ForeignKeyField(table("activity"), index=False)
        code = CharField(max_length=120)
        name = CharField(max_length=80)
        cents = IntegerField()
        price_rule = CharField(max_length=400)
        due_on = CharField(max_length=10)
        state = CharField(max_length=10)
        created_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "fee_due"

    db.create_tables([FeeDue])
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator, db):
    migrator.migrate(migrator.drop_table("fee_due"))
