"""A hundred guesses at once get no further than a hundred in a row."""

import pytest

from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from webapp.accounts.models import Attempt
from webapp.accounts.operations import throttle
from webapp.accounts.rules import FREE

pytestmark = pytest.mark.both_engines
PROCESSES, EACH = 20, 5


def guess(keys: list[str], now: int) -> int:
    """How many of `EACH` guesses are let try."""
    return sum(throttle.admit(keys, now) == 0 for _ in range(EACH))


@pytest.mark.parametrize("kind", ["compte", "reponse"])
def test_a_hundred_guesses_at_once(town: Town, clock: Clock, spawn: Spawn, kind: str) -> None:
    """At a password as at a secret answer; of a name that nobody has, too."""
    now = int(clock.now.timestamp())
    for name in ("martin", "personne"):
        keys = [f"{kind}:{name}", f"adresse:192.0.2.{len(name)}"]
        tried = spawn.together(guess, PROCESSES * [(keys, now)])
        assert sum(tried) == FREE[kind]
        assert Attempt.get(Attempt.key == keys[0]).failures == FREE[kind]


def test_from_one_address_at_many_names(town: Town, clock: Clock, spawn: Spawn) -> None:
    now = int(clock.now.timestamp())
    calls = [([f"compte:nom{n}", "adresse:192.0.2.1"], now) for n in range(PROCESSES)]
    assert sum(spawn.together(guess, calls)) == FREE["adresse"]


def test_the_wait_grows_with_each_wave(town: Town, clock: Clock, spawn: Spawn) -> None:
    keys, waits = ["reponse:martin"], []
    now = int(clock.now.timestamp())
    for _ in range(4):
        spawn.together(guess, 4 * [(keys, now)])
        wait = throttle.admit(keys, now)
        waits.append(wait)
        now += wait
    assert waits == sorted(waits) and waits[0] == 5 and waits[-1] >= 20
