"""What the person chose (PORT, DATA_DIR), and the environment that the parts receive."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

from webapp.config import Config, environment_for
from webapp.service.data_dir import announced
from webapp.service.errors import ServiceError
from webapp.staff.demonstration.catalogue import OFFICES

OF_BANKS = {"PAYMENT_KEYS", "PAYMENT_TEST", "SANDBOX_BANK"}
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """`port`: where the pages answer. `data_dir`: everything that outlives a run."""

    port: int
    data_dir: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"

    @property
    def valkey_dir(self) -> Path:
        return self.data_dir / "valkey"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """PORT (8000) and DATA_DIR (./var) from the environment; raises ServiceError."""
    port = environment.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise ServiceError(
            f"PORT = «\u00a0{port}\u00a0»\u00a0: attendu, un nombre entre 1 et 65535."
        )
    data_dir = Path(environment.get("DATA_DIR") or ROOT / "var").expanduser()
    return Settings(int(port), data_dir.resolve())


def check_port(port: int) -> None:
    """Raise ServiceError unless `port` is free on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise ServiceError(
                f"Le port {port} est réservé au système\u00a0: choisissez-en un autre,"
                " par exemple PORT=8001 make run."
            ) from None
        except OSError:
            raise ServiceError(
                f"Le port {port} est déjà utilisé\u00a0: arrêtez l’autre programme ou choisissez un"
                f" autre port, par exemple PORT={8001 if port != 8001 else 8002} make run."
            ) from None


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(
    settings: Settings, redis_socket: Path, mail_port: int, given: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The environment of all parts. What the person set for the pages, the database and the banks
    is kept; Valkey and the mail catcher are always our own."""
    chosen = {
        "SECRET_KEY": secret_key(settings.data_dir / "secret_key"),
        "PUBLIC_URL": settings.url,
        "DEMO": "1",
        "SECURE_COOKIES": "0",
        **environment_for(settings.data_dir),
    }
    if not OF_BANKS & given.keys():
        chosen |= banks(settings.data_dir) | sandbox(settings.data_dir, free_port())
    return {
        **chosen,
        **given,
        "REDIS_URL": f"unix://{quote(str(redis_socket))}",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(mail_port),
        "MAIL_USE_TLS": "0",
        "MAIL_USERNAME": "",
        "MAIL_PASSWORD": "",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",  # one heap for each thread is memory that nobody uses
    }


def banks(data_dir: Path) -> dict[str, str]:
    """No money moves, and the sandbox bank has signed with the same keys since the first start."""
    key = secret_key(data_dir / "bank_key")
    keys = " ".join(f"{shop}={key}" for _, _, _, shop in OFFICES.values())
    return {"PAYMENT_TEST": "1", "PAYMENT_KEYS": keys}


def sandbox(data_dir: Path, port: int) -> dict[str, str]:
    """Where the sandbox bank answers, and what it needs."""
    return {
        "SANDBOX_BANK": f"http://127.0.0.1:{port}",
        "BANK_PORT": str(port),
        "BANK_KEYS": banks(data_dir)["PAYMENT_KEYS"],
        "BANK_FILE": str(data_dir / "bank.json"),
    }


def for_commands(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What `flask --app wsgi …` runs with when the person has set neither the key nor the
    database: those of `make run` in the same DATA_DIR."""
    if "SECRET_KEY" in given or "DATABASE_URL" in given:
        return {}
    data_dir = read(given).data_dir
    kept = data_dir / "secret_key"
    if not kept.exists():
        return {"SECRET_KEY": secrets.token_urlsafe(48), **environment_for(data_dir)}
    told = announced(data_dir)  # where the sandbox bank of the run under way answers
    running = {name: told[1][name] for name in OF_BANKS & told[1].keys()} if told else {}
    return {
        "SECRET_KEY": secret_key(kept),
        **environment_for(data_dir),
        **({} if OF_BANKS & given.keys() else running or banks(data_dir)),
    }


def of_marelle(environment: Mapping[str, str]) -> dict[str, str]:
    """Only Marelle's own settings."""
    names = [field.name.upper() for field in fields(Config)]
    return {name: environment[name] for name in names if name in environment}


def secret_key(path: Path) -> str:
    """The key that signs sessions, made once: a restart must not log everybody out."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        fresh.replace(path)
    return path.read_text(encoding="ascii").strip()
