"""Clicks as people make them: twice, in a hurry, without a network, after their session."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.steps import act, cart, click_day, day, focused, open_days
from tests.support.browsers import DESKTOP, PHONE
from webapp.words import long_day

LIVE = "[role=status], [role=alert], [role=log], [aria-live]"
EVENINGS = "accueil-soir"


def evenings(town: CarteVille, windows: DupontWindows, **options: object) -> Page:
    """Lilou's evenings: free on most days of any season, and in nobody's way."""
    path = f"/reservations?enfant={town.child('Lilou')}&activite={town.activity(EVENINGS)}"
    return windows.open(path, **options)  # type: ignore[arg-type]


def test_focus_stays_on_the_day_and_one_region_tells_what_happened(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows)
    when = open_days(page, 1)[0]
    click_day(page, when, "book")
    assert focused(page) == f"b-{when}"
    expect(page.locator(LIVE)).to_have_count(1)
    expect(page.locator("#etat")).to_contain_text(long_day(when), ignore_case=True)
    page.keyboard.press("Enter")
    expect(page.locator("#etat")).to_contain_text("demande retirée")
    assert focused(page) == f"b-{when}"


def test_focus_stays_on_the_button_of_a_days_list(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    when = carteville.scenes.free
    page = windows.open(carteville.month_of(when, "toutes") + f"&jour={when}", DESKTOP)
    evening = act(page, "Accueil du soir")
    name = evening.get_attribute("id")
    evening.click()
    expect(evening).to_have_attribute("data-wish", "book")
    assert focused(page) == name
    expect(page.locator(LIVE)).to_have_count(1)


def test_a_double_click_is_one_click(carteville: CarteVille, windows: DupontWindows) -> None:
    page = evenings(carteville, windows)
    when = open_days(page, 1)[0]
    page.locator(f"#b-{when}").hover()
    page.mouse.down()
    page.mouse.up()
    expect(day(page, when)).to_have_attribute("data-wish", "book")
    # The day is already redrawn when the second half of the double click comes.
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    other = open_days(page, 1)[0]
    click_day(page, other, "book")
    expect(day(page, when)).to_have_attribute("data-wish", "book")
    assert cart(page).startswith("2 demandes")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "wide"])
def test_quick_clicks_on_several_days_all_count(
    carteville: CarteVille, windows: DupontWindows, size: tuple[int, int]
) -> None:
    page = evenings(carteville, windows, size=size)
    days = open_days(page, 5)
    page.evaluate("ids => ids.forEach(id => document.getElementById(id).click())",
                  [f"b-{when}" for when in days])  # fmt: skip
    for when in days:
        expect(day(page, when)).to_have_attribute("data-wish", "book")
    expect(page.locator("#panier")).to_contain_text("5\u00a0demandes")
    page.reload()
    assert cart(page).startswith("5 demandes · 11,50 €")


def test_a_click_without_network_says_so_and_can_be_done_again(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    windows.expected += ["net::ERR_INTERNET_DISCONNECTED", "Failed to fetch"]
    page = evenings(carteville, windows)
    when = open_days(page, 1)[0]
    page.context.set_offline(True)
    page.locator(f"#b-{when}").click()
    expect(page.locator("#etat")).to_contain_text("Rien n’a été enregistré")
    expect(page.locator("#panier")).to_contain_text("Aucune demande")
    page.context.set_offline(False)
    page.get_by_role("button", name="Réessayer").click()
    expect(day(page, when)).to_have_attribute("data-wish", "book")
    expect(page.locator("#panier")).to_contain_text("1\u00a0demande")
    assert focused(page) == f"b-{when}"
    expect(page.get_by_role("button", name="Réessayer")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_an_expired_session_leads_to_the_log_in_and_back_with_its_cart(
    carteville: CarteVille, windows: DupontWindows, javascript: bool
) -> None:
    page = evenings(carteville, windows, javascript=javascript)
    first, second = open_days(page, 2)
    shown = page.locator("#mois").inner_text()
    click_day(page, first, "book")
    page.context.clear_cookies(name="session")
    page.locator(f"#b-{second}").click()
    expect(page.locator("h1")).to_have_text("Connexion")
    expect(page.get_by_role("status")).to_contain_text("Vos demandes sont gardées")
    page.get_by_label("Identifiant").fill("dupont")
    page.get_by_label("Mot de passe").fill("demo-dupont")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("h1")).to_have_text("Réservations de Lilou")
    expect(page.locator("#mois")).to_have_text(shown)
    expect(day(page, first)).to_have_attribute("data-wish", "book")
    click_day(page, second, "book")
    assert cart(page).startswith("2 demandes")


def test_an_expired_session_does_not_lose_a_validation(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = evenings(carteville, windows, javascript=False)
    click_day(page, open_days(page, 1)[0], "book")
    page.get_by_role("button", name="Valider", exact=True).click()
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Connexion")
    page.get_by_label("Identifiant").fill("dupont")
    page.get_by_label("Mot de passe").fill("demo-dupont")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("h1")).to_have_text("Vos demandes")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    assert carteville.count("SELECT COUNT(*) FROM movement WHERE state = 'pending'") == 1


def test_a_full_day_without_a_waiting_list_says_why(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    when = carteville.scenes.free
    page = windows.open(carteville.month_of(when))
    click_day(page, when, "book")
    circus = act(page.locator(f"#s-{when}"), "cirque")
    circus.click()
    expect(page.locator("#etat")).to_contain_text("complet")
    expect(page.locator("#panier")).to_contain_text("1\u00a0demande")


def test_the_page_does_not_jump_under_the_finger(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    when = carteville.scenes.free
    page = windows.open(carteville.month_of(when, "toutes") + f"&jour={when}#jour")
    evening = act(page, "Accueil du soir")
    evening.scroll_into_view_if_needed()
    before = evening.bounding_box()
    evening.click()
    expect(evening).to_have_attribute("data-wish", "book")
    after = evening.bounding_box()
    assert before is not None and after is not None
    assert abs(before["y"] - after["y"]) < 60  # the line that tells what was done opens below
