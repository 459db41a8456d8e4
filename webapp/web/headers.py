"""Security headers, the same for every answer: pages, errors, static files."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.wrappers import Response

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)
POLICY = ("Content-Security-Policy", CSP.format(forms="'self'"))
ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
]
PRIVATE = ("Cache-Control", "no-store")

Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


def register(app: Flask) -> None:
    """Add the headers to whatever leaves `app`; bound after all that answers in its place."""
    app.wsgi_app = _protected(app.wsgi_app)  # type: ignore[assignment,method-assign]


def _protected(inner: Wsgi) -> Wsgi:
    def outer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        def start(status: str, headers: Headers, *error: Any) -> Any:
            told = {name.lower() for name, _ in headers}
            more = [header for header in (POLICY, PRIVATE) if header[0].lower() not in told]
            return start_response(status, [*headers, *ALWAYS, *more], *error)

        return inner(environ, start)

    return outer


def allow_form(response: Response, origin: str) -> Response:
    """Let the forms of this one page also go to `origin`, a bank."""
    response.headers[POLICY[0]] = CSP.format(forms=f"'self' {origin}")
    return response
