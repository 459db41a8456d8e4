"""Every page, for everybody's eyes, fingers and paper."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.steps import act, click_day, open_days
from tests.support.browsers import (
    DESKTOP,
    PHONE,
    SHOTS,
    assert_accessible,
    assert_no_overflow,
    picture,
)
from webapp.words import MONTHS

# Links, buttons and fields too small for a thumb; a link within a sentence may be.
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter(e => {
    const box = e.getBoundingClientRect(), alone = e.parentElement.textContent.trim();
    const sentence = getComputedStyle(e).display === "inline" && alone !== e.textContent.trim();
    return box.width > 1 && !sentence && (box.height < 44 || box.width < 44);
  }).map(e => e.outerHTML.slice(0, 120))"""
# Text below 11 px; what only screen readers read is left out.
TINY = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, box = e.getBoundingClientRect();
    const seen = walker.currentNode.data.trim() && box.width > 1 && !e.closest(".vh");
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (seen && size < 11) found.push(e.outerHTML.slice(0, 120));
  }
  return found;
}"""
# What has the colour of a state without a pictogram or a word that is seen.
COLOUR_ALONE = """() => [...document.querySelectorAll(".open, .mine, .late, .full, .wait, .off")]
  .filter(e => {
    const seen = child => child.getBoundingClientRect().width > 2;
    const word = [...e.querySelectorAll(".w")].some(seen) || e.textContent.includes("–");
    const after = getComputedStyle(e, "::after").content.includes("–");
    return seen(e) && !word && !after && ![...e.querySelectorAll("svg")].some(seen);
  }).map(e => e.outerHTML.slice(0, 120))"""
# The dark scheme changes colours and nothing else.
SCHEMES: dict[Literal["light", "dark"], tuple[str, ...]] = {
    "light": (),
    "dark": ("color-contrast", "link-in-text-block"),
}
# Write these names in the head of the month.
HEAD = """([before, name, after]) => {
  const arrow = '<svg class="i"></svg>', title = `<h2 id="mois">${name}</h2>`;
  const left = `<a href="?">${arrow}<span>${before}</span></a>`;
  const right = `<a href="?"><span>${after}</span>${arrow}</a>`;
  document.querySelector(".pager").innerHTML = left + title + right;
}"""
NOT_ON_PAPER = ".squares, .bar, .btn, .chip, .foot, .skip, .me button, .noprint"


def _nothing(_: Page, __: CarteVille) -> None:
    """The page as it opens."""


def _cart(page: Page, town: CarteVille) -> None:
    """A booking, a cancellation and a place on a waiting list, asked."""
    scenes = town.scenes
    for when, wish in [(scenes.free, "book"), (scenes.kept, "cancel"), (scenes.full, "wait")]:
        page.goto(town.month_of(when))
        click_day(page, when, wish)


def _clicked(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto(town.month_of(town.scenes.full))


def _listed(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    when = town.scenes.free
    page.goto(f"{town.month_of(when, 'toutes')}&jour={when}#jour")
    act(page, "Piscine").click()
    expect(page.locator("#etat")).to_contain_text("ajouté")


def _recap(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto("/panier")


def _result(page: Page, town: CarteVille) -> None:
    _recap(page, town)
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")


def _home(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("4\u00a0demandes attendent d’être validées")


def _follow_up(page: Page, town: CarteVille) -> None:
    _result(page, town)
    page.goto("/suivi")


def _saturdays(page: Page, town: CarteVille) -> None:
    page.goto(f"/reservations?enfant={town.child('Lilou')}&activite={town.activity('stage')}")


def _evenings(page: Page, town: CarteVille) -> None:
    evenings = town.activity("accueil-soir")
    page.goto(f"/reservations?enfant={town.child('Lilou')}&activite={evenings}")
    click_day(page, open_days(page, 1)[0], "book")


def _refused(page: Page, _: CarteVille) -> None:
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".err").first).to_be_visible()


def _night(page: Page, town: CarteVille) -> None:
    town.night()
    page.reload()


class Case(NamedTuple):
    """A page: who looks, where, and what is done there first."""

    login: str
    path: str
    prepare: Callable[[Page, CarteVille], None] = _nothing


CASES = {
    "connexion": Case("", "/connexion"),
    "connexion-refusee": Case("", "/connexion", _refused),
    "retrouver": Case("", "/retrouver"),
    "accessibilite": Case("", "/accessibilite"),
    "mentions": Case("", "/mentions-legales"),
    "donnees": Case("", "/donnees-personnelles"),
    "contact": Case("dupont", "/contact"),
    "erreur": Case("dupont", "/nulle-part"),
    "accueil": Case("dupont", "/", _home),
    "structures": Case("benali", "/structures"),
    "calendrier": Case("dupont", "/reservations", _clicked),
    "soirs": Case("dupont", "/reservations", _evenings),
    "samedis": Case("dupont", "/reservations", _saturdays),
    "liste-du-jour": Case("dupont", "/reservations", _listed),
    "panier-vide": Case("dupont", "/panier"),
    "panier": Case("dupont", "/panier", _recap),
    "enregistre": Case("dupont", "/panier", _result),
    "suivi": Case("dupont", "/suivi", _follow_up),
    "nuits": Case("mairie", "/admin", _night),
}
ON_PAPER = ("calendrier", "liste-du-jour", "panier", "suivi")


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_for_everybody(carteville: CarteVille, windows: DupontWindows, name: str) -> None:
    login, path, prepare = CASES[name]
    page = windows.open(path, PHONE, login=login)
    prepare(page, carteville)
    _for_thumbs(page)
    for size, width in [(PHONE, "telephone"), (DESKTOP, "large")]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, only=rules)
            if scheme == "light" or name in ("calendrier", "liste-du-jour"):
                picture(page, f"page-{name}-{width}-{scheme}")
    _for_paper(page, name)


def _for_thumbs(page: Page) -> None:
    """On a phone: no sideways scroll, targets of 44 px, text of 11 px, no colour alone."""
    assert_no_overflow(page, 320)
    assert_no_overflow(page, PHONE[0])
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TINY) == []
    assert page.evaluate(COLOUR_ALONE) == []


def _for_paper(page: Page, name: str) -> None:
    """Printed: the matter alone, in black on white."""
    page.emulate_media(media="print", color_scheme="light")
    for part in page.locator(NOT_ON_PAPER).all():
        expect(part).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    if name in ON_PAPER:
        page.pdf(path=SHOTS / f"papier-{name}.pdf", format="A4", margin={"top": "15mm"})
        picture(page, f"papier-{name}")


def test_the_printed_follow_up_says_whose_it_is(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open("/suivi")
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_contain_text("Mairie de CarteVille – famille DUPONT")


def test_the_month_begins_on_the_first_screen_of_a_phone(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open(carteville.month_of(carteville.scenes.free))
    month = page.locator(".month").bounding_box()
    assert month is not None and month["y"] < PHONE[1] - 150


def test_the_name_of_any_month_stays_on_one_line_between_its_neighbours(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open(carteville.month_of(carteville.scenes.free))
    names = [month.capitalize() for month in MONTHS]
    for number, name in enumerate(names):
        before, after = names[number - 1], names[(number + 1) % 12]
        page.evaluate(HEAD, [before, f"{name} 2028", after])
        title = page.locator("#mois").bounding_box()
        assert title is not None and title["height"] < 30, name
        assert_no_overflow(page, PHONE[0])
        assert_no_overflow(page, 320)


def test_the_bar_is_there_beside_the_list_of_a_day(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    when = carteville.scenes.free
    page = windows.open(f"{carteville.month_of(when, 'toutes')}&jour={when}#jour")
    act(page, "Accueil du soir").click()
    expect(page.locator("#etat")).to_contain_text("ajouté")
    expect(page.locator("#etat")).to_be_in_viewport()
    expect(page.locator("#valider")).to_be_in_viewport()
