"""Wallets and the append-only ledger."""

from peewee import CharField, ForeignKeyField, IntegerField

from webapp.database import BaseModel, DayField, InstantField
from webapp.families.models import Family
from webapp.structures.models import Structure


class Wallet(BaseModel):
    """A purse of a structure (« porte-monnaie »): restauration, périscolaire…"""

    structure = ForeignKeyField(Structure, backref="wallets")
    code = CharField(max_length=40)
    name = CharField(max_length=120)

    class Meta:
        indexes = ((("structure", "code"), True),)


class LedgerEntry(BaseModel):
    """One movement of money, never changed: `cents` > 0 credits the family, < 0 charges it.

    `kind` and `source` name where it comes from; together they are unique, so that whatever is
    replayed is entered once.
    """

    family = ForeignKeyField(Family, backref="entries")
    wallet = ForeignKeyField(Wallet, backref="entries")
    day = DayField()
    cents = IntegerField()
    kind = CharField(max_length=20)
    source = CharField(max_length=80)
    label = CharField(max_length=200, default="")
    recorded_at = InstantField()

    class Meta:
        indexes = ((("kind", "source"), True), (("family", "wallet", "day"), False))
