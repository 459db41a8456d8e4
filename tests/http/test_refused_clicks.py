"""A click that cannot be granted changes nothing and says why."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.http.booking import (
    calendar,
    click,
    everything,
    fill,
    lines,
    shows,
    wanted,
)
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_child, a_supplement, enrol
from webapp.activities.models import OpenDay, Period


@pytest.mark.parametrize(
    ("activity", "want", "reason"),
    [
        ("matin", "booked", "complet\u00a0: 1 sur 1\u202f; liste d’attente\u00a0: vous seriez au"),
        ("journee", "booked", "complet\u00a0: 1 sur 1."),
        ("journee", "waiting", "complet\u00a0: 1 sur 1."),
    ],
)
def test_a_day_that_has_filled_up_says_so(
    town: Town, martin: Client, activity: str, want: str, reason: str
) -> None:
    fill(town.open_day(getattr(town, activity)))
    before = everything()
    answer = click(martin, town, getattr(town, activity), want)
    assert reason in answer.text and shows(answer, town.days[0]) == ("full", "")
    assert everything() == before


def test_the_list_of_a_day_that_is_free_is_refused(town: Town, martin: Client) -> None:
    answer = click(martin, town, town.matin, "waiting")
    assert "une place s’est libérée" in answer.text and lines() == set()


@pytest.fixture
def evening(town: Town, clock: Clock, new_client: Callable[[str], Client]) -> Client:
    """Mme Martin's browser, two hours before the limit of the first day."""
    clock.to(clock.now.replace(day=30, hour=22, minute=0))
    return new_client("martin")


@pytest.mark.parametrize(("want", "able"), [("booked", "réservable"), ("free", "annulable")])
def test_too_late_says_until_when(
    town: Town, clock: Clock, evening: Client, want: str, able: str
) -> None:
    if want == "free":
        a_booking(town.lea, town.martin, town.open_day(town.matin))
    page = calendar(evening, town, town.matin)
    assert page.all(f"//*[@id='j-{town.days[0]}']//button")
    clock.forward(hours=2, minutes=12)  # the page stayed open beyond the limit
    before = everything()
    answer = click(evening, town, town.matin, want)
    assert "trop tard de 12\u00a0min" in answer.text
    assert f"{able} jusqu’au lundi 30 novembre à 23\u00a0h\u00a059" in answer.text
    assert everything() == before
    assert shows(answer, town.days[0])[0] == ("locked" if want == "free" else "closed")


def test_the_last_minute_counts_and_midnight_does_not(
    town: Town, clock: Clock, evening: Client
) -> None:
    clock.forward(hours=1, minutes=59, seconds=59)
    click(evening, town, town.matin)
    assert len(lines()) == 1
    clock.forward(seconds=1)
    click(evening, town, town.matin, child=town.tom)
    assert len(lines()) == 1


def test_a_wish_that_has_become_too_late_can_still_be_taken_back(
    town: Town, clock: Clock, evening: Client
) -> None:
    click(evening, town, town.matin)
    clock.forward(hours=3)
    assert shows(calendar(evening, town, town.matin), town.days[0]) == ("closed", "book")
    click(evening, town, town.matin, "free")
    assert lines() == set()


def test_a_supplement_of_what_the_other_household_booked(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin)
    a_booking(shared, town.benali, town.open_day(town.matin))
    click(martin, town, f"s{extra.id}", page=str(town.matin.id), child=shared)
    assert lines() == set()


@pytest.mark.parametrize("late", [False, True])
def test_a_click_on_the_page_of_another_activity_is_not_found(
    town: Town, martin: Client, late: bool
) -> None:
    extra = a_supplement(town.open_day(town.journee))
    before = everything()
    for target in (town.journee, f"s{extra.id}"):
        fields = wanted(town, target, page=str(town.matin.id))
        assert martin.send("/reservations", htmx=late, **fields).status_code == 404
    assert everything() == before


def test_a_capacity_taken_back_to_zero_is_full(town: Town, martin: Client) -> None:
    OpenDay.update(capacity=0).execute()
    assert "complet" in click(martin, town, town.matin).text


def test_a_period_that_closes_while_the_page_is_open(
    town: Town, clock: Clock, martin: Client
) -> None:
    Period.update(closes_at=clock.now + timedelta(hours=1)).execute()
    calendar(martin, town, town.matin)
    clock.forward(hours=1)
    answer = click(martin, town, town.matin)
    assert "réservations closes depuis le vendredi 27 novembre" in answer.text
    assert lines() == set()


def test_a_locked_day_says_why_when_it_is_touched(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin, town.late))
    page = calendar(martin, town, town.matin, town.late)
    want = page.one(f"//*[@id='j-{town.late}']//button/@value").rpartition(":")[2]
    answer = click(martin, town, town.matin, want, day=town.late)
    assert "trop tard de" in answer.text and "annulable jusqu’au" in answer.text
    assert lines() == set()


def test_a_full_day_without_a_list_says_why_when_it_is_touched(town: Town, martin: Client) -> None:
    fill(town.open_day(town.journee))
    page = calendar(martin, town, town.journee)
    want = page.one(f"//*[@id='j-{town.days[0]}']//button/@value").rpartition(":")[2]
    assert "complet\u00a0: 1 sur 1." in click(martin, town, town.journee, want).text
