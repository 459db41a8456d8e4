"""What must be shown, on what `make run` starts: kept out of booking, paying, and booking again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.steps import click_day, open_days
from tests.service.conftest import Launch, Service
from tests.support.browsers import DESKTOP, PHONE, log_in


@pytest.fixture
def town(launch: Launch, data_dir: Path) -> Service:
    """The demonstration, where `martin` has not paid yet."""
    return launch(data_dir, "run").ready()


@pytest.fixture(params=[(True, PHONE), (False, DESKTOP)], ids=["javascript", "without"])
def martin(
    town: Service, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, bool]]:
    """Her window on the demonstration, and whether it has JavaScript."""
    javascript, (width, height) = request.param
    context: BrowserContext = browser.new_context(
        base_url=town.url,
        viewport={"width": width, "height": height},
        java_script_enabled=javascript,
    )
    page = context.new_page()
    log_in(page, "martin", "demo-martin")
    yield page, javascript
    context.close()


def _to_the_bank(page: Page) -> None:
    page.goto("/soldes")
    page.get_by_role("button", name="Paiement").click()
    expect(page.locator("main")).to_contain_text("aucun argent ne circule")
    page.get_by_role("button", name="Paiement CB").click()
    expect(page.locator("h1")).to_have_text("Banque d’essai")
    expect(page.locator("main")).to_contain_text("aucun argent ne circule")


def show(page: Page, activity: str) -> None:
    page.get_by_label("Activité").select_option(activity)
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("h1")).to_contain_text("Réservations")


def test_she_is_kept_out_pays_and_books(martin: tuple[Page, bool]) -> None:
    page, javascript = martin
    page.goto("/reservations")
    expect(page.locator("main")).to_contain_text("débiteur")
    for decision, told in [("Refuser", "refusé"), ("Abandonner", "abandonné")]:
        _to_the_bank(page)
        page.get_by_role("button", name=decision).click()
        expect(page.locator("#paiement-etat")).to_contain_text(told)
        page.goto("/reservations")
        expect(page.locator("main")).to_contain_text("débiteur")
    _to_the_bank(page)
    page.get_by_text("Essayer un incident").click()
    if javascript:  # the page that waits asks by itself
        page.get_by_label("arrive en retard").check()
    page.get_by_role("button", name="Payer", exact=True).click()
    state = page.locator("#paiement-etat")
    if javascript:
        expect(state).to_contain_text("en cours de confirmation")
    expect(state).to_contain_text("Paiement confirmé", timeout=30_000)
    page.get_by_role("link", name="Réserver", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Réservations")
    expect(page.locator("main")).not_to_contain_text("débiteur")
    show(page, "Accueil du soir")
    click_day(page, open_days(page, 1)[0], "book")
