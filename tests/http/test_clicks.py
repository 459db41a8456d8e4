"""A click posts the state wanted: doing it twice is doing it once."""

import pytest

from tests.http.booking import (
    address,
    book_extra,
    calendar,
    click,
    fill,
    lines,
    shows,
    wanted,
)
from tests.support.client import Client
from tests.town import Town
from tests.world import a_booking, a_movement, a_supplement, terms
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


def test_a_price_that_changes_counts_at_the_next_click(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    town.matin.terms = terms(cents=2000)
    town.matin.save()
    click(martin, town, town.matin)
    assert [line.cents for line in CartLine.select()] == [2000]
