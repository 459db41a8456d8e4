"""Cashier's offices, wallets, the append-only ledger, and what it comes to."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField

from webapp.database import AppendOnlyModel, BaseModel, DayField, InstantField
from webapp.families.models import Family
from webapp.structures.models import Structure


class CashierOffice(BaseModel):
    """A cashier's office of a structure (« régie »): it alone receives the money of its wallets.

    `gateway`: `payzen` (PayZen, SystemPay and their like) or `payfip`. `shop`: the shop's number
    there, by which PAYMENT_KEYS names its key; a PayFiP client number. `mode`: `test`,
    `activation` (PayFiP only) or `production`. `address`: the bank's page, empty for the gateway's
    own. `least` and `most`: bounds of one payment, in cents.
    """

    structure = ForeignKeyField(Structure, backref="offices")
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    gateway = CharField(max_length=10)
    shop = CharField(max_length=20)
    mode = CharField(max_length=10)
    address = CharField(max_length=200, default="")
    least = IntegerField(default=100)
    most = IntegerField(default=500_000)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("structure", "code"), True),)


class Wallet(BaseModel):
    """A purse of a structure (« porte-monnaie »): restauration, périscolaire… `office` receives its
    money; without one, it cannot be paid by card."""

    structure = ForeignKeyField(Structure, backref="wallets")
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    office = ForeignKeyField(CashierOffice, null=True, backref="wallets")

    class Meta:
        indexes = ((("structure", "code"), True),)


class LedgerEntry(AppendOnlyModel):
    """One movement of money, never changed: `cents` > 0 credits the family, < 0 charges it.

    `kind` and `source` name where it comes from; together they are unique, so that whatever is
    replayed is entered once. `author` is the name, frozen, of who entered it by hand; empty for the
    night, the bank and imports.
    """

    family = ForeignKeyField(Family, backref="entries")
    wallet = ForeignKeyField(Wallet, backref="entries")
    day = DayField()
    cents = IntegerField()
    kind = CharField(max_length=20)
    source = CharField(max_length=80)
    label = CharField(max_length=200, default="")
    author = CharField(max_length=160, default="", constraints=[SQL("DEFAULT ''")])
    recorded_at = InstantField()

    class Meta:
        indexes = ((("kind", "source"), True), (("family", "wallet", "day"), False))


class Balance(BaseModel):
    """The sum of the entries of a family and wallet, kept in the transaction that enters them: a
    click asks for it, and must not add up years of entries."""

    family = ForeignKeyField(Family, backref="balances", index=False)
    wallet = ForeignKeyField(Wallet, index=False)
    cents = IntegerField()

    class Meta:
        indexes = ((("family", "wallet"), True),)
