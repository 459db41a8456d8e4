"""What every booking view starts from: the visitor's family, cart, structure and time."""

import secrets

from flask import abort, after_this_request, current_app, g, request
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.booking import queries
from webapp.booking.ahead import Ahead, ahead
from webapp.booking.assembly import Setting
from webapp.booking.operations.recording import Author
from webapp.booking.queries import CartSummary, Scope
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.web.access import visitor

COOKIE = "panier"
MONTH = 31 * 24 * 3600


def cart_key() -> str:
    """The key of this browser's cart for this family: random, kept in a cookie of its own so
    that an expired log-in loses no click. Another family on the same browser has another cart."""
    token = request.cookies.get(COOKIE, "")
    if not (16 <= len(token) <= 24 and token.isascii() and token.replace("-", "").isalnum()):
        token = getattr(g, "cart_token", "") or secrets.token_hex(8)
        g.cart_token = token
        after_this_request(_keep)
    return f"{visitor().family_id}-{token}"


def waiting_cart() -> CartSummary:
    """What this browser has asked and not yet validated; a browser without a cart gets none."""
    if COOKIE not in request.cookies:
        return CartSummary(0, 0)
    return queries.cart_summary(visitor().family_id, cart_key())


def _keep(response: Response) -> Response:
    response.set_cookie(
        COOKIE,
        g.cart_token,
        max_age=MONTH,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def setting(child: int = 0, cart: str | None = None) -> Setting:
    """The present setting of the visitor; `cart`: another key than the browser's own."""
    who = visitor()
    now = clock.now()
    head = who.structure or abort(404)
    return Setting(
        Scope(who.family_id, cart_key() if cart is None else cart, child, head.id),
        calendar_of(head.id, head.revision, head.timezone),
        int(now.timestamp()),
        words.localise(now, head.timezone).date(),
    )


def whats_ahead() -> Ahead:
    """What comes for the visitor's family in the structure shown."""
    return ahead(setting(cart=cart_key() if COOKIE in request.cookies else ""))


def calendars() -> dict[int, TownCalendar]:
    """The calendars of all structures that know the family."""
    return {h.id: calendar_of(h.id, h.revision, h.timezone) for h in visitor().structures}


def author() -> Author:
    """Who asks."""
    who = visitor()
    return Author(who.family_id, who.account_id, who.full_name)
