"""Two homes of one child, each on a phone without JavaScript."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.support.browsers import PHONE, assert_no_overflow, picture


def _calendar(town: CarteVille, windows: DupontWindows, login: str, month: str = "") -> Page:
    address = f"/reservations?enfant={town.shared_child()}" + month
    return windows.open(address, PHONE, javascript=False, login=login)


def _open_square(page: Page) -> Locator:
    """The first day that may still be booked, of this month or the next two."""
    squares = page.locator("td[data-state=open]")
    for _ in range(2):
        if squares.count():
            break
        page.locator(".pager a").last.click()
    return squares.first


def test_a_day_that_one_home_books_is_taken_for_the_other(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = _calendar(carteville, windows, "foyer-pair")
    expect(page.locator("td", has_text="autre foyer").first).to_be_visible()
    square = _open_square(page)
    day, activity = square.get_attribute("data-date"), square.get_attribute("data-activity")
    assert day is not None
    square.locator("button").click()
    expect(page.locator(f"#j-{day}")).to_have_attribute("data-wish", "book")
    page.goto("/panier")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    month = f"&activite={activity}&mois={day[:7]}"
    other = _calendar(carteville, windows, "foyer-impair", month)
    expect(other.locator(f"#j-{day}")).to_contain_text("réservé, autre foyer")
    assert_no_overflow(other, 320)
    picture(other, "deux-foyers-reserve")
    other.goto("/suivi")
    expect(other.locator(f"tr[data-date='{day}']")).to_have_count(0)


def test_a_secretary_gives_a_week_to_the_other_home(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    child = carteville.shared_child()
    page = windows.open(f"/admin/enfants/{child}/garde", PHONE, javascript=False, login="mairie")
    first = page.locator("#apercu tbody tr").nth(3)
    before = first.inner_text()
    day = page.evaluate("() => document.querySelector('#du-0').value")
    page.locator("#du-0").fill("")
    page.locator("#au-0").fill("")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#apercu h2")).to_have_text("Ce que cela donnerait")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[role=status]")).to_have_text("La garde est enregistrée.")
    assert page.locator("#du-0").input_value() != day
    assert before.split()[0] == page.locator("#apercu tbody tr").nth(3).inner_text().split()[0]
