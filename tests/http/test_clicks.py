"""A click posts the state wanted: doing it twice is doing it once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.http.booking import (
    address,
    book_extra,
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
from tests.world import a_booking, a_child, a_movement, a_supplement, enrol, terms
from webapp.activities.models import OpenDay, Period
from webapp.booking.models import CartLine


def _bar(client: Client, town: Town) -> str:
    text = calendar(client, town, town.matin).id("panier").text_content()
    return str(text).strip().replace("\u00a0", " ")


def test_a_free_day_is_asked_for_and_taken_back(town: Town, martin: Client) -> None:
    day = town.days[0]
    answer = click(martin, town, town.matin, "booked")
    assert lines() == {(town.lea.id, day, 0, "book")}
    assert shows(answer, day) == ("open", "book")
    assert "Vendredi 4 décembre\u00a0: Matin, ajouté à vos demandes." in answer.text
    assert _bar(martin, town) == "1 demande · 14,85 €"
    answer = click(martin, town, town.matin, "free")
    assert lines() == set() and shows(answer, day) == ("open", "")
    assert "demande retirée" in answer.text
    assert _bar(martin, town) == "Aucune demande"


def test_a_booked_day_is_to_be_cancelled_and_kept_again(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    day = town.days[0]
    assert shows(click(martin, town, town.matin, "free"), day) == ("booked", "cancel")
    assert _bar(martin, town) == "1 demande · − 14,85 €"
    assert shows(click(martin, town, town.matin, "booked"), day) == ("booked", "")
    assert lines() == set()


def test_a_cancellation_not_transmitted_is_taken_back(town: Town, martin: Client) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    a_movement(booking, "cancel")
    assert shows(click(martin, town, town.matin, "booked"), town.days[0]) == ("open", "book")
    assert _bar(martin, town) == "1 demande · 14,85 €"


def test_the_waiting_list_is_left_and_kept_again(town: Town, martin: Client) -> None:
    fill(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    day = town.days[0]
    assert shows(click(martin, town, town.matin, "free"), day) == ("full", "cancel")
    assert _bar(martin, town) == "1 demande · 0,00 €"
    assert shows(click(martin, town, town.matin, "waiting"), day) == ("full", "")
    assert lines() == set()


def test_who_asked_to_leave_the_list_may_stay(town: Town, martin: Client) -> None:
    fill(town.open_day(town.matin))
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    a_movement(booking, "leave")
    page = calendar(martin, town, town.matin)
    button = page.one(f"//*[@id='j-{town.days[0]}']//button")
    assert button.get("value").endswith(":waiting") and "quitté" in button.text_content()
    assert shows(click(martin, town, town.matin, "waiting"), town.days[0]) == ("full", "wait")


@pytest.mark.parametrize("want", ["booked", "free", "waiting"])
def test_a_double_click_or_a_replay_changes_nothing_more(
    town: Town, martin: Client, want: str
) -> None:
    open_day = town.open_day(town.matin)
    if want == "free":
        a_booking(town.lea, town.martin, open_day)
    if want == "waiting":
        fill(open_day)
    first = click(martin, town, town.matin, want)
    once = lines()
    again = click(martin, town, town.matin, want)
    assert lines() == once and len(once) == 1
    assert shows(first, town.days[0]) == shows(again, town.days[0])
    assert again.one("//hx-partial[@hx-target='#panier']").text_content() == (
        first.one("//hx-partial[@hx-target='#panier']").text_content()
    )


def test_a_full_day_offers_its_waiting_list(town: Town, martin: Client) -> None:
    fill(town.open_day(town.matin))
    page = calendar(martin, town, town.matin)
    button = page.one(f"//*[@id='j-{town.days[0]}']//button")
    assert button.get("value") == f"{town.days[0]}:{town.matin.id}:waiting"
    answer = click(martin, town, town.matin, "waiting")
    assert lines() == {(town.lea.id, town.days[0], 0, "wait")}
    assert "liste d’attente ajoutée à vos demandes" in answer.text
    assert _bar(martin, town) == "1 demande · 0,00 €"


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


def test_a_supplement_needs_its_activity(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    page = str(town.matin.id)
    refused = click(martin, town, f"s{extra.id}", page=page)
    assert "va avec l’activité du même jour" in refused.text and lines() == set()
    click(martin, town, town.matin)
    click(martin, town, f"s{extra.id}", page=page)
    assert lines() == {
        (town.lea.id, town.days[0], 0, "book"), (town.lea.id, town.days[0], extra.id, "book")
    }  # fmt: skip
    assert _bar(martin, town) == "2 demandes · 18,35 €"
    click(martin, town, town.matin, "free")
    assert lines() == set(), "the supplement goes with its activity"


def test_a_supplement_of_what_the_other_household_booked(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin)
    a_booking(shared, town.benali, town.open_day(town.matin))
    click(martin, town, f"s{extra.id}", page=str(town.matin.id), child=shared)
    assert lines() == set()


def test_cancelling_takes_the_supplements_along_and_gives_them_back(
    town: Town, martin: Client
) -> None:
    open_day = town.open_day(town.matin)
    extra = a_supplement(open_day)
    a_booking(town.lea, town.martin, open_day)
    book_extra(town, extra)
    click(martin, town, town.matin, "free")
    assert {(s, wish) for _, _, s, wish in lines()} == {(0, "cancel"), (extra.id, "cancel")}
    assert _bar(martin, town) == "2 demandes · − 18,35 €"
    kept = click(martin, town, f"s{extra.id}", "booked", page=str(town.matin.id))
    assert "va avec l’activité" in kept.text, "not without its activity"
    click(martin, town, town.matin, "booked")
    assert lines() == set()


def test_taking_a_replacement_back_gives_back_what_gave_way(town: Town, martin: Client) -> None:
    open_day = town.open_day(town.matin)
    extra = a_supplement(open_day)
    a_booking(town.lea, town.martin, open_day)
    book_extra(town, extra)
    click(martin, town, town.journee)
    assert len(lines()) == 3
    answer = click(martin, town, town.journee, "free")
    assert lines() == set() and "Matin\u00a0: demande retirée." in answer.text


def test_without_javascript_one_comes_back_to_the_day(town: Town, martin: Client) -> None:
    response = martin.send("/reservations", **wanted(town, town.matin))
    assert response.status_code == 303
    path, _, anchor = response.location.partition("#")
    assert (path, anchor) == (address(town, town.matin), f"j-{town.days[0]}")
    page = martin.page(path)
    assert shows(page, town.days[0]) == ("open", "book")
    assert "Matin, ajouté à vos demandes." in page.id("etat").text_content()
    assert martin.page(path).id("etat").text_content() == "", "said once"
    opened = martin.send(
        "/reservations", **wanted(town, town.repas, page="toutes"), jour=town.days[0].isoformat()
    )
    assert opened.location.endswith(f"&jour={town.days[0]}#jour")


def test_a_history_restore_is_a_whole_page(town: Town, martin: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    fields = {"csrf_token": martin.token(), **wanted(town, town.matin)}
    assert martin.post("/reservations", data=fields, headers=headers).status_code == 303


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


def test_a_price_that_changes_counts_at_the_next_click(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    town.matin.terms = terms(cents=2000)
    town.matin.save()
    click(martin, town, town.matin)
    assert [line.cents for line in CartLine.select()] == [2000]


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
