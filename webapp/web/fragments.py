"""Page or fragment: one answer to a form, with and without JavaScript.

A fragment is rendered from the same template as the same node of the page; here it is only put
into envelopes that say which node it replaces.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app
from htmx_flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response


class Part(NamedTuple):
    """`swap` is `outerHTML` (the node itself) or `innerHTML` (what it holds)."""

    target: str
    swap: str
    html: Markup | str


def is_fragment() -> bool:
    """True when htmx asks and will place the answer itself; a page restored from the history is
    a whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def answer(parts: Iterable[Part]) -> Response:
    """The parts in their envelopes."""
    module = current_app.jinja_env.get_template("web/parts.html").module
    html = str(module.parts(parts))  # type: ignore[attr-defined]
    return current_app.response_class(html, headers={"Vary": "HX-Request"})


def macro(template: str, name: str, *args: object) -> Markup:
    """What the macro `name` of `template` renders."""
    module = current_app.jinja_env.get_template(template).module
    return Markup(getattr(module, name)(*args))  # noqa: S704 - the macro escapes
