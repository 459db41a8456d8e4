"""What every page shows around its own matter: its name, the menu, words of the calendar."""

from datetime import date
from functools import cache
from typing import NamedTuple

from flask import Flask, request
from flask_login import current_user
from markupsafe import Markup

from webapp import words
from webapp.web.fragments import macro

DEFAULT_SITE = "Portail famille"


class Entry(NamedTuple):
    """A square of the menu; `same`: the routes on which it is the current one."""

    endpoint: str
    label: str
    same: tuple[str, ...]


FAMILY = (
    Entry("structures.home", "Accueil", ("structures.home",)),
    Entry(
        "booking.calendar",
        "Réservations",
        ("booking.calendar", "booking.check", "booking.validated"),
    ),
    Entry("booking.requests", "Suivi", ("booking.requests",)),
    Entry("accounts.own_profile", "Profil", ("accounts.own_profile", "accounts.own_password")),
)
STAFF = (Entry("staff.nights", "Nuits", ("staff.nights",)),)


def register(app: Flask) -> None:
    """Bind what templates ask for."""
    app.jinja_env.globals.update(
        menu=_menu,
        weekday=lambda day: words.WEEKDAYS[day.weekday()],
        month=_month,
    )
    app.context_processor(_site)


def _menu() -> Markup:
    entries = FAMILY if current_user.role == "family" else STAFF
    return _rendered(entries, request.endpoint, request.script_root)


@cache
def _rendered(entries: tuple[Entry, ...], here: str | None, _root: str) -> Markup:
    return macro("web/menu.html", "menu", entries, here)


def _month(day: date) -> str:
    return words.MONTHS[day.month - 1]


def _site() -> dict[str, str]:
    """The name of the structure shown, or of the portal."""
    if current_user.is_authenticated and current_user.structure:
        return {"site": current_user.structure.name}
    return {"site": DEFAULT_SITE}
