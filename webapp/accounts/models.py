"""Accounts: who may log in, for which families or with which role."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, Node

from webapp.database import BaseModel, InstantField
from webapp.families.models import Family

EMPTY: list[Node] = [SQL("DEFAULT ''")]
NO: list[Node] = [SQL("DEFAULT FALSE")]


class Account(BaseModel):
    """`login` is kept folded (no case, no spaces). `role` is `family` or a staff role.

    `password_hash` is empty until the structure has handed out a password; `must_change`: that
    one is still the password. `question_locked`: its owner has said that somebody else answered.
    `hold_until`: after a recovery by question, changes of mail or question need the mail.
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
    question = CharField(max_length=200, default="", constraints=EMPTY)
    answer_hash = CharField(max_length=200, default="", constraints=EMPTY)
    question_locked = BooleanField(default=False, constraints=NO)
    hold_until = InstantField(null=True)
    must_change = BooleanField(default=False, constraints=NO)


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


class AccessLink(BaseModel):
    """A link sent by mail that lets its reader do one thing, once, for a while.

    `kind`: `recover` (choose a password) or `not_me` (undo a recovery). Only the hash of the
    link's token is kept.
    """

    kind = CharField(max_length=12)
    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account, on_delete="CASCADE")
    created_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)


class LinkRequest(BaseModel):
    """« Recevoir un lien » for a mail address, known or not: a job answers it, the page does not
    wait. `done_at` None: to be done."""

    address = CharField(max_length=250)
    requested_at = InstantField()
    done_at = InstantField(null=True, index=True)
