"""The recap: the first check, « Retour », « Abandonner », one cart per browser."""

from collections.abc import Callable
from typing import Any

from tests.http.booking import (
    book_extra,
    calendar,
    click,
    everything,
    fill,
    validate,
)
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_supplement
from webapp.activities.models import Enrolment, Supplement

New = Callable[[str], Client]


def _section(page: Page, title: str) -> list[str]:
    """The lines under a heading, as they are read."""
    found = page.all(f"//section[h2[starts-with(., '{title}')]]/ul/li")
    return [squeezed(line.text_content()) for line in found]


def _total(page: Page) -> str:
    return str(page.one("//*[contains(@class, 'total')]").text_content()).replace("\u00a0", " ")


def test_an_empty_cart_says_so_and_offers_nothing(martin: Client) -> None:
    page = martin.page("/panier")
    assert "Rien n’est à valider" in page.text
    assert not page.all("//form[@action='/panier/valider' or @action='/panier/abandonner']")


def test_bookings_lists_and_cancellations_are_told_apart_and_summed(
    town: Town, martin: Client
) -> None:
    a_booking(town.tom, town.martin, town.open_day(town.matin))
    fill(town.open_day(town.matin, town.days[2]))
    click(martin, town, town.matin, day=town.days[1])
    click(martin, town, town.repas, day=town.days[1])
    click(martin, town, town.matin, "waiting", day=town.days[2])
    click(martin, town, town.matin, "free", child=town.tom)
    page = martin.page("/panier")
    assert page.h1 == "Vos demandes"
    new = _section(page, "Nouvelles réservations")
    assert len(new) == 2 and "Lundi 7 décembre" in new[0] and "Léa, Matin" in new[0]
    assert "Mardi 8 décembre" in _section(page, "Liste d’attente")[0]
    gone = _section(page, "Annulations")
    assert len(gone) == 1 and "Tom, Matin" in gone[0] and "−" in gone[0]
    assert "4,20 €" in _total(page), "14,85 + 4,20 − 14,85"
    assert page.form("/panier/valider") is not None


def test_the_bar_counts_and_sums_the_same(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    click(martin, town, town.repas)
    for which in (town.matin, town.journee, "toutes"):
        bar = calendar(martin, town, which).id("panier").text_content()
        assert "2\u00a0demandes · 19,05\u00a0€" in bar
    assert "19,05 €" in _total(martin.page("/panier"))


def test_the_bar_stands_where_another_child_has_no_activity(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    Enrolment.delete().where(Enrolment.child == town.tom).execute()
    page = martin.page(f"/reservations?enfant={town.tom.id}")
    assert "1\u00a0demande" in page.id("panier").text_content()


def test_what_is_no_longer_possible_is_told_with_its_reason(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    click(martin, town, town.journee, child=town.tom)
    click(martin, town, town.repas, day=town.days[1])
    fill(town.open_day(town.matin))
    fill(town.open_day(town.journee))
    page = martin.page("/panier")
    gone = _section(page, "Ce qui n’est plus possible")
    assert len(gone) == 2
    assert "Complet\u00a0: 1 sur 1\u202f; liste d’attente\u00a0: vous seriez au rang 1." in gone[0]
    assert "Demander la liste d’attente" in gone[0] and "Demander" not in gone[1]
    assert "4,20 €" in _total(page), "what is not possible costs nothing"


def test_the_waiting_list_is_asked_for_from_the_recap(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    fill(town.open_day(town.matin))
    page = martin.page("/panier")
    form = page.form("/panier/attente")
    want = form.xpath(".//button/@value")[0]
    page = martin.submit(form, press=("want", want))
    assert page.h1 == "Vos demandes" and len(_section(page, "Liste d’attente")) == 1
    assert not _section(page, "Ce qui n’est plus possible")


def test_the_list_of_a_day_that_has_come_free_is_refused(town: Town, martin: Client) -> None:
    fields = {"enfant": town.lea.id, "want": f"{town.days[0]}:{town.matin.id}:waiting"}
    martin.send("/panier/attente", **fields)
    assert "Une place s’est libérée" in martin.page("/panier").text


def test_what_another_browser_booked_meanwhile_excludes(
    town: Town, martin: Client, new_client: New
) -> None:
    click(martin, town, town.matin)
    other = new_client("martin")
    click(other, town, town.journee)
    validate(other)
    page = martin.page("/panier")
    assert "Ne va pas avec «\u00a0Journée\u00a0»" in _section(page, "Ce qui")[0]
    assert not page.all("//form[@action='/panier/valider']")


def test_what_gives_way_in_the_same_cart_does_not_exclude(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.journee)
    page = martin.page("/panier")
    assert not _section(page, "Ce qui n’est plus possible")
    assert len(_section(page, "Nouvelles")) == len(_section(page, "Annulations")) == 1


def test_a_supplement_falls_with_its_activity(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    click(martin, town, town.matin)
    click(martin, town, f"s{extra.id}", page=str(town.matin.id))
    fill(town.open_day(town.matin))
    page = martin.page("/panier")
    gone = _section(page, "Ce qui n’est plus possible")
    assert len(gone) == 2 and "va avec l’activité du même jour" in gone[1]
    assert not page.all("//form[@action='/panier/valider']")


def test_a_supplement_of_a_booked_activity_stands(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, f"s{extra.id}", page=str(town.matin.id))
    assert len(_section(martin.page("/panier"), "Nouvelles")) == 1
    Supplement.update(capacity=0).execute()
    assert "Complet" in _section(martin.page("/panier"), "Ce qui")[0]


def test_reading_the_recap_writes_nothing(town: Town, clock: Clock, martin: Client) -> None:
    click(martin, town, town.matin)
    before: list[Any] = everything()
    martin.page("/panier")
    assert everything() == before


def test_supplements_cancelled_with_their_activity_are_listed(town: Town, martin: Client) -> None:
    extra = a_supplement(town.open_day(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    book_extra(town, extra)
    click(martin, town, town.matin, "free")
    page = martin.page("/panier")
    assert len(_section(page, "Annulations")) == 2 and "− 18,35 €" in _total(page)
