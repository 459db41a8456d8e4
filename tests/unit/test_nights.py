"""Which night is due: by the structure's own clocks, whatever they do."""

import itertools
from datetime import UTC, date, datetime

import pytest

from webapp.structures.rules import nights

PARIS = "Europe/Paris"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        ("2026-11-27 00:59:59", date(2026, 11, 26)),  # 1:59:59 in Paris
        ("2026-11-27 01:00", date(2026, 11, 27)),  # 2:00
        ("2026-11-27 23:30", date(2026, 11, 27)),  # half past midnight on the 28th
    ],
)
def test_a_night_starts_at_its_hour_on_the_structures_clock(now: str, latest: date) -> None:
    assert nights.latest("02:00", PARIS, utc(now)) == latest
    assert nights.coming("02:00", PARIS, utc(now)).toordinal() == latest.toordinal() + 1


def test_two_structures_in_two_zones_have_their_own_nights() -> None:
    now = utc("2026-11-27 01:30")
    assert nights.latest("02:00", PARIS, now) == date(2026, 11, 27)
    assert nights.latest("02:00", "America/Cayenne", now) == date(2026, 11, 26)
    assert nights.latest("02:00", "Indian/Reunion", now) == date(2026, 11, 27)


def test_the_hour_that_spring_leaps_over_still_has_its_night() -> None:
    """On 29 March 2026, 2:30 does not exist in Paris: clocks go from 2:00 to 3:00."""
    assert nights.starts_at(date(2026, 3, 29), "02:30", PARIS) == utc("2026-03-29 01:30")
    assert nights.latest("02:30", PARIS, utc("2026-03-29 01:29")) == date(2026, 3, 28)
    assert nights.latest("02:30", PARIS, utc("2026-03-29 01:30")) == date(2026, 3, 29)


def test_the_hour_that_autumn_repeats_has_one_night() -> None:
    """On 25 October 2026, 2:30 comes twice; the night is that of the first."""
    for now in ("2026-10-25 00:30", "2026-10-25 01:00", "2026-10-25 01:45"):
        assert nights.latest("02:30", PARIS, utc(now)) == date(2026, 10, 25)


def test_every_day_of_the_year_has_exactly_one_night() -> None:
    starts = [
        nights.starts_at(date.fromordinal(date(2026, 1, 1).toordinal() + n), "02:30", PARIS)
        for n in range(366)
    ]
    assert all(20 <= (b - a).total_seconds() / 3600 <= 26 for a, b in itertools.pairwise(starts))
