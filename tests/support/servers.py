"""The real web server, on the test's database."""

import http.client
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support.applications import SETTINGS
from tests.support.engines import Database
from tests.support.processes import Program, Start, alive
from tests.support.smtp import free_port


@pytest.fixture
def environment(db: Database, smtp_port: int, request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of this test, for processes: its database, mail server and Valkey."""
    asked = {"valkey", "own_valkey"}.intersection(request.fixturenames)
    redis_url = request.getfixturevalue(asked.pop()).url if asked else SETTINGS.redis_url
    return {
        "SECRET_KEY": SETTINGS.secret_key,
        "DATABASE_URL": db.url,
        "REDIS_URL": redis_url,
        "MAIL_PORT": str(smtp_port),
        "PUBLIC_URL": SETTINGS.public_url,
        "SECURE_COOKIES": "0",
        "SECOND_FACTOR": "0",
        "PYTHONUNBUFFERED": "1",
    }


@dataclass(frozen=True)
class Server:
    """`server.url` has no slash at its end; `server.restart()` is another process, same port."""

    url: str
    port: int
    program: Program
    restart: Callable[[], "Server"]


@pytest.fixture
def live_server(start: Start) -> Server:
    """Marelle served by Granian with two workers on a free port, in the real present."""
    return serve(start, free_port())


def serve(start: Start, port: int) -> Server:
    """Start Granian on `port` and wait until it answers."""
    program = start(
        "granian", "--interface", "wsgi", "--workers", "2", "--host", "127.0.0.1",
        "--port", str(port), "--no-ws", "wsgi:app",
    )  # fmt: skip
    alive(program, lambda: _healthy(port), "the web server")

    def restart() -> Server:
        program.kill()
        return serve(start, port)

    return Server(f"http://127.0.0.1:{port}", port, program, restart)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sante")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
