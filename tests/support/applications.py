"""The application as it runs, and clients for it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.engines import Database
from tests.support.smtp import free_port
from tests.town import Town
from webapp import create_app, jobs
from webapp.config import Config

SETTINGS = Config(
    secret_key="the secret of the tests, and of them alone",
    database_url="sqlite:///:memory:",
    redis_url="unix:///nowhere/valkey.sock",
    public_url="https://familles.carteville.example",
    secure_cookies=False,
    second_factor=False,  # asked for where it is tested
)


@pytest.fixture(scope="session")
def smtp_port() -> int:
    """Where the application delivers its mails; nobody answers there but the fixture `smtp`."""
    return free_port()


@pytest.fixture(scope="session")
def _application(smtp_port: int) -> Flask:
    app = create_app(replace(SETTINGS, mail_port=smtp_port))
    app.test_client_class = Client
    app.testing = True  # exceptions reach the test; CSRF stays on
    return app


@pytest.fixture
def app(
    _application: Flask,
    db: Database,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application on the test's own database and, if it asks for one, its own Valkey.

    One for the whole session, so that templates stay compiled; `app.config` is put back. Jobs
    called by a test run in it.
    """
    monkeypatch.setattr(jobs, "application", lambda: _application)
    before = dict(_application.config)
    for name in {"valkey", "own_valkey"}.intersection(request.fixturenames):
        _application.config["REDIS_URL"] = request.getfixturevalue(name).url
    yield _application
    _application.config.clear()
    _application.config.update(before)


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor who is not logged in."""
    return app.test_client()


@pytest.fixture
def new_client(app: Flask, town: Town) -> Callable[[str], Client]:
    """`new_client("benali")`: another browser, logged in."""

    def make(login: str) -> Client:
        client = app.test_client()
        client.let_in(login)
        return client

    return make


@pytest.fixture
def martin(new_client: Callable[[str], Client]) -> Client:
    """Mme Martin's browser, logged in, in the fixture `town`."""
    return new_client("martin")


@pytest.fixture
def benali(new_client: Callable[[str], Client]) -> Client:
    """A stranger to the Martin family, logged in."""
    return new_client("benali")


@pytest.fixture
def agent(new_client: Callable[[str], Client]) -> Client:
    """Somebody of the town's staff, logged in."""
    return new_client("agent")
