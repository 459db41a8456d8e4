"""Settings, read from the environment: a missing or malformed value stops the start, by name.

Every setting is described in the README; a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


class ConfigError(Exception):
    """A setting is missing or malformed; the message names it and says what was expected."""


@dataclass(frozen=True)
class Config:
    """All settings. Names are those of the environment variables, in lower case.

    `database_url`: `sqlite:////path` or `postgresql://…`. `redis_url`: `unix://…` or `redis://…`.
    `public_url`: the address that mails link to. `demo`: shows the demonstration's accounts.
    `secure_cookies`: send cookies over https only.
    """

    secret_key: str
    database_url: str
    redis_url: str = "redis://127.0.0.1:6379/0"
    public_url: str = "http://127.0.0.1:8000"
    mail_server: str = "127.0.0.1"
    mail_port: int = 25
    mail_use_tls: bool = False
    mail_username: str = ""
    mail_password: str = ""
    mail_sender: str = "ne-pas-repondre@localhost"
    demo: bool = False
    secure_cookies: bool = True


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("un texte non vide")
    return value


def _number(value: str) -> int:
    if not value.isdigit():
        raise ValueError("un nombre entier")
    return int(value)


def _switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("0 ou 1")
    return value == "1"


_READERS: dict[type, Callable[[str], Any]] = {str: _text, int: _number, bool: _switch}


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read all settings; raises ConfigError for the first that is missing or malformed."""
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for field in fields(Config):
        name = field.name.upper()
        raw = source.get(name)
        if raw is None:
            if field.name in ("secret_key", "database_url"):
                raise ConfigError(f"{name} manque\u00a0: attendu, {_expected(name)}.")
            continue
        if raw == "" and field.default == "":
            continue
        try:
            values[field.name] = _READERS[field.type](raw)  # type: ignore[index]
        except ValueError as error:
            raise ConfigError(f"{name} = {raw!r}\u00a0: attendu, {error}.") from None
    return Config(**values)


def _expected(name: str) -> str:
    if name == "DATABASE_URL":
        return "l’adresse de la base, par exemple sqlite:////chemin/marelle.db"
    return "une clé secrète d’au moins 32 caractères"


def environment_for(data_dir: Path) -> dict[str, str]:
    """The environment of a self-contained installation in `data_dir` (see `webapp/service`)."""
    return {"DATABASE_URL": f"sqlite:///{(data_dir / 'marelle.db').resolve()}"}
