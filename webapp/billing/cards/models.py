"""Card payments and every message of a bank."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from webapp.database import AppendOnlyModel, BaseModel, InstantField
from webapp.families.models import Family
from webapp.wallets.models import CashierOffice, Wallet


class CardPayment(BaseModel):
    """A payment asked for, committed before the family leaves for the bank.

    `state`: `started`, `paid`, `refused`, `abandoned`, `expired` or `error`; all but `paid` may
    still become `paid`. `shop`, `mode`: those of the office at the time, which the proof must
    repeat. `ticket`: JSON of where to send the family and with what; `bank_ref`: by what the bank
    knows the request. `live_key`: what is asked, while it may be asked again (a double click finds
    the same payment). `why`: the bank's words. `bank_number`: that of what was paid;
    `number`: what the family is shown of the card. `look_at`: when to look for news; `nudged_at`:
    when a message that proves nothing made us look. `told_at`: the family has its mail.
    `account_id` and `payer`: who asked, frozen.
    """

    family = ForeignKeyField(Family, backref="card_payments", index=False)
    office = ForeignKeyField(CashierOffice)
    account_id = IntegerField()
    payer = CharField(max_length=160)
    email = CharField(max_length=250)
    reference = CharField(max_length=30, unique=True)
    cents = IntegerField()
    shop = CharField(max_length=20)
    mode = CharField(max_length=10)
    state = CharField(max_length=10, default="started")
    bank_ref = CharField(max_length=64, default="", index=True)
    ticket = TextField(default="")
    live_key = CharField(max_length=64, null=True, unique=True)
    why = CharField(max_length=250, default="")
    bank_number = CharField(max_length=64, default="")
    number = CharField(max_length=40, default="")
    created_at = InstantField()
    settled_at = InstantField(null=True)
    look_at = InstantField(null=True, index=True)
    nudged_at = InstantField(null=True)
    told_at = InstantField(null=True)

    class Meta:
        indexes = ((("family", "created_at"), False), (("state", "created_at"), False))


class CardPaymentLine(BaseModel):
    """What of a payment goes into a wallet."""

    payment = ForeignKeyField(CardPayment, backref="lines", index=False)
    wallet = ForeignKeyField(Wallet, index=False)
    cents = IntegerField()

    class Meta:
        indexes = ((("payment", "wallet"), True),)


class CardMessage(AppendOnlyModel):
    """What a bank has said, as it came, with what we made of it. Never changed. So that nobody can
    fill the disk, what proves nothing is shortened, and so many of a kind are kept in an hour
    (`rules/verdicts.py: room`).

    `channel`: `notification`, `return` (with the family), `poll` or `journal`. `verdict`: see
    `rules/verdicts.py`; `status`: the HTTP code answered, 0 where nobody waited for one.
    """

    office = ForeignKeyField(CashierOffice, null=True)
    payment = ForeignKeyField(CardPayment, null=True, backref="messages")
    channel = CharField(max_length=12)
    text = TextField()
    verdict = CharField(max_length=12)
    why = CharField(max_length=250, default="")
    status = IntegerField(default=0)
    received_at = InstantField(index=True)


class CardMessageMark(BaseModel):
    """A cashier has dealt with a message; `note`: how."""

    message = ForeignKeyField(CardMessage, unique=True)
    note = CharField(max_length=200, default="")
    author = CharField(max_length=170)
    marked_at = InstantField()


class CardMessageCount(BaseModel):
    """How many messages of a verdict an office had in the hour that began at `hour`, those that
    were not kept included."""

    office = ForeignKeyField(CashierOffice, index=False)
    hour = InstantField()
    verdict = CharField(max_length=12)
    count = IntegerField(default=1)

    class Meta:
        indexes = ((("office", "hour", "verdict"), True),)
