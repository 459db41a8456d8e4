"""A code of the phone, given by several at once: it opens once."""

import pytest

from tests.support.processes import Spawn
from tests.town import Town
from tests.world import NOW
from webapp.accounts import passwords
from webapp.accounts.models import RecoveryCode
from webapp.accounts.operations import second_factor
from webapp.audit.operations import Author

pytestmark = pytest.mark.both_engines
SECONDS = int(NOW.timestamp())


KEY = "a key of the tests"


@pytest.fixture(autouse=True)
def _seasoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of this file, which its processes know too."""
    monkeypatch.setitem(passwords._pepper, "key", KEY)


def code_of(key: str, now: int) -> str:
    from pyotp import TOTP

    return TOTP(key).at(now)


def give(token: str, typed: str, now: int) -> bool:
    """In a process of its own."""
    passwords.season(KEY)
    by = Author(1, "Camille Agent", "admin", "192.0.2.1")
    return second_factor.enter(token, typed, by, now) is not None


def _enrolled(town: Town) -> tuple[str, list[str]]:
    by = Author(town.agent.id, "Camille Agent", "admin", "")
    token = second_factor.begin(town.agent.id, SECONDS)
    key = second_factor.offered(token)
    codes = second_factor.enrol(token, code_of(key, SECONDS), by, SECONDS)
    assert codes is not None
    return key, codes


def test_a_code_of_the_phone_opens_once(town: Town, spawn: Spawn) -> None:
    key, _ = _enrolled(town)
    later = SECONDS + 60
    tokens = [second_factor.begin(town.agent.id, later) for _ in range(4)]
    tries = [(token, code_of(key, later), later) for token in tokens]
    assert sorted(spawn.together(give, tries)) == [False, False, False, True]


def test_a_code_on_paper_opens_once(town: Town, spawn: Spawn) -> None:
    _, codes = _enrolled(town)
    tokens = [second_factor.begin(town.agent.id, SECONDS) for _ in range(4)]
    tries = [(token, codes[0], SECONDS) for token in tokens]
    assert sorted(spawn.together(give, tries)) == [False, False, False, True]
    assert RecoveryCode.select().where(RecoveryCode.used_at.is_null()).count() == 9


def test_one_phone_is_made_known_by_one(town: Town, spawn: Spawn) -> None:
    tokens = [second_factor.begin(town.agent.id, SECONDS) for _ in range(3)]
    tries = [(token, code_of(second_factor.offered(token), SECONDS), SECONDS) for token in tokens]
    done = spawn.together(make_known, tries)
    assert sorted(done) == [0, 0, 10]
    assert RecoveryCode.select().count() == 10


def make_known(token: str, typed: str, now: int) -> int:
    """In a process of its own; how many codes for paper it was given."""
    passwords.season(KEY)
    by = Author(1, "Camille Agent", "admin", "192.0.2.1")
    return len(second_factor.enrol(token, typed, by, now) or [])
