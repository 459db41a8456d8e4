"""The audit log's one table."""

from peewee import SQL, CharField, IntegerField, Node, TextField

from webapp.database import AppendOnlyModel, InstantField

EMPTY: list[Node] = [SQL("DEFAULT ''")]


class AuditEvent(AppendOnlyModel):
    """Something done, with its author as they were: a number and frozen words, no reference, so
    that the log holds whatever becomes of them. `account_id` 0: nobody logged in, or Marelle.

    `action` is a key of `webapp.audit.actions.ACTIONS`; `object_kind` and `object_id` say what it
    was done to, `label` that thing in words; `before` and `after` are JSON objects, or ''.
    `plain`: the author's name as it is searched, without case or accents.
    """

    at = InstantField(index=True)
    account_id = IntegerField()
    actor = CharField(max_length=200)
    plain = CharField(max_length=200)
    role = CharField(max_length=20)
    address = CharField(max_length=64)
    action = CharField(max_length=40)
    object_kind = CharField(max_length=30, constraints=EMPTY, default="")
    object_id = IntegerField(null=True)
    label = CharField(max_length=200, constraints=EMPTY, default="")
    family_id = IntegerField(null=True)
    before = TextField(constraints=EMPTY, default="")
    after = TextField(constraints=EMPTY, default="")

    class Meta:
        indexes = ((("family_id", "id"), False), (("action", "id"), False))
