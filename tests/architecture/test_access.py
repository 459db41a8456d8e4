"""Every route says who may use it, and means it."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.support.client import Client
from tests.town import Town

ACCESS = ("public", "family", "staff")


def routes(app: Flask, method: str = "") -> Iterator[tuple[Rule, str]]:
    """All rules with what each declares; those of `method` only if given."""
    for rule in app.url_map.iter_rules():
        if not method or method in (rule.methods or ()):
            yield rule, getattr(app.view_functions[rule.endpoint], "access", "")


def address(rule: Rule) -> str:
    """An address of the rule: numbers are 1, other parts `x`."""
    path = re.sub(r"<(?:int|float)[^>]*>", "1", rule.rule)
    return re.sub(r"<[^>]*>", "x", path)


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [
        f"{rule.rule}: add @public, @family_only, @staff_with(…) or @any_staff (web/access.py)"
        f" below the route of {view.__name__} in {view.__module__.replace('.', '/')}.py"
        for rule, access in routes(app)
        for view in [app.view_functions[rule.endpoint]]
        if access not in ACCESS
    ]
    assert not undeclared, "\n".join(undeclared)


def _statuses(app: Flask, client: Client, access: str) -> dict[str, int]:
    found = {}
    for rule, declared in routes(app):
        if declared == access:
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                path = address(rule)
                response = client.get(path) if method == "GET" else client.send(path)
                found[f"{method} {path}"] = response.status_code
                if response.status_code == 303:
                    assert "/connexion" in (response.location or ""), path
    return found


@pytest.mark.parametrize("access", ["family", "staff"])
def test_a_visitor_is_sent_to_the_log_in_page(app: Flask, client: Client, access: str) -> None:
    found = _statuses(app, client, access)
    assert found
    assert set(found.values()) == {303}, found


def test_a_family_does_not_find_the_pages_of_staff(app: Flask, martin: Client) -> None:
    found = _statuses(app, martin, "staff")
    assert set(found.values()) == {404}, found


def test_staff_do_not_find_the_pages_of_families(app: Flask, agent: Client) -> None:
    found = _statuses(app, agent, "family")
    assert set(found.values()) == {404}, found


def test_somebody_who_was_logged_in_is_told_to_leave_the_page(
    town: Town, new_client: Callable[[str], Client]
) -> None:
    client = new_client("martin")
    client.log_out()
    response = client.send("/reservations", htmx=True, want="x")
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/connexion?")
