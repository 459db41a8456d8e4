"""Accounts handed out by several at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from tests.world import NOW, PASSWORD, a_family, an_account
from webapp.accounts import passwords
from webapp.accounts.models import Account, AccountFamily
from webapp.accounts.operations.log_in import authenticate
from webapp.audit.operations import Author
from webapp.database import is_sqlite, write_transaction
from webapp.staff.operations import accounts

pytestmark = pytest.mark.both_engines
SECONDS = int(NOW.timestamp())
BY = Author(1, "Camille Agent", "admin", "192.0.2.1")


def make(families: list[int]) -> list[str]:
    """In a process of its own: the identifiants of the letters it had to print."""
    return [handed.login for handed in accounts.open_accounts(families, BY, SECONDS)]


def step_down(number: int) -> bool:
    """In a process of its own: an administrator becomes a cashier; False if the last may not."""
    try:
        accounts.set_role(number, "admin", "cashier", BY, SECONDS)
    except accounts.LastAdministratorError:
        return False
    return True


def test_two_secretaries_make_each_account_once(town: Town, spawn: Spawn) -> None:
    homes = [a_family(f"PETIT{n}", town.structure).id for n in range(6)]
    made = spawn.together(make, [(homes,), (homes[::-1],), (homes[:3],)])
    logins = [login for some in made for login in some]
    assert len(logins) == len(set(logins)) == 6
    assert AccountFamily.select().where(AccountFamily.family.in_(homes)).count() == 6


def test_all_administrators_step_down_at_once_and_one_stays(town: Town, spawn: Spawn) -> None:
    numbers = [town.agent.id, *(an_account(f"a{n}", role="admin").id for n in range(2))]
    done = spawn.together(step_down, [(number,) for number in numbers])
    assert sorted(done) == [False, True, True]
    assert Account.select().where(Account.role == "admin").count() == 1


def test_a_log_in_under_way_brings_no_former_password_back(town: Town, clock: Clock) -> None:
    """Its hash of former parameters is made anew while another password is being set."""
    former = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    mine = Account.login == "martin"
    Account.update(password_hash=former).where(mine).execute()
    another = passwords.hashed("une autre, choisie entre-temps")
    told = 0 if is_sqlite() else 1  # that SQLite waits to write is not told as a statement
    with ThreadPoolExecutor(1) as pool, statements() as seen:
        with write_transaction():
            Account.update(password_hash=another).where(mine).execute()
            before = len(seen)
            entering = pool.submit(authenticate, "martin", PASSWORD, clock.now)
            until(lambda: len(seen) > before + told)  # it has read the former, and wants to write
        assert entering.result() is None
    assert Account.get(mine).password_hash == another
