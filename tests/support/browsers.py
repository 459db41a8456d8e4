"""A real Chromium, and what every page must be for people who do not see it as we do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support.processes import ROOT
from tests.support.servers import Server
from tests.world import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SHOTS = ROOT / "build" / "screenshots"
AXE = Path(__file__).parent / "axe" / "axe.min.js"
PHONE = (360, 640)
TABLET = (768, 1024)
DESKTOP = (1280, 800)

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for the session."""
    from tests.find_chromium import find_chromium

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(find_chromium()), args=FLAGS)
        yield chromium
        chromium.close()


class Windows:
    """Browser sessions on one server: `windows.open(path, …)` → a page of a session of its own.

    `complaints` are the errors that pages log; `expected` holds pieces of those that a test
    brings about itself.
    """

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        self._browser, self._url, self._name = browser, url, name
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.expected = ["the server responded with a status of 4"]

    def context(
        self, size: tuple[int, int] = PHONE, javascript: bool = True, **options: Any
    ) -> BrowserContext:
        """A new browser session: cookies, tabs and settings of its own."""
        context = self._browser.new_context(
            base_url=self._url, locale="fr-FR", java_script_enabled=javascript,
            viewport={"width": size[0], "height": size[1]}, has_touch=size[0] < 500, **options,
        )  # fmt: skip
        self._contexts.append(context)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._listen)
        return context

    def open(
        self, path: str = "/", size: tuple[int, int] = PHONE, javascript: bool = True,
        login: str = "",
    ) -> Page:  # fmt: skip
        """A page in a session of its own, logged in if `login` says so."""
        page = self.context(size, javascript).new_page()
        if login:
            log_in(page, login)
        page.goto(path)
        return page

    def close(self, failed: bool) -> None:
        """Keep pictures of a failed test; fail if a page complained."""
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages if failed else []):
            picture(page, f"failed-{self._name}-{number}")
        for context in self._contexts:
            context.close()
        unexpected = [
            text for text in self.complaints if not any(known in text for known in self.expected)
        ]
        assert not unexpected, f"the browser complains: {unexpected}"

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture
def open_page(
    browser: Browser, live_server: Server, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """`open_page("/", size=PHONE, javascript=True, login="martin")` → a page of its own browser
    session on the live server. A page that logs an error or breaks the CSP fails the test; a
    failed test leaves its pictures in build/screenshots."""
    windows = Windows(browser, live_server.url, request.node.name)
    yield windows.open
    windows.close(getattr(request.node, "failed", False))


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Through the log-in page, as people do."""
    page.goto("/connexion")
    page.fill("[name=identifiant]", login)
    page.fill("[name=mot_de_passe]", password)
    page.press("[name=mot_de_passe]", "Enter")
    page.wait_for_url(lambda url: "/connexion" not in url)


def picture(page: Page, name: str) -> Path:
    """A screenshot of the whole page, kept in build/screenshots (not in git)."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / (re.sub(r"[^\w-]+", "-", name) + ".png")
    page.screenshot(path=path, full_page=True)
    return path


def assert_accessible(
    page: Page, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> None:
    """Fail on anything that axe-core finds on the page as it is now (WCAG 2.2 A and AA, RGAA,
    best practices), of the rules `only` if they are given. Needs a page opened with JavaScript."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    options: dict[str, Any] = {
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    if only:
        options["runOnly"] = list(only)
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    faults = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(
            f"    {node['html'][:200]}\n    {node['failureSummary']}"
            for node in violation["nodes"][:3]
        )
        for violation in found["violations"]
    ]
    assert found["passes"] or faults, "axe did not run"
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def assert_no_overflow(page: Page, width: int = 320) -> None:
    """Fail if the page scrolls sideways at `width`, naming what sticks out."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 640})
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")]
          .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
          .map(e => e.outerHTML.slice(0, 150))"""
    )
    if before:
        page.set_viewport_size(before)
    assert not wide, f"{page.url} overflows at {width} px:\n" + "\n".join(wide[:5])
