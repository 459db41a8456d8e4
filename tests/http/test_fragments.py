"""What a click redraws is what the page would show: byte for byte."""

import pytest

from tests.support.client import Client
from tests.support.fragments import assert_fragment_in_page, partials
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_supplement, take_seat
from webapp.activities.models import Activity, OpenDay

# Said once, where a screen reader listens: a page fetched afterwards has nothing more to say.
SAID_ONCE = {"etat"}


def _address(town: Town, activity: str, day: str = "") -> str:
    month = town.days[0].isoformat()[:7]
    query = f"?enfant={town.lea.id}&activite={activity}&mois={month}"
    return f"/reservations{query}" + (f"&jour={day}" if day else "")


def _clicked(client: Client, page: Page, want: str) -> Page:
    """Click the button of the page that wants `want`, as htmx does."""
    page.one(f"//button[@name='want'][@value='{want}']")
    fields = dict(page.form("/reservations").form_values())
    return client.fragment("/reservations", **fields | {"want": want})


def _same_as_page(client: Client, address: str, answer: Page) -> set[str]:
    """Hold every part against the page fetched afterwards; the ids redrawn."""
    page = client.page(address)
    parts = set(partials(answer.html))
    assert parts > SAID_ONCE
    for name in parts - SAID_ONCE:
        assert_fragment_in_page(page.html, answer.html, name)
    return parts - SAID_ONCE


def test_a_day_asked_for_and_taken_back(town: Town, martin: Client) -> None:
    address = _address(town, str(town.matin.id))
    day = town.days[0].isoformat()
    for wanted in ("booked", "free", "booked"):
        answer = _clicked(martin, martin.page(address), f"{day}:{town.matin.id}:{wanted}")
        assert _same_as_page(martin, address, answer) == {f"j-{day}", "panier"}


def test_a_booked_day_to_be_cancelled(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    address = _address(town, str(town.matin.id))
    day = town.days[0].isoformat()
    for wanted in ("free", "booked"):
        answer = _clicked(martin, martin.page(address), f"{day}:{town.matin.id}:{wanted}")
        assert _same_as_page(martin, address, answer) == {f"j-{day}", "panier"}


def test_a_full_day_offers_the_waiting_list(town: Town, martin: Client) -> None:
    _fill(town.open_day(town.matin))
    address = _address(town, str(town.matin.id))
    day = town.days[0].isoformat()
    for wanted in ("waiting", "free"):
        answer = _clicked(martin, martin.page(address), f"{day}:{town.matin.id}:{wanted}")
        assert _same_as_page(martin, address, answer) == {f"j-{day}", "panier"}


def test_a_refused_click_shows_the_day_as_it_is(town: Town, martin: Client) -> None:
    address = _address(town, str(town.journee.id))
    page = martin.page(address)
    _fill(town.open_day(town.journee))
    day = town.days[0].isoformat()
    answer = _clicked(martin, page, f"{day}:{town.journee.id}:booked")
    assert _same_as_page(martin, address, answer) == {f"j-{day}", "panier"}


def _fill(open_day: OpenDay) -> None:
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    take_seat(open_day)


@pytest.mark.parametrize("name", ["matin", "journee", "repas"])
def test_all_activities_of_a_day(town: Town, martin: Client, name: str) -> None:
    activity: Activity = getattr(town, name)
    day = town.days[0].isoformat()
    address = _address(town, "toutes", day)
    for wanted in ("booked", "free"):
        answer = _clicked(martin, martin.page(address), f"{day}:{activity.id}:{wanted}")
        redrawn = _same_as_page(martin, address, answer)
        assert {f"j-{day}", "activites", "panier"} <= redrawn


def test_one_activity_gives_way_to_another(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    day = town.days[0].isoformat()
    address = _address(town, "toutes", day)
    answer = _clicked(martin, martin.page(address), f"{day}:{town.journee.id}:booked")
    _same_as_page(martin, address, answer)


def test_supplements_of_an_activity(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    address = _address(town, str(town.matin.id))
    day = town.days[0].isoformat()
    for want in (f"{town.matin.id}:booked", f"s{extra.id}:booked", f"s{extra.id}:free"):
        answer = _clicked(martin, martin.page(address), f"{day}:{want}")
        assert f"s-{day}" in _same_as_page(martin, address, answer)


def test_an_answer_to_a_click_is_small(town: Town, martin: Client) -> None:
    address = _address(town, str(town.matin.id))
    day = town.days[0].isoformat()
    answer = _clicked(martin, martin.page(address), f"{day}:{town.matin.id}:booked")
    assert len(answer.html.encode()) <= 1024
    assert answer.response.headers["Vary"].startswith("HX-Request")
