"""What families ask to have back."""

from peewee import SQL, CharField, ForeignKeyField, IntegerField

from webapp.database import BaseModel, InstantField
from webapp.families.models import Family
from webapp.wallets.models import Wallet


class Refund(BaseModel):
    """A parent asks for `cents` of a wallet in credit; one waits per family and wallet at a time.

    `state`: `asked`, then once `withdrawn`, `refused` (`answer` says why) or `accepted`: `given`
    cents by `means`, whose reference is `number`. `author`: the parent's name, frozen;
    `account_id`: the account that is told by mail. `decided_by`: the name of who decided.
    """

    family = ForeignKeyField(Family, backref="refunds")
    wallet = ForeignKeyField(Wallet, index=False)
    cents = IntegerField()
    reason = CharField(max_length=200)
    account_id = IntegerField()
    author = CharField(max_length=160)
    asked_at = InstantField()
    state = CharField(max_length=10)
    given = IntegerField(default=0)
    means = CharField(max_length=20, default="")
    number = CharField(max_length=40, default="")
    answer = CharField(max_length=400, default="")
    decided_by = CharField(max_length=170, default="")
    ended_at = InstantField(null=True)


Refund.add_index(
    Refund.index(
        Refund.family,
        Refund.wallet,
        unique=True,
        where=SQL("state = 'asked'"),
        name="refund_asked_once",
    )
)
