"""The outbox: every mail is a row before it is sent."""

from peewee import CharField, IntegerField, TextField

from webapp.database import BaseModel, InstantField


class OutboxMail(BaseModel):
    """`context` is the JSON of all that the mail says: rendered at delivery, the same each time.

    `dedup_key` makes whoever writes it twice write it once. `state` is `pending`, `sending`
    (until `next_attempt_at`, then anybody may take it over), `sent`, `failed`, or `recalled` before
    it left.
    `structure_id` and `family_id` are plain numbers: mail serves all subjects and knows none.
    """

    dedup_key = CharField(max_length=120, unique=True)
    structure_id = IntegerField(null=True)
    family_id = IntegerField(null=True)
    to_address = CharField(max_length=250)
    to_name = CharField(max_length=160, default="")
    template = CharField(max_length=60)
    context = TextField()
    state = CharField(max_length=10, default="pending")
    attempts = IntegerField(default=0)
    next_attempt_at = InstantField()
    created_at = InstantField()
    sent_at = InstantField(null=True)
    last_error = TextField(default="")

    class Meta:
        indexes = ((("state", "next_attempt_at"), False), (("family_id",), False))
