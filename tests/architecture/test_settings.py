"""Every setting is in the README's table, and nothing else is."""

import re
from dataclasses import MISSING, fields

import pytest

from tests.architecture.code import ROOT
from webapp.config import Config, ConfigError, from_environment

ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|(.*)\|", re.MULTILINE)
REQUIRED = {"SECRET_KEY": "s" * 40, "DATABASE_URL": "sqlite:////tmp/marelle.db"}


def _documented() -> dict[str, str]:
    readme = (ROOT / "README.md").read_text()
    section = readme.partition("## Settings")[2].partition("\n## ")[0]
    return dict(ROW.findall(section))


def test_the_readme_describes_every_setting() -> None:
    settings = {field.name.upper() for field in fields(Config)}
    documented = set(_documented())
    assert not settings - documented, "not in README, « Settings »"
    assert not documented - settings, "in README, « Settings », but read by nobody"


def test_the_readme_tells_the_default() -> None:
    for field in fields(Config):
        if field.default is not MISSING and field.default not in ("", True, False):
            assert str(field.default) in _documented()[field.name.upper()], field.name


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_missing_setting_stops_the_start_by_its_name(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        from_environment({key: value for key, value in REQUIRED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_PORT", "vingt-cinq"),
        ("DEMO", "oui"),
        ("SECRET_KEY", " "),
        ("SECRET_KEY", "too short"),
        ("SECURE_COOKIES", ""),
        ("DATABASE_URL", "/var/marelle.db"),
        ("REDIS_URL", "localhost"),
        ("PUBLIC_URL", "familles.exemple.fr"),
        ("PUBLIC_URL", "https://"),
        ("MAIL_SENDER", "portail"),
        ("MAIL_SENDER", "Portail <portail@exemple.fr>"),
    ],
)
def test_a_malformed_setting_stops_the_start_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        from_environment({**REQUIRED, name: value})


def test_a_secret_is_not_told() -> None:
    with pytest.raises(ConfigError) as told:
        from_environment({**REQUIRED, "SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(told.value)


def test_all_settings_are_read() -> None:
    values = {**REQUIRED, "MAIL_PORT": "2525", "DEMO": "1", "MAIL_USERNAME": "m"}
    found = from_environment(values)
    assert (found.mail_port, found.demo, found.mail_username) == (2525, True, "m")
