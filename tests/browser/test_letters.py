"""Letters with first passwords: one sheet each, on paper and for everybody's eyes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browsers import (
    DESKTOP,
    PHONE,
    SHOTS,
    assert_accessible,
    assert_no_overflow,
    picture,
)
from tests.town import Town
from tests.world import a_family

SHEETS = re.compile(rb"/Type\s*/Page\b")


def test_each_letter_is_a_sheet(town: Town, open_page: Callable[..., Page]) -> None:
    for name in ("DUPONT", "DE LA ROCHEFOUCAULD-MONTESQUIOU", "PETIT"):
        a_family(name, town.structure)
    page = open_page("/admin/comptes/lettres", size=DESKTOP, login="agent")
    page.get_by_role("button", name="Créer ces 3 comptes").click()
    expect(page.locator(".letter")).to_have_count(3)
    assert_accessible(page)
    picture(page, "lettres-large")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert_no_overflow(page, 320)
    assert_accessible(page)
    picture(page, "lettres-telephone")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator("nav, .foot, .btn").first).to_be_hidden()
    expect(page.locator(".letter svg").first).to_be_visible()
    picture(page, "papier-lettres")
    printed = page.pdf(path=SHOTS / "papier-lettres.pdf", format="A4", margin={"top": "15mm"})
    assert len(SHEETS.findall(printed)) == 3
