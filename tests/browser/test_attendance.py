"""Ticking who is there, on a tablet: in place with JavaScript, page by page without."""

import pytest
from playwright.sync_api import expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.support.browsers import TABLET

BACK = 31


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_tick_stays_and_is_taken_back(
    carteville: CarteVille, windows: DupontWindows, *, javascript: bool
) -> None:
    page = windows.open("/admin/listes", TABLET, javascript=javascript, login="mairie")
    for _ in range(BACK):  # Sundays and holidays have no list
        if page.locator("tr[data-child]").count():
            break
        page.get_by_role("link", name="Veille").click()
    page.evaluate("document.body.dataset.same = 'yes'")
    line = page.locator("tr[data-child]").first
    tally = page.locator("h3 span").first
    line.get_by_role("button", name="Présent").click()
    expect(tally).to_contain_text("1\u00a0présent")
    expect(line.get_by_role("button", name="Présent")).to_have_attribute("aria-pressed", "true")
    line.get_by_role("button", name="Effacer").click()
    expect(tally).not_to_contain_text("présent,")
    expect(line.get_by_role("button", name="Effacer")).to_have_count(0)
    expect(page.locator("body[data-same]")).to_have_count(1 if javascript else 0)
