"""Rubbish, huge, repeated and missing parameters: an answer in French, never a failure.

All routes are walked, so that a new one is tried without being named here.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from tests.architecture.test_access import address, routes
from tests.architecture.test_strangers import _known
from tests.support.client import Client
from tests.town import Town
from webapp.database import rows


class Noted(ImmutableMultiDict[str, str]):
    """Parameters that note which of them a view asks for, there or not."""

    asked: ClassVar[dict[str, None]] = {}

    def __getitem__(self, key: str) -> str:
        self.asked[key] = None
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked[str(key)] = None
        return super().__contains__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.asked[key] = None
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> list[Any]:
        self.asked[key] = None
        return super().getlist(key, *args, **kwargs)


def told(client: Client, method: str, path: str, kind: str) -> Iterator[tuple[str, TestResponse]]:
    """The answers of a route to nothing, then to rubbish in each parameter that it has asked for:
    what it does not ask for is not read, and changes nothing."""
    send = client.get if method == "GET" else client.send
    Noted.asked.clear()
    yield "nothing", send(path)
    tried = {"csrf_token"}
    while left := [name for name in Noted.asked if name not in tried]:
        tried.add(left[0])
        data = {left[0]: RUBBISH[kind]}
        answer = client.get(path, query_string=data) if method == "GET" else send(path, **data)
        yield f"{left[0]}={kind}", answer


RUBBISH = {
    "word": "n’importe quoi",
    "negative": "-1",
    "huge number": "9" * 40,
    "too big for a column": "999999999",
    "digits of another script": "١٢",
    "a fraction": "1.5",
    "a day that is none": "2026-02-30",
    "the year 0": "0000-00",
    "NUL": "a\x00b",
    "SQL": "1' OR '1'='1",
    "markup": "<script>alert(1)</script>",
    "a surrogate": "%ED%A0%80",
    "long": "x" * 20_000,
    "a want of nobody": "2026-12-04:999999:booked",
    "a want of no day": "9999-99-99:1:booked",
}
FINE = {200, 303, 302, 400, 404, 409, 410, 413, 422}


@pytest.fixture
def visitors(town: Town, martin: Client, agent: Client, app: Flask) -> dict[str, Client]:
    """Whoever may use a route; failures are pages, as they are for people."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    return {"family": martin, "staff": agent, "public": martin}


def _answer(response: TestResponse, what: str) -> None:
    assert response.status_code in FINE, f"{what}: {response.status_code}"
    if response.status_code >= 400 and response.mimetype == "text/html":
        assert 'lang="fr"' in response.get_data(as_text=True), what


@pytest.mark.parametrize("kind", RUBBISH)
def test_rubbish_in_every_parameter_of_every_route(
    app: Flask, visitors: dict[str, Client], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noted)
    before = _known()
    for rule, access in routes(app):
        client, path = visitors[access], address(rule)
        for method in {"GET", "POST"}.intersection(rule.methods or ()):
            if path != "/deconnexion":
                for what, answer in told(client, method, path, kind):
                    _answer(answer, f"{method} {path} {what}")
                with client.session_transaction() as session:
                    session.pop("_flashes", None)  # as if a page had told them
    assert _changed(before) <= {"cart", "audit_event", "attempt"}
    assert set(rows("SELECT DISTINCT action FROM audit_event")) <= {
        ("export.taken",),
        ("family.seen",),
        ("staff.entered",),
    }


def _changed(before: dict[str, list[tuple[object, ...]]]) -> set[str]:
    """The tables that differ; the log tells who has read the file of a family or taken files
    away, and guesses are counted."""
    return {name for name, lines in _known().items() if lines != before[name]}


@pytest.mark.parametrize("name", ["enfant", "mois", "jour", "activite"])
@pytest.mark.parametrize("kind", ["word", "negative", "digits of another script", "NUL", "SQL"])
def test_an_address_that_means_nothing_is_not_found(martin: Client, name: str, kind: str) -> None:
    page = martin.page("/reservations", 404, query_string={name: RUBBISH[kind]})
    assert page.h1 == "Page introuvable"


@pytest.mark.parametrize(
    "want",
    [
        None,
        "",
        "x",
        "2026-12-04:1",
        "2026-12-04:1:perhaps",
        "2026-12-04:1:booked;x",
        " 2026-12-04:1:booked",
        "x" * 9999,
    ],
)
def test_a_click_that_says_nothing_is_not_understood(
    town: Town, martin: Client, want: str | None
) -> None:
    fields = {"enfant": str(town.lea.id)} | ({} if want is None else {"want": want})
    response = martin.send("/reservations", **fields)
    assert response.status_code == 400
    assert martin.last is not None
    assert martin.last.h1 == "Demande incomprise"


def test_parameters_that_come_twice(town: Town, martin: Client) -> None:
    query = f"?enfant={town.lea.id}&enfant={town.ines.id}&mois=2026-12&mois=x"
    assert martin.get(f"/reservations{query}").status_code == 200
    query = f"?enfant={town.ines.id}&enfant={town.lea.id}"
    assert martin.get(f"/reservations{query}").status_code == 404


def test_a_form_that_is_too_big_is_refused(martin: Client) -> None:
    response = martin.send("/reservations", want="x" * 400_000)
    assert response.status_code == 413
    assert martin.last is not None
    assert martin.last.h1 == "Envoi trop volumineux"


def test_a_form_with_a_thousand_fields(martin: Client) -> None:
    fields = {f"champ{number}": "x" for number in range(2000)}
    assert martin.send("/panier/valider", **fields).status_code in (303, 400, 413)


@pytest.mark.parametrize("path", ["/nulle-part", "/panier/enregistre/x", "/static/rien.css", "//"])
def test_an_address_of_nothing(martin: Client, path: str) -> None:
    response = martin.get(path)
    assert response.status_code in (404, 308)


def test_a_method_that_is_not_foreseen(martin: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        response = martin.open("/reservations", method=method)
        assert response.status_code in (400, 405)
