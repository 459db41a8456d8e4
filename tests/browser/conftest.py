"""The demonstration town, served once for the whole folder and put back before each test."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Cookie

from tests.browser.carteville import CarteVille, DupontWindows, Folder, copy
from tests.support.applications import SETTINGS
from tests.support.banks import KEY, SHOP
from tests.support.engines import bound, create_schema
from tests.support.processes import Program
from tests.support.servers import Server, serve
from tests.support.smtp import free_port
from webapp import clock, jobs
from webapp.accounts import passwords
from webapp.database import database
from webapp.staff.commands import DEFAULT_SEED
from webapp.staff.demonstration.opening import calendar_around
from webapp.staff.demonstration.scenes import choose
from webapp.staff.demonstration.town import write_town
from webapp.staff.imports.operations import import_folder
from webapp.words import localise


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """CarteVille around today, generated and imported once."""
    directory = tmp_path_factory.mktemp("carteville")
    original = directory / "original.db"
    now = clock.now()
    today = localise(now, "Europe/Paris").date()
    passwords.season(SETTINGS.secret_key)  # the answers to secret questions need it
    write_town(directory / "town", today, DEFAULT_SEED)
    with bound(f"sqlite:///{original}"):
        create_schema()
        with database.connection_context():
            import_folder(directory / "town", now)
    live = directory / "live.db"
    copy(original, live)
    return Folder(original, live, today)


@pytest.fixture(scope="session")
def town_server(folder: Folder, smtp_port: int) -> Iterator[Server]:
    """Marelle under Granian on the town, with the demonstration's list of accounts."""
    programs: list[Program] = []
    environment = {
        "SECRET_KEY": SETTINGS.secret_key,
        "DATABASE_URL": f"sqlite:///{folder.live}",
        "REDIS_URL": SETTINGS.redis_url,
        "MAIL_PORT": str(smtp_port),
        "PUBLIC_URL": SETTINGS.public_url,
        "SECURE_COOKIES": "0",
        "SECOND_FACTOR": "0",
        "DEMO": "1",
        "PAYMENT_TEST": "1",
        "PAYMENT_KEYS": f"{SHOP}={KEY}",
    }

    def start(name: str, *arguments: str) -> Program:
        program = Program(
            [str(Path(sys.executable).parent / name), *arguments],
            environment,
            folder.live.with_name("server.log"),
        )
        programs.append(program)
        return program

    yield serve(start, free_port())
    for program in programs:
        program.kill()


@pytest.fixture
def carteville(
    folder: Folder, town_server: Server, _application: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CarteVille]:
    """The town as it was imported, served and bound to the models of the test."""
    copy(folder.original, folder.live)
    monkeypatch.setattr(jobs, "application", lambda: _application)
    calendar = calendar_around(folder.today)
    with bound(f"sqlite:///{folder.live}"):
        yield CarteVille(choose(calendar, folder.today), calendar)


@pytest.fixture(scope="session")
def remembered() -> dict[str, list[Cookie]]:
    """The session cookies of who has logged in, by login."""
    return {}


@pytest.fixture
def windows(
    folder: Folder,
    carteville: CarteVille,
    browser: Browser,
    town_server: Server,
    remembered: dict[str, list[Cookie]],
    request: pytest.FixtureRequest,
) -> Iterator[DupontWindows]:
    """`windows.open("/suivi", size=DESKTOP, javascript=False)` → M. Dupont's page in CarteVille."""
    made = DupontWindows(browser, town_server.url, request.node.name)
    made.cookies, made.folder = remembered, folder
    yield made
    made.close(getattr(request.node, "failed", False))
