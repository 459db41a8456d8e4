"""Every state of a day (S27), its reason, and the limit that counts."""

import pytest

from tests.unit.options import (
    CALENDAR,
    PRESENT,
    TOO_LATE,
    an_option,
    booked,
    full,
    other_terms,
    waiting,
)
from webapp.booking.rules.day import judge, lateness, until, until_short
from webapp.booking.rules.option import Option

PAST, FUTURE = PRESENT - 60, PRESENT + 60
CASES = {
    "free": (an_option(), "open", ""),
    "without limit": (an_option(capacity=None), "open", ""),
    "the last seat": (an_option(taken=9), "open", ""),
    "asked, not yet transmitted": (booked(pending="book"), "booked", ""),
    "booked": (booked(), "booked", ""),
    "booked on a day that is full": (booked(taken=10), "booked", ""),
    "cancelled, not yet transmitted": (booked(pending="cancel"), "open", "cancelling"),
    "cancelled, not transmitted, full": (
        booked(pending="cancel", taken=10), "open", "cancelling"),
    "full": (full(), "full", "full"),
    "overfull": (full(taken=12), "full", "full"),
    "full by a shared counter": (an_option(counter_left=0), "full", "full"),
    "full by an overdrawn counter": (an_option(counter_left=-3), "full", "full"),
    "full by a counter alone": (an_option(capacity=None, counter_left=0), "full", "full"),
    "on the waiting list": (waiting(), "full", "waiting"),
    "on the list, a seat seems free": (waiting(taken=9), "full", "waiting"),
    "list asked for": (waiting(pending="wait"), "full", "waiting"),
    "leaving the list": (waiting(pending="leave"), "full", "leaving"),
    "leaving the list, a seat seems free": (waiting(pending="leave", taken=9), "full", "leaving"),
    "booked by the other household": (booked(elsewhere=True), "closed", "elsewhere"),
    "waited for by the other household": (waiting(elsewhere=True), "closed", "elsewhere"),
    "period not yet open": (an_option(opens_at=FUTURE), "closed", "not_yet"),
    "period opening now": (an_option(opens_at=PRESENT), "open", ""),
    "period open": (an_option(opens_at=PAST, closes_at=FUTURE), "open", ""),
    "period closing now": (an_option(closes_at=PRESENT), "closed", "period_over"),
    "period over": (an_option(closes_at=PAST), "closed", "period_over"),
    "booked in a period over": (booked(closes_at=PAST), "closed", "period_over"),
    "cancelled in a period over": (
        booked(pending="cancel", closes_at=PAST), "closed", "period_over"),
    "waiting in a period over": (waiting(closes_at=PAST), "closed", "period_over"),
    "booked before the period opens": (booked(opens_at=FUTURE), "booked", ""),
    "the other parent’s week": (an_option(pattern="odd"), "closed", "other_week"),
    "own week": (an_option(pattern="even"), "open", ""),
    "booked in the other parent’s week": (booked(pattern="odd"), "booked", ""),
    "full in the other parent’s week": (full(pattern="odd"), "closed", "other_week"),
}  # fmt: skip


@pytest.mark.parametrize(("option", "state", "code"), CASES.values(), ids=CASES.keys())
def test_in_time(option: Option, state: str, code: str) -> None:
    verdict = judge(option, CALENDAR, PRESENT)
    assert (verdict.state, verdict.code) == (state, code)


LATE = {
    "free": (an_option(), "closed", "late"),
    "full": (full(), "closed", "late"),
    "booked": (booked(), "locked", "late"),
    "asked, not yet transmitted": (booked(pending="book"), "booked", ""),
    "cancelled, not yet transmitted": (booked(pending="cancel"), "open", "cancelling"),
    "on the waiting list": (waiting(), "full", "waiting"),
    "leaving the list": (waiting(pending="leave"), "full", "leaving"),
    "booked by the other household": (booked(elsewhere=True), "closed", "elsewhere"),
    "period over": (booked(closes_at=PAST), "closed", "period_over"),
}


@pytest.mark.parametrize(("option", "state", "code"), LATE.values(), ids=LATE.keys())
def test_after_the_limit(option: Option, state: str, code: str) -> None:
    verdict = judge(option, CALENDAR, TOO_LATE)
    assert (verdict.state, verdict.code) == (state, code)


def test_the_last_second_is_in_time() -> None:
    assert judge(an_option(), CALENDAR, TOO_LATE - 1).state == "open"
    assert judge(booked(), CALENDAR, TOO_LATE - 1).state == "booked"


def test_booking_and_cancelling_each_follow_their_own_limit() -> None:
    terms = other_terms(book=(8, "calendar", "23:59"), cancel=(2, "calendar", "09:00"))
    assert judge(an_option(terms=terms), CALENDAR, TOO_LATE).code == "late"
    assert judge(booked(terms=terms), CALENDAR, TOO_LATE).state == "booked"
    limit = judge(booked(terms=terms), CALENDAR, TOO_LATE).limit
    assert until_short(limit, CALENDAR) == "lun. 7 déc., 9\u00a0h"
    reverse = other_terms(book=(2, "calendar", "09:00"), cancel=(8, "calendar", "23:59"))
    assert judge(an_option(terms=reverse), CALENDAR, TOO_LATE).state == "open"
    assert judge(booked(terms=reverse), CALENDAR, TOO_LATE).state == "locked"


def test_a_supplement_follows_its_own_limit() -> None:
    terms = other_terms(supplement=(8, "calendar", "23:59"), cancel=(2, "calendar", "09:00"))
    extra = {"supplement": 5, "extra_cents": 350, "slots": "", "terms": terms}
    assert judge(an_option(**extra), CALENDAR, TOO_LATE - 1).code == "late"
    assert judge(booked(**extra), CALENDAR, TOO_LATE).state == "booked"


def test_the_limit_in_words() -> None:
    limit = judge(an_option(), CALENDAR, PRESENT).limit
    assert until(limit, CALENDAR) == "samedi 5 décembre à 23\u00a0h\u00a059"
    assert until_short(limit, CALENDAR) == "sam. 5 déc., 23\u00a0h\u00a059"
    assert lateness(limit, TOO_LATE + 90) == 90


@pytest.mark.parametrize(
    ("option", "left"),
    [
        (an_option(), 6),
        (an_option(capacity=None), None),
        (an_option(counter_left=2), 2),
        (an_option(counter_left=8), 6),
        (an_option(capacity=None, counter_left=3), 3),
        (full(taken=12), 0),
    ],
)
def test_the_seats_left_are_the_fewest(option: Option, left: int | None) -> None:
    assert option.seats_left == left


def test_the_price_of_what_could_be_booked() -> None:
    assert an_option().price == 1485
    assert an_option(supplement=5, extra_cents=350).price == 350
    assert an_option(supplement=5, extra_cents=0).price == 0
