"""Accounts: who may log in, for which families or with which role."""

from peewee import BooleanField, CharField, ForeignKeyField

from webapp.database import BaseModel, InstantField
from webapp.families.models import Family


class Account(BaseModel):
    """`login` is kept folded (no case, no spaces). `role` is `family` or a staff role.

    `password_hash` is empty until the structure has handed out a password.
    """

    login = CharField(max_length=80, unique=True)
    password_hash = CharField(max_length=200, default="")
    title = CharField(max_length=10, default="")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    email = CharField(max_length=250, default="")
    role = CharField(max_length=20, default="family")
    active = BooleanField(default=True)
    last_login = InstantField(null=True)


class AccountFamily(BaseModel):
    account = ForeignKeyField(Account, backref="families")
    family = ForeignKeyField(Family, backref="accounts")

    class Meta:
        indexes = ((("account", "family"), True),)
