"""One cart per browser and family; « Retour », « Abandonner »."""

from collections.abc import Callable

from tests.http.booking import (
    address,
    calendar,
    click,
    lines,
    states,
)
from tests.support.client import Client
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_movement, a_structure
from webapp.families.models import Membership

New = Callable[[str], Client]


def _section(page: Page, title: str) -> list[str]:
    """The lines under a heading, as they are read."""
    found = page.all(f"//section[h2[starts-with(., '{title}')]]/ul/li")
    return [squeezed(line.text_content()) for line in found]


def test_going_back_keeps_everything(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    came = address(town, town.matin)
    page = martin.page("/panier", headers={"Referer": f"http://localhost{came}"})
    back = page.one("//a[.='Retour']/@href")
    assert back == came and len(lines()) == 1
    assert "1\u00a0demande" in martin.page(back).id("panier").text_content()


def test_going_back_never_leads_elsewhere(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    for referer in ("https://mal.example/reservations?x=1", "http://localhost/suivi?page=2", "//["):
        page = martin.page("/panier", headers={"Referer": referer})
        assert page.one("//a[.='Retour']/@href") == "/reservations"


def test_abandoning_erases_the_cart_and_nothing_else(
    town: Town, martin: Client, new_client: New
) -> None:
    booking = a_booking(town.tom, town.martin, town.open_day(town.matin))
    a_movement(booking)
    click(martin, town, town.matin)
    click(martin, town, town.matin, "free", child=town.tom)
    other = new_client("martin")
    click(other, town, town.repas)
    page = martin.submit(martin.page("/panier").form("/panier/abandonner"))
    assert page.h1.startswith("Réservations de")
    assert "2\u00a0demandes effacées. Rien n’a été enregistré." in page.text
    assert len(lines()) == 1, "the cart of the other browser stays"
    assert states(town.tom) == [("Matin", town.days[0], "booked")]
    martin.send("/panier/abandonner")
    assert "Rien n’a été enregistré." in martin.page("/reservations").text


def test_each_browser_has_its_cart(town: Town, martin: Client, new_client: New) -> None:
    click(martin, town, town.matin)
    other = new_client("martin")
    assert "Aucune demande" in calendar(other, town, town.matin).id("panier").text_content()
    assert "Rien n’est à valider" in other.page("/panier").text


def test_each_family_has_its_cart_in_one_browser(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    martin.log_out()
    martin.log_in("benali")
    assert "Rien n’est à valider" in martin.page("/panier").text
    click(martin, town, town.repas, child=town.ines)
    assert "Inès, Restauration" in martin.page("/panier").text
    martin.log_out()
    martin.log_in("martin")
    assert len(_section(martin.page("/panier"), "Nouvelles")) == 1


def test_the_cart_is_of_the_family_in_all_its_structures(town: Town, martin: Client) -> None:
    other = a_structure("autre", "Autre-Ville", position=1)
    Membership.create(family=town.martin, structure=other)
    click(martin, town, town.matin)
    martin.send("/structures", structure="autre")
    assert len(_section(martin.page("/panier"), "Nouvelles")) == 1
