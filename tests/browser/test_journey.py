"""The main job, from the log-in to the mail: on a phone and a desk, with and without JavaScript,
with a mouse and with a keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.steps import act, cart, click_day, day, show, turn_to
from tests.support.browsers import DESKTOP, PHONE, log_in, picture
from tests.support.smtp import Mailbox

ADDRESS = "jp.dupont@exemple.fr"
Snap = Callable[[str], object]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "wide"])
def test_a_parent_books_cancels_waits_validates_and_reads_the_answer(
    carteville: CarteVille, windows: DupontWindows, smtp: Mailbox, size: tuple[int, int],
    javascript: bool,
) -> None:  # fmt: skip
    page = windows.open("/", size, javascript, login="")
    name = f"{'phone' if size == PHONE else 'wide'}{'' if javascript else '-plain'}"

    def snap(step: str) -> object:
        return javascript and picture(page, f"{step}-{name}")

    snap("01-connexion")
    log_in(page, "dupont", "demo-dupont")
    snap("02-accueil")
    page.get_by_role("link", name="Réserver", exact=True).click()
    page.get_by_role("link", name="Lilou").click()
    _wish(page, carteville, snap)
    _wish_in_all_activities(page, carteville, snap)
    _validate(page, snap)
    _withdraw_one(page, snap)
    carteville.night()
    assert len(smtp.to(ADDRESS)) == 1
    assert "Lilou" in smtp.to(ADDRESS)[0].as_string()
    _read_the_answer(page, carteville, snap)


def _wish(page: Page, town: CarteVille, snap: Snap) -> None:
    """A new day with a supplement, a cancellation thought over twice, a waiting list."""
    scenes = town.scenes
    show(page, str(town.whole_day(scenes.free)), scenes.free)
    click_day(page, scenes.free, "book")
    expect(page.locator("#etat")).to_contain_text("ajouté à vos demandes")
    act(page.locator(f"#s-{scenes.free}"), "Piscine").click()
    expect(act(page.locator(f"#s-{scenes.free}"), "Piscine")).to_have_attribute("data-wish", "book")
    snap("03-reserver")

    show(page, str(town.whole_day(scenes.kept)), scenes.kept)
    click_day(page, scenes.kept, "cancel")
    click_day(page, scenes.kept, "")
    expect(page.locator("#etat")).to_contain_text("demande retirée")
    click_day(page, scenes.kept, "cancel")
    snap("04-annuler")

    show(page, str(town.whole_day(scenes.full)), scenes.full)
    click_day(page, scenes.full, "wait")
    expect(page.locator("#etat")).to_contain_text("liste d’attente ajoutée")
    snap("05-attente")
    assert cart(page).startswith("5 demandes")  # the pony goes with its day


def _wish_in_all_activities(page: Page, town: CarteVille, snap: Snap) -> None:
    """The view of all activities: a day, its list, one click in it, « Retour »."""
    when = town.scenes.kept_by_one
    show(page, "toutes", when)
    snap("06-toutes")
    page.locator(f"#b-{when}").click()
    panel = page.locator("#jour")
    evening = act(panel, "Accueil du soir")
    evening.click()
    expect(act(page.locator("#jour"), "Accueil du soir")).to_have_attribute("data-wish", "book")
    expect(day(page, when).locator("[data-wish=book]")).to_have_count(1)
    snap("07-liste-du-jour")
    panel.get_by_role("link", name="Retour").click()
    expect(panel).to_have_count(0)
    expect(page).to_have_url(re.compile(f"#j-{when}$"))
    assert cart(page).startswith("6 demandes")


def _validate(page: Page, snap: Snap) -> None:
    """« Valider » twice: the recap, then the result."""
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Vos demandes")
    for title, count in [("Nouvelles réservations", 3), ("Liste d’attente", 1), ("Annulations", 2)]:
        expect(page.locator("h2", has_text=title)).to_contain_text(f"({count})")
    snap("08-verifier")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    expect(page.get_by_role("status")).to_contain_text("6\u00a0demandes enregistrées")
    snap("09-enregistre")


def _withdraw_one(page: Page, snap: Snap) -> None:
    """« Suivi » says « Non transmis »; one request is taken back."""
    page.get_by_role("link", name="Voir le Suivi").click()
    expect(page.locator("tr", has_text="Non transmis")).to_have_count(6)
    snap("10-suivi-non-transmis")
    page.locator("tr", has_text="Accueil du soir").get_by_role(
        "button", name="Retirer"
    ).first.click()
    expect(page.get_by_role("status")).to_have_text("1\u00a0demande retirée.")
    expect(page.locator("tr", has_text="Non transmis")).to_have_count(5)


def _read_the_answer(page: Page, town: CarteVille, snap: Snap) -> None:
    """The final states, in « Suivi » and in the calendar."""
    scenes = town.scenes
    page.goto("/suivi?periode=a-venir")
    expect(page.locator("tr", has_text="Non transmis")).to_have_count(0)

    def states(when: object) -> list[str]:
        texts = page.locator(f"tr[data-date='{when}'] .state").all_inner_texts()
        return [text.strip() for text in texts]

    assert states(scenes.free) == ["Acceptée", "Acceptée"]
    assert states(scenes.kept)[:2] == ["Annulée", "Annulée"]
    assert states(scenes.full) == ["En liste d’attente (rang\u00a01)"]
    assert "Retirée" in states(scenes.kept_by_one)
    snap("11-suivi-final")
    page.goto(town.month_of(scenes.free))
    expect(day(page, scenes.free)).to_have_attribute("data-state", "booked")
    turn_to(page, scenes.free)
    snap("12-calendrier-final")


def test_the_whole_job_by_keyboard_alone(carteville: CarteVille, windows: DupontWindows) -> None:
    page = windows.open("/", DESKTOP, login="")
    keys = page.keyboard
    tab_to(page, page.get_by_label("Identifiant"))
    keys.type("dupont")
    tab_to(page, page.get_by_label("Mot de passe"))
    keys.type("demo-dupont")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Accueil")

    keys.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    keys.press("Enter")
    tab_to(page, page.get_by_role("link", name="Réserver", exact=True))
    keys.press("Enter")
    select = page.get_by_label("Activité")
    tab_to(page, select)
    keys.type("Accueil du s")
    tab_to(page, page.get_by_role("button", name="Afficher"))
    keys.press("Enter")
    expect(select.locator("option:checked")).to_have_text("Accueil du soir")

    tab_to(page, page.locator(".pager a").last)
    keys.press("Enter")
    _book_by_keyboard(page)


def _book_by_keyboard(page: Page) -> None:
    keys = page.keyboard
    free = page.locator("td[data-state=open] button").first
    name = free.get_attribute("id")
    tab_to(page, free)
    keys.press("Space")
    expect(page.locator("td[data-wish=book]")).to_have_count(1)
    expect(page.locator(f"#{name}")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Valider", exact=True))
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Vos demandes")
    tab_to(page, page.get_by_role("button", name="Valider", exact=True))
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")
    tab_to(page, page.get_by_role("link", name="Voir le Suivi"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Retirer").first)
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1\u00a0demande retirée.")


VISIBLE = """element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 1;
  return seen && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; every stop must be seen and show that it has it."""
    wanted = target.element_handle()
    assert wanted is not None
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate_handle("() => document.activeElement").as_element()
        assert stop is not None
        assert stop.evaluate(VISIBLE), f"unseen focus: {stop.evaluate('e => e.outerHTML')[:200]}"
        if stop.evaluate("(element, wanted) => element === wanted", wanted):
            return
    raise AssertionError(f"no Tab leads to {target}")
