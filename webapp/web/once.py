"""What Flask works out anew for every request and Marelle works out once."""

from functools import cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask.templating import Environment
from markupsafe import Markup


class Templates(Environment):
    """Hands each template a copy of the globals, all known before the first is loaded: Jinja
    compares them at each import, and walks through a ChainMap key by key."""

    def make_globals(self, d: Any) -> Any:
        return {**self.globals, **(d or {})}


class Application(Flask):
    """Flask without what none of our views needs."""

    def ensure_sync(self, func: Any) -> Any:
        """Asked for each function of each request; none of ours is asynchronous."""
        return func


def prepare(app: Flask) -> None:
    """Before anything else is bound."""
    app.jinja_environment = Templates


def register(app: Flask) -> None:
    """Bind what templates ask for."""
    app.jinja_env.globals.update(url_for=_address, unchanging=_unchanging)


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values) if values else _plain_address(endpoint, request.script_root)


@cache
def _plain_address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)


def _unchanging(template: str) -> Markup:
    """A template that says the same to everybody, always."""
    return _rendered(template, request.script_root)


@cache
def _rendered(template: str, _root: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render())  # noqa: S704
