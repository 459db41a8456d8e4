"""Windows without a year come back each year."""

from datetime import date

import pytest

from tests.unit.test_admission import _open, _windows
from webapp.activities.rules.reading import RuleError

EACH_YEAR = {"du": "13/09 8h30", "au": "01/06"}


@pytest.mark.parametrize(
    ("day", "when", "code"),
    [
        (date(2026, 10, 7), "2026-09-13T08:29:59", "not_yet"),
        (date(2026, 10, 7), "2026-09-13T08:30:00", ""),
        (date(2027, 9, 1), "2027-06-01T23:59:59", ""),
        (date(2027, 9, 1), "2027-06-02T00:00:00", "window_over"),
        (date(2027, 10, 6), "2027-09-01T12:00:00", "not_yet"),
        (date(2027, 10, 6), "2027-09-13T08:30:00", ""),
    ],
)
def test_a_window_without_a_year_comes_back(day: date, when: str, code: str) -> None:
    assert _open(when, "", day, EACH_YEAR).code == code


def test_a_window_that_opens_on_29_february() -> None:
    leap = {"du": "29/02"}
    assert _open("2027-02-28T00:00:00", "", date(2027, 3, 3), leap).code == ""
    assert _open("2028-02-28T12:00:00", "", date(2028, 3, 3), leap).code == "not_yet"


@pytest.mark.parametrize(
    "stated", [{"du": "13/09", "au": "2026-10-01"}, {"du": "2026-09-13", "au": "01/10"}]
)
def test_a_window_has_a_year_at_both_ends_or_at_none(stated: dict[str, str]) -> None:
    with pytest.raises(RuleError, match="une année est attendue"):
        _windows(stated)
