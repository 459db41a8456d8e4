"""Who may use a route: each view declares it, a test walks all routes for one that does not.

`@public`: anybody. `@family_only`: parents logged in. `@staff_only`: staff.
The visitor is Flask-Login's `current_user`, of the shape of `Visitor` below.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, g, redirect, url_for
from flask_login import current_user
from htmx_flask import make_response, request
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class StructureHead(Protocol):
    """What pages and rules need of a structure, loaded with the visitor."""

    id: int
    code: str
    name: str
    timezone: str
    revision: int
    last_update: int | None


class Visitor(Protocol):
    """Somebody logged in. `family_id` is 0 for staff; `structure` is the one shown."""

    account_id: int
    token: str
    full_name: str
    email: str
    role: str
    family_id: int
    structures: tuple[StructureHead, ...]
    structure: StructureHead


def visitor() -> Visitor:
    """The visitor of a view that is not public."""
    return cast("Visitor", g.get("visitor") or current_user._get_current_object())  # noqa: SLF001


def public(view: View) -> View:
    """Anybody may use this route."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def family_only(view: View) -> View:
    """Only parents, even without a family yet; others are sent to the log-in page and back."""
    return _guarded(view, "family", lambda who: who.role == "family")


def staff_only(view: View) -> View:
    """Only staff; families get a 404: what is not theirs does not exist."""
    return _guarded(view, "staff", lambda who: who.role != "family")


def _guarded(view: View, name: str, allowed: Callable[[Visitor], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        who = current_user._get_current_object()  # noqa: SLF001
        if not who.is_authenticated:
            return to_login()
        if not allowed(who):
            abort(404)
        g.visitor = who
        return view(*args, **kwargs)

    guarded.access = name  # type: ignore[attr-defined]
    return cast("View", guarded)


def to_login() -> Response:
    """To the log-in page, and back afterwards to the page one was on.

    A click by htmx is told to leave the page: a log-in form is no answer to a click.
    """
    if request.htmx:
        back = _path(request.htmx.current_url)
        answer: Response = make_response("", 204, redirect=_login_url(back, expire=1))
        return answer
    if request.method == "GET":
        return redirect(_login_url(request.full_path.rstrip("?")), 303)
    return redirect(_login_url(_path(request.referrer), expire=1), 303)


def _login_url(back: str, **more: Any) -> str:
    return url_for("accounts.login", suite=back, **more)


def _path(address: str | None) -> str:
    """Path and query of a page of ours; the home page for any other address."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return "/"
    if parts.netloc != request.host:
        return "/"
    return f"{parts.path or '/'}?{parts.query}".rstrip("?")
