"""The sandbox bank as a process, and what stands between it and the application of a test."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from lxml import html

from tests.support.pages import Page
from tests.support.processes import Program, Start, alive
from tests.support.smtp import free_port

SHOP, KEY = "12345678", "1122334455667788"
CLIENT = "123456"


class Door:
    """The town's public address: what comes in is handed to the application of the test.
    `statuses`: what was answered; `closed`: nobody answers."""

    def __init__(self, app: Flask) -> None:
        self.statuses: list[int] = []
        door, client = self, app.test_client

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kind = self.headers["Content-Type"]
                answer = client().post(self.path, data=body, content_type=kind)
                door.statuses.append(answer.status_code)
                self.send_response(answer.status_code)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass(frozen=True)
class Window:
    """A browser at the bank, on the page of one operation."""

    session: requests.Session
    url: str
    html: str

    @property
    def text(self) -> str:
        return " ".join(str(html.fromstring(self.html).text_content()).split(" "))

    def decide(self, decision: str, **more: str) -> requests.Response:
        """Press « Payer » (`payer`), « Refuser », « Abandonner »; `notification`, `onglet`."""
        return self.session.post(
            self.url, data={"decision": decision, **more}, allow_redirects=False, timeout=30
        )

    def back(self, decision: str, **more: str) -> str:
        """The same; where the bank sends the family back to, as a path of ours."""
        answer = self.decide(decision, **more)
        assert answer.status_code == 303, answer.text
        there = urlsplit(answer.headers["Location"])
        return f"{there.path}?{there.query}".rstrip("?")


class Bank:
    """`bank.visit(page)`: « Paiement CB » of a recap, as its browser posts it."""

    def __init__(self, url: str, program: Program, door: Door) -> None:
        self.url, self.program, self.door = url, program, door

    def visit(self, recap: Page) -> Window:
        [form] = recap.all(f"//form[starts-with(@action, '{self.url}')]")
        return self.order(dict(form.form_values()), form.get("action"))

    def order(self, fields: dict[str, str], action: str = "") -> Window:
        """Post an order to the bank, honest or not."""
        session = self._session()
        answer = session.post(action or f"{self.url}/vads-payment/", data=fields, timeout=30)
        return Window(session, answer.url, answer.text)

    def go(self, address: str) -> Window:
        """Follow an address of the bank."""
        session = self._session()
        answer = session.get(address, timeout=30)
        assert answer.status_code == 200, answer.text
        return Window(session, answer.url, answer.text)

    def journal(self) -> str:
        return self._session().get(f"{self.url}/journal.csv", timeout=30).content.decode("utf-8")

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        return session


def buttons(window: Window) -> list[str]:
    """What the page of the bank offers."""
    return [e.text_content().strip() for e in html.fromstring(window.html).xpath("//button")]


def bank_process(start: Start, port: int) -> Program:
    program = start(
        "python", "-m", "webapp.service.bank",
        BANK_PORT=str(port), BANK_KEYS=f"{SHOP}={KEY} {CLIENT}={KEY}",
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/"

    def answers() -> bool:
        session = requests.Session()
        session.trust_env = False
        try:
            return session.get(url, timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    alive(program, answers, "the sandbox bank")
    return program


@pytest.fixture
def bank(app: Flask, start: Start) -> Iterator[Bank]:
    """The sandbox bank running, known to the application, which it reaches by `bank.door`."""
    port = free_port()
    door = Door(app)
    app.config.update(
        PAYMENT_KEYS={SHOP: KEY, CLIENT: KEY},
        PAYMENT_TEST=True,
        SANDBOX_BANK=f"http://127.0.0.1:{port}",
        PUBLIC_URL=door.url,
    )
    try:
        yield Bank(f"http://127.0.0.1:{port}", bank_process(start, port), door)
    finally:
        door.close()
