"""Every POST carries a token, and none is accepted without."""

import re
from pathlib import Path

from flask import Flask

from tests.architecture.code import ROOT
from tests.architecture.test_access import address, routes
from tests.support.client import Client
from webapp.extensions import csrf

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
MACRO = re.compile(r"\{\{ *\w+\([^}]*csrf_token\(\)")
POSTS = re.compile(r"<form\b[^>]*\bmethod=[\"']post[\"']", re.IGNORECASE)


EXEMPT = {"webapp.billing.cards.views.notification", "webapp.billing.cards.views.posted_back"}


def test_no_route_takes_a_post_without_token(app: Flask, martin: Client, agent: Client) -> None:
    accepted = []
    for rule, access in routes(app, "POST"):
        view = app.view_functions[rule.endpoint]
        if f"{view.__module__}.{view.__name__}" in EXEMPT:
            continue
        client = agent if access == "staff" else martin
        for headers in ({}, {"HX-Request": "true"}):
            response = client.post(address(rule), data={"csrf_token": "false"}, headers=headers)
            if response.status_code != 400:
                accepted.append(f"{rule.rule}: {response.status_code} instead of 400")
    assert not accepted, "\n".join(accepted)


def test_there_are_routes_to_try(app: Flask) -> None:
    assert len(list(routes(app, "POST"))) >= 5


def test_only_banks_are_exempt() -> None:
    """Machines that have no page of ours: what they say is signed, or only makes us ask."""
    assert csrf._exempt_views == EXEMPT
    assert not csrf._exempt_blueprints


def test_every_form_of_a_template_that_posts_has_one_token() -> None:
    faults = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        forms = [form for form in FORM.findall(path.read_text()) if POSTS.match(form)]
        faults += [f"{_where(path)}: {form[:120]}" for form in forms if _tokens(form) != 1]
    assert not faults, "a form without one csrf_token:\n" + "\n".join(faults)


def _tokens(form: str) -> int:
    """Fields in the form itself, or in a macro that is given the token."""
    return form.count('name="csrf_token"') + len(MACRO.findall(form))


def test_every_form_says_where_and_how_it_goes() -> None:
    faults = [
        f"{_where(path)}: {tag}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for tag in re.findall(r"<form\b[^>]*>", path.read_text())
        if " method=" not in tag or " action=" not in tag
    ]
    assert not faults, "\n".join(faults)


def _where(path: Path) -> str:
    return str(path.relative_to(ROOT))
