"""The night that applies a thousand changes of profiles, killed again and again."""

from datetime import datetime

import pytest

from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from webapp.accounts.models import Account, LoginSession, ProfileChange
from webapp.accounts.operations import profile_changes
from webapp.database import execute_many, write_transaction
from webapp.structures.models import Structure
from webapp.transmission import operations
from webapp.transmission.models import Transmission
from webapp.transmission.steps import profiles

pytestmark = pytest.mark.both_engines
ACCOUNTS = 334
KINDS = ("mail", "password", "question")


def pass_night(structure_id: int, now: datetime) -> int | None:
    """In a process of its own: what the job does, in small chunks."""
    profiles.CHANGES = 7
    opened = operations.open_due(structure_id, now)
    if opened is not None:
        operations.run(opened, now)
    return opened


def withdraw_all(asked: list[tuple[int, int]], now: int) -> list[int]:
    """Owners who change their minds during the night; the changes withdrawn."""
    return [change for account, change in asked if profile_changes.withdraw(account, change, now)]


@pytest.fixture
def crowd(town: Town, clock: Clock) -> Structure:
    """334 accounts, each with a log-in, that have asked for three changes."""
    now = int(clock.now.timestamp())
    numbers = range(1000, 1000 + ACCOUNTS)
    with write_transaction():
        execute_many(
            "INSERT INTO account (id, login, password_hash, title, first_name, last_name, email,"
            " role, active) VALUES (?, ?, 'old', '', 'Zoé', 'Foule', 'old', 'family', ?)",
            [(n, f"foule{n}", True) for n in numbers],
        )
        execute_many(
            "INSERT INTO account_family (account_id, family_id) VALUES (?, ?)",
            [(n, town.martin.id) for n in numbers],
        )
        execute_many(
            "INSERT INTO login_session (account_id, token_hash, remembered, device, address,"
            " created_at, seen_at, expires_at) VALUES (?, ?, ?, '', '', ?, ?, ?)",
            [(n, f"t{n}", False, now, now, now + 9_000_000) for n in numbers],
        )
        execute_many(
            "INSERT INTO profile_change (account_id, kind, value, secret_hash, state,"
            " requested_at, confirmed_at, approved_at) VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)",
            [(n, kind, f"new{n}", f"hash{n}", now, now, now) for n in numbers for kind in KINDS],
        )
    return town.structure


def applied() -> int:
    return int(ProfileChange.select().where(ProfileChange.state == "applied").count())


def _assert_whole(withdrawn: set[int] = frozenset()) -> None:  # type: ignore[assignment]
    """Each change has been made once, or was withdrawn; nothing secret is left."""
    changes = list(ProfileChange.select())
    assert {c.id for c in changes if c.state == "withdrawn"} == withdrawn
    assert {c.state for c in changes if c.id not in withdrawn} == {"applied"}
    assert all(c.secret_hash == "" for c in changes)
    made = {(c.account_id, c.kind) for c in changes if c.state == "applied"}
    for account in Account.select().where(Account.id >= 1000):
        n = account.id
        assert account.email == (f"new{n}" if (n, "mail") in made else "old")
        assert account.password_hash == (f"hash{n}" if (n, "password") in made else "old")
        assert account.answer_hash == (f"hash{n}" if (n, "question") in made else "")
        ended = LoginSession.get(LoginSession.account == n).ended_at is not None
        assert ended == ((n, "password") in made)


def test_killed_again_and_again_each_change_is_made_once(
    crowd: Structure, clock: Clock, spawn: Spawn
) -> None:
    in_the_middle = 0
    for point in (50, 400, 800):
        worker = spawn(pass_night, crowd.id, clock.now)
        until(lambda limit=point: applied() >= limit, timeout=60, what=f"{point} changes")
        in_the_middle += worker.running()
        worker.kill()
    spawn(pass_night, crowd.id, clock.now).result()
    assert in_the_middle > 0
    _assert_whole()
    assert f"{ACCOUNTS * 3}\u00a0profils modifiés" in operations.told(Transmission.get().id)


def test_several_workers_and_owners_who_change_their_minds(
    crowd: Structure, clock: Clock, spawn: Spawn
) -> None:
    now = int(clock.now.timestamp())
    asked = [(c.account_id, c.id) for c in ProfileChange.select().order_by(-ProfileChange.id)]
    owners = [spawn(withdraw_all, asked[n::60], now) for n in range(3)]
    workers = [spawn(pass_night, crowd.id, clock.now) for _ in range(3)]
    withdrawn = {change for owner in owners for change in owner.result()}
    for worker in workers:
        worker.result()
    spawn(pass_night, crowd.id, clock.now).result()
    opened = operations.open_by_hand(crowd.id, clock.now)  # what was just being withdrawn
    operations.run(opened, clock.now)
    _assert_whole(withdrawn)
