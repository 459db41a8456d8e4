"""The time of tests: pinned, unless a server in a process of its own takes part."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine

from tests.support.engines import Database
from tests.support.towns import town_at
from tests.town import Town
from tests.world import NOW, PARIS


class Clock:
    """`clock.now`, `clock.to(instant)`, `clock.forward(days=1)`."""

    def __init__(self, traveller: time_machine.Traveller | None) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        return datetime.now(PARIS)

    def to(self, instant: datetime) -> None:
        """Move to an aware instant."""
        self._movable().move_to(instant)

    def forward(self, **delta: float) -> None:
        """Let time pass: `forward(hours=3)`."""
        self._movable().move_to(self.now + timedelta(**delta))

    def _movable(self) -> time_machine.Traveller:
        if self._traveller is None:
            raise AssertionError("a test with a live server lives in the present: see tests/README")
        return self._traveller


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    """Time stands still at `tests.world.NOW`.

    Not so with `live_server`: its process and the browser's cookies have the real time.
    """
    if "live_server" in request.fixturenames:
        yield Clock(None)
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def town(db: Database, clock: Clock) -> Town:
    """CarteVille and its people in a fresh database, around the clock's present."""
    return town_at(clock.now, db.engine)
