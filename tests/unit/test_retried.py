"""A verb that lost a race on PostgreSQL is done again; any other failure is told."""

import pytest
from peewee import OperationalError

from webapp.database import retried


class Deadlock(Exception):  # noqa: N818 - the name that the driver gives it
    sqlstate = "40P01"


def test_a_verb_that_lost_a_race_is_done_again() -> None:
    failures = [OperationalError(Deadlock("deadlock detected"))] * 3

    @retried
    def verb() -> str:
        if failures:
            raise failures.pop()
        return "done"

    assert verb() == "done"


def test_it_gives_up_in_the_end() -> None:
    tries = []

    @retried
    def verb() -> None:
        tries.append(1)
        raise OperationalError(Deadlock("deadlock detected"))

    with pytest.raises(OperationalError):
        verb()
    assert len(tries) == 5


def test_another_failure_is_not_tried_again() -> None:
    tries = []

    @retried
    def verb() -> None:
        tries.append(1)
        raise OperationalError(Exception("disk is full"))

    with pytest.raises(OperationalError):
        verb()
    assert len(tries) == 1
