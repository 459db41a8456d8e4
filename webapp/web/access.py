"""Who may use a route: each view declares it, a test walks all routes for one that does not.

`@public`: anybody. `@family_only`: parents logged in; `@own_account`: parents, for what is the
account's and not the family's. `@staff_with("news.write")`: staff whose role
has that permission (`webapp/permissions.py`). `@any_staff`: all staff.
The visitor is Flask-Login's `current_user`, of the shape of `Visitor` below.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, flash, g, redirect, session, url_for
from flask_login import current_user
from htmx_flask import make_response, request
from werkzeug.wrappers import Response

from webapp.permissions import PERMISSIONS

View = TypeVar("View", bound=Callable[..., Any])
CHOOSE = {"family": "accounts.own_password", "staff": "accounts.staff_password"}
ONLY_LOOKS = "Vous regardez le portail d’une famille, sans pouvoir rien y changer."


class StructureHead(Protocol):
    """What pages and rules need of a structure, loaded with the visitor."""

    id: int
    code: str
    name: str
    timezone: str
    revision: int
    last_update: int | None
    accent: str


class Visitor(Protocol):
    """Somebody logged in. `family_id` is 0 for staff; `structure` is the one shown. `must_change`:
    with a password that others know; `held`: for two days data are read and not carried away;
    `looks_at`: staff who see what a family sees, and may only read."""

    account_id: int
    token: str
    must_change: bool
    held: bool
    full_name: str
    email: str
    role: str
    family_id: int
    structures: tuple[StructureHead, ...]
    structure: StructureHead
    looks_at: str

    def may(self, permission: str) -> bool:
        """True if the visitor's role has a permission of `webapp.permissions`."""


def visitor() -> Visitor:
    """The visitor of a view that is not public."""
    return cast("Visitor", g.get("visitor") or current_user._get_current_object())  # noqa: SLF001


def public(view: View) -> View:
    """Anybody may use this route."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def family_only(view: View) -> View:
    """Only parents, even without a family yet; others are sent to the log-in page and back."""

    @wraps(view)
    def for_hands(*args: Any, **kwargs: Any) -> Any:
        return _only_looks() if visitor().looks_at and not _reads() else view(*args, **kwargs)

    return _guarded(cast("View", for_hands), "family", lambda who: who.role == "family")


def own_account(view: View) -> View:
    """Only parents: staff who look at their family do not look at their accounts."""

    @wraps(view)
    def for_themselves(*args: Any, **kwargs: Any) -> Any:
        return _only_looks() if visitor().looks_at else view(*args, **kwargs)

    return family_only(cast("View", for_themselves))


def _reads() -> bool:
    return request.method in ("GET", "HEAD")


def _only_looks() -> Response:
    """Who looks is told so: a click by the page it was made on, read anew."""
    if not request.htmx:
        g.only_looks = True
        abort(403)
    flash(ONLY_LOOKS)
    answer: Response = make_response("", 204, redirect=_path(request.htmx.current_url))
    return answer


def any_staff(view: View) -> View:
    """All staff, whatever their role; families get a 404: what is not theirs does not exist."""
    return _guarded(view, "staff", lambda who: who.role != "family")


def staff_with(permission: str) -> Callable[[View], View]:
    """Staff who have the permission; others of the staff are told who has it (403)."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def declared(view: View) -> View:
        @wraps(view)
        def permitted(*args: Any, **kwargs: Any) -> Any:
            if not visitor().may(permission):
                g.lacking = permission
                abort(403)
            return view(*args, **kwargs)

        guarded = any_staff(cast("View", permitted))
        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declared


def _guarded(view: View, name: str, allowed: Callable[[Visitor], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        who = current_user._get_current_object()  # noqa: SLF001
        if not who.is_authenticated:
            return to_login()
        if not allowed(who):
            abort(404)
        g.visitor = who
        if who.must_change and request.endpoint not in CHOOSE.values():
            return to_own_password(who)
        return view(*args, **kwargs)

    guarded.access = name  # type: ignore[attr-defined]
    return cast("View", guarded)


def to_own_password(who: Visitor) -> Response:
    """Whoever still has the password of a letter chooses their own before anything else."""
    page = url_for(CHOOSE["family" if who.role == "family" else "staff"])
    if request.htmx:
        answer: Response = make_response("", 204, redirect=page)
        return answer
    return redirect(page, 303)


def exports(view: View) -> View:
    """Parents who take their data with them: not within 48 hours of a recovery by question, when
    somebody else may have answered it."""

    @wraps(view)
    def unless_held(*args: Any, **kwargs: Any) -> Any:
        if visitor().held:
            g.held = True
            abort(403)
        return view(*args, **kwargs)

    return family_only(cast("View", unless_held))


def to_login() -> Response:
    """To the log-in page, and back afterwards to the page one was on.

    A click by htmx is told to leave the page: a log-in form is no answer to a click.
    """
    if request.htmx:
        back = _path(request.htmx.current_url)
        answer: Response = make_response("", 204, redirect=_login_url(back, expire=1))
        return answer
    if request.method == "GET":
        expired = {"expire": 1} if "_user_id" in session else {}
        return redirect(_login_url(request.full_path.rstrip("?"), **expired), 303)
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
