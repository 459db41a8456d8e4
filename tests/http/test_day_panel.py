"""All activities at once: a day opens its list, activities that meet give way (S20)."""

from datetime import date

from tests.http.booking import book_extra, calendar, cell, click, everything, lines, shows
from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.unit.options import other_terms
from tests.world import a_booking, a_child, a_movement, a_supplement, enrol
from webapp.activities.models import Activity


def _acts(page: Page) -> dict[str, str]:
    """What the opened day offers: name → state."""
    acts = page.all("//*[@id='activites']//*[contains(@class, 'act')][@data-state]")
    return {act.xpath(".//b")[0].text_content(): act.get("data-state") for act in acts}


def _text(page: Page, activity: Activity) -> str:
    act = page.one(f"//*[@id='activites']//*[@data-activity='{activity.id}']")
    return str(act.text_content())


def test_a_day_shows_what_is_booked_and_what_is_possible(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    page = calendar(martin, town, "toutes")
    chips = cell(page, town.days[0]).xpath(".//*[@data-activity]")
    found = {(int(chip.get("data-activity")), chip.get("data-state")) for chip in chips}
    assert found == {(town.matin.id, "booked"), (town.journee.id, "open"), (town.repas.id, "open")}
    assert shows(page, town.days[0])[0] == "booked"
    assert shows(page, date(2026, 12, 1)) == ("closed", "")


def test_a_day_opens_at_its_own_address_and_closes_again(town: Town, martin: Client) -> None:
    page = calendar(martin, town, "toutes")
    link = cell(page, town.days[0]).xpath(".//a/@href")[0]
    opened = martin.page("/reservations" + link.partition("#")[0])
    assert "Vendredi 4 décembre" in opened.id("jour").text_content()
    assert _acts(opened) == {"Matin": "open", "Journée": "open", "Restauration": "open"}
    back = opened.one("//*[@id='jour']//a[contains(., 'Retour')]/@href")
    closed = martin.page("/reservations" + back.partition("#")[0])
    assert not closed.all("//*[@id='jour']") and back.endswith(f"#j-{town.days[0]}")


def test_a_day_on_which_nothing_is_open(town: Town, martin: Client) -> None:
    page = calendar(martin, town, "toutes", date(2026, 12, 1))
    assert "Rien n’est ouvert ce jour-là." in page.text


def test_one_that_meets_a_booked_one_says_so(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    page = calendar(martin, town, "toutes", town.days[0])
    assert "Remplace «\u00a0Matin\u00a0»" in _text(page, town.journee)
    assert "Remplace" not in _text(page, town.repas)


def test_a_wish_gives_way_to_another_that_it_meets(town: Town, martin: Client) -> None:
    day = town.days[0]
    click(martin, town, town.matin, page="toutes")
    answer = click(martin, town, town.journee, page="toutes")
    assert lines() == {(town.lea.id, day, 0, "book")}
    assert "Matin\u00a0: demande retirée." in answer.text
    click(martin, town, town.repas, page="toutes")
    assert [w for *_, w in lines()] == ["book"], "Journée has the noon too"


def test_a_booking_gives_way_by_a_cancellation(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    answer = click(martin, town, town.journee, page="toutes")
    assert {wish for *_, wish in lines()} == {"book", "cancel"}
    assert "Matin\u00a0: annulation ajoutée à vos demandes." in answer.text
    page = calendar(martin, town, "toutes", town.days[0])
    chips = cell(page, town.days[0]).xpath(".//*[@data-wish]")
    assert {(int(c.get("data-activity")), c.get("data-wish")) for c in chips} == {
        (town.matin.id, "cancel"),
        (town.journee.id, "book"),
    }


def test_what_gives_way_takes_its_supplements_along(town: Town, martin: Client) -> None:
    open_day = town.open_day(town.matin)
    pool, circus = a_supplement(open_day), a_supplement(open_day, "Cirque")
    a_booking(town.lea, town.martin, open_day)
    book_extra(town, pool)
    click(martin, town, f"s{circus.id}", page=str(town.matin.id))
    click(martin, town, town.journee, page="toutes")
    wishes = {(supplement, wish) for _, _, supplement, wish in lines()}
    assert wishes == {(0, "book"), (0, "cancel"), (pool.id, "cancel")}


def test_a_booking_that_is_locked_does_not_give_way(town: Town, martin: Client) -> None:
    Activity.update(
        terms=other_terms(book=(4, "calendar", "23:59"), cancel=(90, "calendar", "23:59"))
    ).where(Activity.id == town.matin.id).execute()
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    before = everything()
    answer = click(martin, town, town.journee, page="toutes")
    assert "ne va pas avec «\u00a0Matin\u00a0»" in answer.text
    assert everything() == before


def test_nor_does_the_other_household_s(town: Town, martin: Client) -> None:
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin, town.journee)
    a_booking(shared, town.benali, town.open_day(town.matin))
    before = everything()
    answer = click(martin, town, town.journee, page="toutes", child=shared)
    assert "l’autre foyer a déjà réservé l’enfant à ce moment de la journée" in answer.text
    assert everything() == before


def test_a_booking_whose_cancellation_waits_for_the_night_is_no_hindrance(
    town: Town, martin: Client
) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    a_movement(booking, "cancel")
    click(martin, town, town.journee, page="toutes")
    assert [wish for *_, wish in lines()] == ["book"]


def test_a_price_paid_by_the_other_household_is_not_shown(town: Town, martin: Client) -> None:
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin)
    booking = a_booking(shared, town.benali, town.open_day(town.matin))
    booking.cents = 9999
    booking.save()
    page = calendar(martin, town, "toutes", town.days[0], shared)
    assert "99,99" not in page.text and "Déjà réservé par l’autre foyer." in page.text
