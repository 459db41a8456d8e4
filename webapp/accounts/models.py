"""Accounts: who may log in, for which families or with which role."""

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, Node, TextField

from webapp.database import BaseModel, InstantField
from webapp.families.models import Family
from webapp.structures.models import Structure

EMPTY: list[Node] = [SQL("DEFAULT ''")]
NO: list[Node] = [SQL("DEFAULT FALSE")]
YES: list[Node] = [SQL("DEFAULT TRUE")]


class Account(BaseModel):
    """`login` is kept folded (no case, no spaces). `role` is `family` or a staff role.

    `password_hash` is empty until the structure has handed out a password; `must_change`: that
    one is still the password. `question_locked`: its owner has said that somebody else answered.
    `shown`: the structure that its owner chose to look at, on any device.
    `hold_until`: after a recovery by question, changes of mail or question need the mail.
    `mail_reports`, `mail_places`, `mail_news`: which mails the owner wants; those about the
    security of the account always go.
    """

    login = CharField(max_length=80, unique=True)
    password_hash = CharField(max_length=200, default="")
    title = CharField(max_length=10, default="")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    email = CharField(max_length=250, default="")
    phone = CharField(max_length=40, default="", constraints=EMPTY)
    role = CharField(max_length=20, default="family")
    active = BooleanField(default=True)
    last_login = InstantField(null=True)
    question = CharField(max_length=200, default="", constraints=EMPTY)
    answer_hash = CharField(max_length=200, default="", constraints=EMPTY)
    question_locked = BooleanField(default=False, constraints=NO)
    hold_until = InstantField(null=True)
    must_change = BooleanField(default=False, constraints=NO)
    mail_reports = BooleanField(default=True, constraints=YES)
    mail_places = BooleanField(default=True, constraints=YES)
    mail_news = BooleanField(default=True, constraints=YES)
    shown = ForeignKeyField(Structure, null=True)

    class Meta:
        indexes = ((("role", "last_name", "first_name"), False),)


# Those that nobody has been let into: few, once the letters are out.
Account.add_index(
    Account.index(Account.role, where=SQL("password_hash = ''"), name="account_without_password")
)


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

    `kind`: `recover` (choose a password), `not_me` (undo a recovery, or the change `change_id`),
    `mine` (agree to a recovery), `confirm` (the new address of a change is read), `approve` (so is
    the one on file) or `second`
    (kept by a browser that has given the right password, and must still give the code of the second
    factor). Only the hash of the link's token is kept. `address`: where a `not_me` was sent, which
    is the account's again once it is followed.
    """

    kind = CharField(max_length=12)
    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account, on_delete="CASCADE")
    created_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)
    change_id = IntegerField(null=True)
    address = CharField(max_length=250, default="", constraints=EMPTY)


class SecondFactor(BaseModel):
    """The phone of somebody of the staff. `sealed`: the secret it shares with us, encrypted;
    `last_step`: the last half-minute whose code was used, none before it counts any more."""

    account = ForeignKeyField(Account, unique=True, on_delete="CASCADE")
    sealed = CharField(max_length=250)
    last_step = IntegerField()
    confirmed_at = InstantField()


class RecoveryCode(BaseModel):
    """One of ten codes kept on paper for the day the phone is lost: only a keyed hash."""

    account = ForeignKeyField(Account, on_delete="CASCADE")
    code_hash = CharField(max_length=64)
    used_at = InstantField(null=True)

    class Meta:
        indexes = ((("account", "code_hash"), True),)


class LinkRequest(BaseModel):
    """« Recevoir un lien » for a mail address, known or not: a job answers it, the page does not
    wait. `done_at` None: to be done."""

    address = CharField(max_length=250)
    requested_at = InstantField()
    done_at = InstantField(null=True, index=True)


class ProfileChange(BaseModel):
    """A change of the profile that its owner has asked for (S09); it waits for the night (S10).

    `kind`: `mail`, `password` or `question`. `value`: the new address or question; a password or an
    answer is a hash in `secret_hash`, erased once the change has ended. It takes effect once both
    `confirmed_at` (the new address answers) and `approved_at` (the address on file agrees, asked
    for after a recovery by question) are there. `state`: `pending`, `applied` or `withdrawn`.
    `session_id`: the log-in that asked.
    """

    account = ForeignKeyField(Account, backref="changes", on_delete="CASCADE")
    kind = CharField(max_length=10)
    value = CharField(max_length=250, default="")
    secret_hash = CharField(max_length=200, default="")
    session_id = IntegerField(null=True)
    state = CharField(max_length=10, default="pending")
    requested_at = InstantField()
    confirmed_at = InstantField(null=True)
    approved_at = InstantField(null=True)
    ended_at = InstantField(null=True)


ProfileChange.add_index(
    ProfileChange.index(
        ProfileChange.account,
        ProfileChange.kind,
        unique=True,
        where=SQL("state = 'pending'"),
        name="profile_change_one_pending",
    )
)


class CorrectionRequest(BaseModel):
    """« Demander une correction »: what a parent says is wrong in the file that the staff keep.

    `field` is one of `rules.CORRECTABLE`. `state`: `asked`, `done` or `refused`, with the `answer`
    and the name of who gave it.
    """

    account = ForeignKeyField(Account, backref="corrections", on_delete="CASCADE")
    field = CharField(max_length=20)
    body = TextField()
    state = CharField(max_length=10, default="asked", index=True)
    answer = TextField(default="")
    decided_by = CharField(max_length=170, default="")
    requested_at = InstantField()
    decided_at = InstantField(null=True)
