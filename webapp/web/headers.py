"""Security headers, the same for every answer: pages, errors, static files."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = [
    ("Content-Security-Policy", CSP),
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
            kept = any(name.lower() == "cache-control" for name, _ in headers)
            more = ALWAYS if kept else [*ALWAYS, PRIVATE]
            return start_response(status, [*headers, *more], *error)

        return inner(environ, start)

    return outer
