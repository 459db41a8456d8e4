"""Who may use a route: each view declares it, a test walks all routes for one that does not.

`@public`: anybody. `@family_only`: somebody logged in for a family. `@staff_only`: staff.
The visitor is Flask-Login's `current_user`, of the shape of `Visitor` below.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import abort, redirect, request, url_for
from flask_login import current_user
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
    full_name: str
    email: str
    role: str
    family_id: int
    structures: tuple[StructureHead, ...]
    structure: StructureHead


def visitor() -> Visitor:
    """The visitor of a view that is not public."""
    return cast("Visitor", current_user)


def public(view: View) -> View:
    """Anybody may use this route."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def family_only(view: View) -> View:
    """Only somebody logged in for a family; others are sent to the log-in page and back."""
    return _guarded(view, "family", lambda: bool(visitor().family_id))


def staff_only(view: View) -> View:
    """Only staff; families get a 404: what is not theirs does not exist."""
    return _guarded(view, "staff", lambda: visitor().role != "family")


def _guarded(view: View, name: str, allowed: Callable[[], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return to_login()
        if not allowed():
            abort(404)
        return view(*args, **kwargs)

    guarded.access = name  # type: ignore[attr-defined]
    return cast("View", guarded)


def to_login() -> Response:
    """To the log-in page, and back afterwards to the page one was on.

    A click by htmx is told to leave the page: a log-in form is no answer to a click.
    """
    back = request.full_path if request.method == "GET" else request.path
    if request.headers.get("HX-Request"):
        current = request.headers.get("HX-Current-URL", "")
        back = "/" + current.split("/", 3)[3] if current.count("/") > 2 else back
        response = Response(status=204)
        response.headers["HX-Redirect"] = url_for("accounts.login", suite=back, expire=1)
        return response
    return redirect(url_for("accounts.login", suite=back.rstrip("?")), 303)
