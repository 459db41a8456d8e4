"""Accounts: who may log in, for which families or with which role."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

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


class LoginSession(BaseModel):
    """A browser that is logged in. Its cookie holds a token, here only its hash.

    `seen_at`: the last use, to the minute; it ends at `expires_at`, or when `ended_at` is set
    (log-out, another password, the owner's wish). `device` is told in words.
    """

    account = ForeignKeyField(Account, backref="sessions", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    remembered = BooleanField(default=False)
    device = CharField(max_length=80, default="")
    address = CharField(max_length=64, default="")
    created_at = InstantField()
    seen_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(null=True)


class Attempt(BaseModel):
    """Failures in a row for `key` (an identifiant or an address): what slows guessing down."""

    key = CharField(max_length=140, unique=True)
    failures = IntegerField(default=0)
    last_at = InstantField()
    until = InstantField()
