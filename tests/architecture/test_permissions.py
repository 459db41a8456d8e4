"""All routes × all roles against the table of docs/permissions.md."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.architecture.code import ROOT
from tests.architecture.test_access import address, routes
from tests.support.client import Client
from tests.town import Town
from tests.world import an_account
from webapp.permissions import PERMISSIONS, ROLES, allows, holders

LINE = re.compile(r"^\| `([a-z]+\.[a-z]+)` \| .+? \| (.*) \|$", re.MULTILINE)


def documented() -> dict[str, set[str]]:
    """Permission → roles, as docs/permissions.md says."""
    found = LINE.findall((ROOT / "docs" / "permissions.md").read_text())
    cells = {name: [cell.strip() for cell in rest.split("|")] for name, rest in found}
    return {
        name: {role for role, cell in zip(ROLES, said, strict=True) if cell == "yes"}
        for name, said in cells.items()
    }


def test_the_page_and_the_code_say_the_same() -> None:
    assert documented() == {name: set(found.roles) for name, found in PERMISSIONS.items()}


def test_every_permission_has_an_administrator() -> None:
    assert all(allows("admin", name) for name in PERMISSIONS)


def test_who_may_is_told_in_words() -> None:
    assert holders("audit.see") == "les administrateurs"
    assert holders("news.write") == "les administrateurs et les secrétaires"
    assert holders("money.see") == "les administrateurs, les secrétaires et les régisseurs"


def _answers(app: Flask, client: Client) -> dict[tuple[str, str, str], int]:
    """(method, address, permission) → status of every route of staff."""
    found = {}
    for rule, access in routes(app):
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        if access == "staff":
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                path = address(rule)
                answer = client.get(path) if method == "GET" else client.send(path)
                found[method, path, permission] = answer.status_code
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_the_page_says_and_nothing_else(
    app: Flask, town: Town, new_client: Callable[[str], Client], role: str
) -> None:
    an_account(f"agent-{role}", role=role)
    table = documented()
    for (method, path, permission), status in _answers(app, new_client(f"agent-{role}")).items():
        allowed = not permission or role in table[permission]
        if allowed:
            assert status in (200, 303, 400, 404, 410, 422), f"{method} {path}: {status}"
        else:
            assert status == 403, f"{method} {path} wants {permission}: {status}"


def test_families_and_strangers_find_nothing_of_it(
    app: Flask, martin: Client, client: Client
) -> None:
    assert set(_answers(app, martin).values()) == {404}
    assert set(_answers(app, client).values()) == {303}


def test_who_may_not_is_told_who_can(town: Town, new_client: Callable[[str], Client]) -> None:
    an_account("jeanne", role="animator")
    page = new_client("jeanne").page("/admin/journal", 403)
    assert page.h1 == "Réservé à d’autres rôles"
    assert "Votre rôle, animateur, ne permet pas de lire le journal" in page.text
    assert "Le peuvent\u00a0: les administrateurs." in page.text


@pytest.mark.parametrize(
    ("role", "squares"),
    [
        ("admin", {"Accueil", "Régie", "Journal"}),
        ("cashier", {"Accueil", "Régie"}),
        ("animator", {"Accueil"}),
    ],
)
def test_the_menu_shows_what_the_role_may(
    town: Town, new_client: Callable[[str], Client], role: str, squares: set[str]
) -> None:
    an_account("jeanne", role=role)
    jeanne = new_client("jeanne")
    links = {
        link.get("href"): link.text_content()
        for square in jeanne.page("/admin").all("//nav//a/@href")
        for link in jeanne.page(square).all("//nav//a")
    }
    assert set(links.values()) & {"Accueil", "Régie", "Journal"} == squares
    for path in links:
        jeanne.page(path)
