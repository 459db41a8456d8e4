"""Several tabs, the back button, a POST sent twice: nothing lost, nothing twice."""

import re

from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.steps import cart, click_day, day, open_days
from tests.browser.test_clicks import evenings

PENDING = "SELECT COUNT(*) FROM movement WHERE state = 'pending'"


def other_tab(page: Page) -> Page:
    """The same page in another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def validate(page: Page) -> None:
    """« Valider », on the page shown."""
    page.get_by_role("button", name="Valider", exact=True).click()


def test_a_recap_that_another_tab_has_outrun_is_read_again(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    first, second = open_days(page, 2)
    click_day(page, first, "book")
    tab = other_tab(page)
    validate(page)
    expect(page.locator("h1")).to_have_text("Vos demandes")
    click_day(tab, second, "book")
    validate(page)
    expect(page.get_by_role("status")).to_contain_text("ont changé depuis cette page")
    assert carteville.count(PENDING) == 0
    expect(page.locator(".lines li")).to_have_count(2)
    validate(page)
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    assert carteville.count(PENDING) == 2


def test_the_same_day_clicked_in_two_tabs_is_asked_once(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    when = open_days(page, 1)[0]
    tab = other_tab(page)
    click_day(page, when, "book")
    click_day(tab, when, "book")
    assert cart(tab).startswith("1 demande ·")
    assert carteville.count("SELECT COUNT(*) FROM cart_line") == 1


def test_the_same_cart_validated_in_two_tabs_is_recorded_once(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    click_day(page, open_days(page, 1)[0], "book")
    validate(page)
    tab = other_tab(page)
    validate(page)
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    validate(tab)
    expect(tab.locator("h1")).to_have_text("Demandes enregistrées")
    assert tab.url == page.url
    assert carteville.count(PENDING) == 1


def test_a_double_click_on_validate_records_once(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    click_day(page, open_days(page, 1)[0], "book")
    validate(page)
    page.get_by_role("button", name="Valider", exact=True).dblclick()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    assert carteville.count(PENDING) == 1


def test_the_back_button_shows_what_is_and_not_what_was(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    when = open_days(page, 1)[0]
    click_day(page, when, "book")
    validate(page)
    validate(page)
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Vos demandes")
    expect(page.locator("main")).to_contain_text("Rien n’est à valider")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Réservations de Lilou")
    expect(day(page, when)).to_have_attribute("data-state", "booked")
    assert cart(page) == "Aucune demande"


def test_a_validation_sent_again_shows_the_same_result(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    click_day(page, open_days(page, 1)[0], "book")
    validate(page)
    form = {
        name: page.locator(f"form[action='/panier/valider'] [name={name}]").input_value()
        for name in ("csrf_token", "version")
    }
    answers = [page.request.post("/panier/valider", form=form) for _ in range(3)]
    assert len({answer.url for answer in answers}) == 1
    assert all("Demandes enregistrées" in answer.text() for answer in answers)
    assert carteville.count(PENDING) == 1


def test_two_browsers_have_two_carts(carteville: CarteVille, windows: DupontWindows) -> None:
    page, other = evenings(carteville, windows), evenings(carteville, windows)
    when = open_days(page, 1)[0]
    click_day(page, when, "book")
    validate(page)
    validate(page)
    other.goto(re.sub("#.*", "", other.url) + f"&mois={when.isoformat()[:7]}")
    assert cart(other) == "Aucune demande"
    expect(day(other, when)).to_have_attribute("data-state", "booked")
