"""The browser bed: a real Chromium on a real server."""

import pytest
from playwright.sync_api import Page

from tests.support.browsers import DESKTOP, PHONE, Open, assert_accessible, assert_no_overflow
from tests.support.servers import Server
from tests.town import Town


def test_the_log_in_page_is_accessible_and_fits(town: Town, open_page: Open) -> None:
    page = open_page("/connexion")
    assert_accessible(page)
    assert_no_overflow(page)


def test_somebody_logs_in_without_javascript(town: Town, open_page: Open) -> None:
    page = open_page("/", javascript=False, size=DESKTOP, login="martin")
    assert page.locator("h1").inner_text() == "Accueil"


def test_axe_finds_what_is_wrong(town: Town, open_page: Open) -> None:
    page = open_page("/connexion")
    page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_a_wide_thing_overflows(town: Town, open_page: Open) -> None:
    page = open_page("/connexion", size=PHONE)
    page.evaluate("document.querySelector('h1').style.width = '500px'")
    with pytest.raises(AssertionError, match="overflows"):
        assert_no_overflow(page)


def test_the_session_outlives_a_restart(town: Town, open_page: Open, live_server: Server) -> None:
    page: Page = open_page("/suivi", login="martin")
    live_server.restart()
    page.reload()
    assert "Suivi" in page.locator("h1").inner_text()
