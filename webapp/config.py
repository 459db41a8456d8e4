"""Settings, read from the environment: a missing or malformed value stops the start, by name.

Every setting is described in the README; a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LEAST_SECRET = 32
LEAST_KEY = 16
TOLD_BY_NAME = ("secret_key", "database_url", "payment_keys")


class ConfigError(Exception):
    """A setting is missing or malformed; the message names it and says what was expected."""


@dataclass(frozen=True)
class Config:
    """All settings. Names are those of the environment variables, in lower case.

    `database_url`: `sqlite:////path` or `postgresql://…`. `redis_url`: `unix://…` or `redis://…`.
    `public_url`: the address that mails link to. `demo`: shows the demonstration's accounts.
    `second_factor`: staff give the code of a phone too; never asked for in the demonstration.
    `secure_cookies`: send cookies over https only. `trusted_proxies`: how many web servers stand
    before us and tell the visitor's address. `payment_keys`: `shop=key` of each shop at a
    bank. `payment_test`: an installation for trying out, where no money moves; only there may
    `sandbox_bank` stand in for the banks.
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
    second_factor: bool = True
    secure_cookies: bool = True
    trusted_proxies: int = 0
    payment_keys: str = ""
    payment_test: bool = False
    sandbox_bank: str = ""


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


def _secret(value: str) -> str:
    if len(value.strip()) < LEAST_SECRET:
        raise ValueError(f"au moins {LEAST_SECRET} caractères")
    return value


def _address(*schemes: str) -> Callable[[str], str]:
    """A reader of addresses that begin with one of `schemes`."""

    def read(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}:" for scheme in schemes)):
            raise ValueError("une adresse en " + ", ".join(f"{scheme}:" for scheme in schemes))
        return value

    return read


def _site(value: str) -> str:
    parts = urlsplit(_address("http", "https")(value))
    if not parts.hostname or parts.query or parts.fragment:
        raise ValueError("une adresse comme https://familles.exemple.fr")
    return value.rstrip("/")


def _mail(value: str) -> str:
    name, at, host = value.partition("@")
    if not (name and at and host) or any(c.isspace() or c in "<>,@" for c in name + host):
        raise ValueError("une adresse mail seule, comme portail@exemple.fr")
    return value


def shop_keys(value: str) -> dict[str, str]:
    """`12345678=key 87654321=key` as keys by shop. Raises ValueError."""
    pairs = [pair.partition("=") for pair in value.split()]
    if not all(shop.isalnum() and len(key) >= LEAST_KEY for shop, _, key in pairs):
        raise ValueError("des paires boutique=clé séparées par des espaces")
    return {shop: key for shop, _, key in pairs}


def _keys(value: str) -> str:
    shop_keys(value)
    return value


_READERS: dict[type, Callable[[str], Any]] = {str: _text, int: _number, bool: _switch}
_CHECKED: dict[str, Callable[[str], Any]] = {
    "secret_key": _secret,
    "database_url": _address("sqlite", "postgresql", "postgres"),
    "redis_url": _address("redis", "rediss", "unix"),
    "public_url": _site,
    "mail_sender": _mail,
    "payment_keys": _keys,
    "sandbox_bank": _site,
}


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
            reader = _CHECKED.get(field.name) or _READERS[field.type]  # type: ignore[index]
            values[field.name] = reader(raw)
        except ValueError as error:
            # A secret, or an address with a password in it, does not belong into a log.
            told = name if field.name in TOLD_BY_NAME else f"{name} = {raw!r}"
            raise ConfigError(f"{told}\u00a0: attendu, {error}.") from None
    return _agreeing(Config(**values))


def _agreeing(config: Config) -> Config:
    """Settings that are right alone and wrong together stop the start too."""
    if config.sandbox_bank and not config.payment_test:
        raise ConfigError(
            "SANDBOX_BANK\u00a0: une banque d’essai n’a de sens qu’avec PAYMENT_TEST = 1."
        )
    return config


def _expected(name: str) -> str:
    if name == "DATABASE_URL":
        return "l’adresse de la base, par exemple sqlite:////chemin/marelle.db"
    return f"une clé secrète d’au moins {LEAST_SECRET} caractères"


def environment_for(data_dir: Path) -> dict[str, str]:
    """The environment of a self-contained installation in `data_dir` (see `webapp/service`)."""
    return {"DATABASE_URL": f"sqlite:///{(data_dir / 'marelle.db').resolve()}"}
