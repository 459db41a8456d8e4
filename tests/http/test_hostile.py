"""Strangers who would wear the server out, or make everybody wait."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.applications import SETTINGS
from tests.support.client import Client
from tests.town import Town
from webapp import create_app
from webapp.accounts import forms, passwords
from webapp.accounts.models import Attempt
from webapp.accounts.operations.log_in import LONGEST_LOGIN, folded
from webapp.accounts.rules import LONGEST_PASSWORD, plain_answer
from webapp.web.origin import network

ACCENTS = "e" + "\u0301\u0323" * 50_000


@contextmanager
def all_turns_taken() -> Iterator[None]:
    for _ in range(2):
        assert passwords._turns.acquire(timeout=5)
    try:
        yield
    finally:
        for _ in range(2):
            passwords._turns.release()


def test_words_are_cut_before_they_are_taken_apart() -> None:
    assert folded(ACCENTS) == folded(ACCENTS[:LONGEST_LOGIN])
    assert plain_answer("x" * 1000) == "x" * LONGEST_PASSWORD
    assert folded("x" * 1000) == "x" * LONGEST_LOGIN


def test_an_address_of_dots_is_read_once() -> None:
    """A domain has one way only to be divided into labels."""
    assert re.fullmatch(forms.ADDRESS, "a@" + "." * 200_000 + "@") is None
    assert re.fullmatch(forms.ADDRESS, "a@" + "b." * 100_000 + "@") is None
    assert re.fullmatch(forms.ADDRESS, " prenom.nom@mairie.exemple.fr ")
    for wrong in ("a@b", "a@.fr", "a@b..fr", "a@b.f", "a b@c.fr"):
        assert re.fullmatch(forms.ADDRESS, wrong) is None, wrong


@pytest.mark.parametrize(
    ("path", "status"), [("/retrouver", 422), ("/retrouver/mail", 422), ("/retrouver/reponse", 303)]
)
def test_what_is_huge_is_refused(client: Client, town: Town, path: str, status: int) -> None:
    huge = "a@" + "b" * 60_000 + "@"
    assert client.send(path, identifiant=huge, mail=huge, reponse=huge).status_code == status


def test_who_waits_too_long_for_a_turn_is_told(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with all_turns_taken():
        found = client.send("/connexion", identifiant="martin", mot_de_passe="x")
    assert (found.status_code, found.headers["Retry-After"]) == (503, "5")
    assert "Réessayez dans quelques secondes" in found.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_home_is_one_address(address: str, seen: str) -> None:
    assert network(address) == seen


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_visitors_behind_a_web_server_are_told_apart(
    db: object, town: Town, proxies: int, counted: str
) -> None:
    """One that is trusted adds the last address; what comes before it may be pretended."""
    app: Flask = create_app(replace(SETTINGS, database_url=db.url, trusted_proxies=proxies))  # type: ignore[attr-defined]
    app.config["WTF_CSRF_ENABLED"] = False
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    data = {"identifiant": "nobody", "mot_de_passe": "x"}
    app.test_client().post("/connexion", data=data, headers=forwarded)
    assert {attempt.key for attempt in Attempt.select()} == {
        "compte:nobody",
        f"adresse:{counted}",
    }
