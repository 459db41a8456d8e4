"""The rules of sixty towns, stated in the format of docs/rules.md: every case comes out."""

from pathlib import Path

import pytest

from webapp.activities.trials.outcomes import play
from webapp.activities.trials.towns import read_file

TOWNS = Path(__file__).parents[1] / "data" / "towns"
FILES = sorted(TOWNS.glob("*.toml"))


def test_they_are_all_there() -> None:
    assert len(FILES) == 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_cases_of_a_town(path: Path) -> None:
    town = read_file(path)
    assert town.title and town.cases
    outcomes = [play(town, number) for number in range(len(town.cases))]
    assert not [outcome for outcome in outcomes if outcome.differences]


def test_a_town_is_read_the_same_way_twice() -> None:
    first, second = (read_file(FILES[0]) for _ in range(2))
    assert [play(first, n) for n in range(len(first.cases))] == [
        play(second, n) for n in range(len(second.cases))
    ]
