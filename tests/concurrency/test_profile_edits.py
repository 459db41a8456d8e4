"""A profile edited on two devices at the same moment, while its owner undoes it."""

import pytest

from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from webapp.accounts.models import Account, ProfileChange
from webapp.accounts.operations import (
    letters,
    own_password,
    profile_changes,
    recovery,
    sessions,
)
from webapp.accounts.operations.profile_changes import Wanted
from webapp.database import write_transaction
from webapp.mail.models import OutboxMail
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines


def ask(account: int, token: str, number: int, now: int) -> tuple[str, ...]:
    """In a process of its own: all three things changed; the kinds that were taken."""
    wanted = {
        "mail": Wanted(f"neuf{number}@exemple.fr", ""),
        "password": Wanted("", f"quatre vaches bleues {number}"),
        "question": Wanted("Le nom de votre premier animal\u202f?", f"réponse {number}"),
    }
    return profile_changes.ask(account, wanted, token, now).kinds


def act(what: str, account: int, token: str, now: int) -> None:
    """In a process of its own: what a thief who is logged in does, or the owner who undoes it."""
    if what == "undo":
        assert recovery.not_me(token, now)
    elif what == "choose":
        own_password.choose(account, "quatre vaches bleues", token, now)
    else:
        ask(account, token, 1, now)


def test_of_several_edits_at_once_one_whole_one_waits(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    """The last to be taken replaces those before it: nothing is mixed, nobody gets an error."""
    now, account = int(clock.now.timestamp()), town.martin_account.id
    token = sessions.start(account, "family", now)
    taken = spawn.together(ask, [(account, token, number, now) for number in range(6)])
    assert [sorted(kinds) for kinds in taken] == 6 * [["mail", "password", "question"]]
    waiting = list(ProfileChange.select().where(ProfileChange.state == "pending"))
    assert sorted(change.kind for change in waiting) == ["mail", "password", "question"]
    ids = sorted(change.id for change in waiting)
    assert ids[2] - ids[0] == 2, "of one edit"
    gone = ProfileChange.select().where(ProfileChange.state == "withdrawn")
    assert (gone.count(), {change.secret_hash for change in gone}) == (15, {""})
    assert OutboxMail.select().where(OutboxMail.template == "profile_asked").count() == 6


def test_what_a_thief_asks_while_the_owner_undoes_it_comes_to_nothing(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    """Where changes are immediate, too: before or after, never both."""
    Structure.update(profile_immediate=True).execute()
    now, account = int(clock.now.timestamp()), town.martin_account.id
    for _ in range(3):
        with write_transaction():
            undo = letters.new_link("not_me", account, now, address="martin@exemple.fr")
        theirs = [sessions.start(account, "family", now) for _ in range(4)]
        calls = [("choose" if n % 2 else "ask", account, t, now) for n, t in enumerate(theirs)]
        spawn.together(act, [*calls, ("undo", account, undo, now)])
        owner = Account.get_by_id(account)
        assert (owner.email, owner.password_hash) == ("martin@exemple.fr", "")
        assert not ProfileChange.select().where(ProfileChange.state == "pending").count()


def test_a_log_in_that_was_ended_changes_nothing(town: Town, clock: Clock) -> None:
    """Its page had begun before: it was let in, and the owner was quicker."""
    now, account = int(clock.now.timestamp()), town.martin_account.id
    token, before = sessions.start(account, "family", now), Account.get_by_id(account).password_hash
    sessions.end(token, now)
    assert ask(account, token, 1, now) == ()
    assert own_password.choose(account, "quatre vaches bleues", token, now) is None
    assert Account.get_by_id(account).password_hash == before
