"""The squares of the calendar: an option and its verdict, as what the template shows.

A square says nothing of the family: the same day in the same state is the same HTML for all, so
it is rendered once and kept (`render`).
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup

from webapp import words
from webapp.booking.rules.day import (
    BOOKED,
    DEARER,
    FULL,
    LOCKED,
    OPEN,
    Verdict,
    has_limit,
    until_short,
)
from webapp.booking.rules.option import Option
from webapp.structures.rules import TownCalendar

FRIDAY = 4
WEEKDAY, WEEKEND = Markup("<td></td>"), Markup('<td class="we"></td>')


class Square(NamedTuple):
    """`look` is the class of its colours, `icon` its pictogram, `word` what is written in it,
    `till` the second line, `deed` what a click would do, in words for screen readers."""

    day: date
    activity: int
    state: str
    wish: str
    look: str
    icon: str
    word: str
    till: str
    deed: str
    want: str
    extras: bool


class Chip(NamedTuple):
    """One activity in the square of a day that shows them all."""

    activity: int
    state: str
    wish: str
    look: str
    icon: str
    name: str
    word: str


class Several(NamedTuple):
    """A day with several activities: a link that opens its list. `query` is the page's own."""

    day: date
    state: str
    chips: tuple[Chip, ...]
    query: str
    current: bool


class Blank(NamedTuple):
    """A day that cannot be booked: `word` is what is written, `name` the public holiday."""

    day: date
    word: str
    name: str


class Look(NamedTuple):
    look: str
    icon: str
    word: str
    deed: str
    wanted: str


# Without a wish, by state and reason; with one, by wish. `wanted` is what the button posts.
PLAIN = {
    (OPEN, ""): Look("open", "plus", "libre", "réserver", "booked"),
    (OPEN, "cancelling"): Look(
        "open", "minus", "annulé", "annulation non transmise, reprendre la réservation", "booked"
    ),
    (BOOKED, ""): Look("mine", "check", "réservé", "annuler", "free"),
    (LOCKED, ""): Look("late", "lock", "réservé", "ne peut plus être modifié", "booked"),
    (LOCKED, "late"): Look("late", "lock", "réservé", "trop tard pour modifier", "booked"),
    (FULL, "full"): Look("full", "cross", "complet", "", "booked"),
    (FULL, "waiting"): Look("wait", "clock", "rang", "quitter la liste d’attente", "free"),
    (FULL, "leaving"): Look(
        "full", "minus", "quitté", "départ non transmis, rester sur la liste d’attente", "waiting"
    ),
}
WISHED = {
    "book": Look("mine cart", "check", "à valider", "réservation demandée, la retirer", "free"),
    "cancel": Look(
        "open cart", "minus", "à annuler", "annulation demandée, garder la réservation", "booked"
    ),
    "wait": Look("full cart", "clock", "à valider", "liste d’attente demandée, la retirer", "free"),
}
AWAY = Look("off", "minus", "", "", "booked")
QUIT = Look("full cart", "minus", "à quitter", "rester sur la liste d’attente", "waiting")


def look_of(option: Option, verdict: Verdict) -> Look:
    """How an option that is not closed looks."""
    if option.wish == "cancel" and option.booking_state == "waiting":
        return QUIT
    if option.wish:
        return WISHED[option.wish]
    look = PLAIN.get((verdict.state, verdict.code)) or PLAIN[verdict.state, ""]
    if verdict.code == "waiting":
        return look._replace(word=f"rang\u00a0{option.rank}")
    if verdict.code == "full" and option.waiting_list:
        return look._replace(deed="demander la liste d’attente", wanted="waiting")
    return look


def square(option: Option, verdict: Verdict, calendar: TownCalendar) -> Square | Blank:
    """The square of one activity's day."""
    day = option.date
    if verdict.state == "closed" and not option.wish:
        return Blank(day, _why_closed(option, verdict), option.closure or "")
    look = look_of(option, verdict)
    till = _till(option, verdict, calendar)
    return Square(
        day, option.activity, verdict.state, option.wish or "", look.look, look.icon, look.word,
        till, look.deed, f"{option.day}:{option.activity}:{look.wanted}",
        bool(option.has_extras),
    )  # fmt: skip


OTHER_HOME = "autre foyer"
AFTER_WORDS = {"surcharge": "majoré", "charged": "facturé", "if_places": "selon places"}
CLOSED_WORDS = {
    "late": "trop tard",
    "debit": "débit",
    "not_yet": "bientôt",
    "too_early": "bientôt",
    "period_over": "clos",
    "barred": OTHER_HOME,
    "other_week": OTHER_HOME,
}


def _why_closed(option: Option, verdict: Verdict) -> str:
    if verdict.code == "elsewhere":
        return f"{_done(option)}, {OTHER_HOME}"
    return CLOSED_WORDS.get(verdict.code, "fermé")


def _done(option: Option) -> str:
    """What the other household has done; no rank, no price."""
    return "demandé" if option.booking_state == "waiting" else "réservé"


def _till(option: Option, verdict: Verdict, calendar: TownCalendar) -> str:
    if verdict.code in ("waiting", "leaving"):
        return "liste d’attente"
    if verdict.code == "full":
        if option.fullest:
            taken, capacity = option.fullest
            return f"{words.plural(taken, 'place')} sur {capacity}"
        return "plus de place"
    if not has_limit(verdict):
        return ""
    limit = until_short(verdict.limit, calendar)
    if verdict.state == OPEN and verdict.code in DEARER:
        return AFTER_WORDS[verdict.code]
    return f"trop tard depuis le {limit}" if verdict.code == "late" else f"jusqu’au {limit}"


# The state of a day that shows several activities: the first of these that one of them has.
ORDER = (BOOKED, OPEN, LOCKED, FULL)


def several(
    pairs: list[tuple[Option, Verdict]], calendar: TownCalendar, query: str, current: bool
) -> Several | Blank:
    """The square of a day in the calendar of all activities."""
    day = pairs[0][0].date
    shown = [(o, v) for o, v in pairs if v.state != "closed" or o.wish or v.code == "elsewhere"]
    if not shown:
        closure = next((option.closure for option, _ in pairs if option.closure), "")
        theirs = any(verdict.code == "other_week" for _, verdict in pairs)
        if closure or theirs:
            return Blank(day, "fermé" if closure else OTHER_HOME, closure or "")
        return blank(day, calendar)
    states = {verdict.state for _, verdict in shown}
    state = next((state for state in ORDER if state in states), "closed")
    chips = tuple(_chip(option, verdict) for option, verdict in shown)
    return Several(day, state, chips, query, current)


def _chip(option: Option, verdict: Verdict) -> Chip:
    closed = verdict.state == "closed" and not option.wish
    away = AWAY._replace(word=f"{_done(option)} par l’autre foyer")
    look = away if closed else look_of(option, verdict)
    return Chip(
        option.activity, verdict.state, option.wish or "", look.look, look.icon,
        option.short_name, look.word,
    )  # fmt: skip


def blank(day: date, calendar: TownCalendar) -> Blank:
    """A day without the activity."""
    name = calendar.day_off(day)
    word = "férié" if day in calendar.public else "fermé" if name else ""
    return Blank(day, word, name)


def outside(day: date) -> Markup:
    """The place of a day of another month."""
    return WEEKEND if day.weekday() > FRIDAY else WEEKDAY


def render(cell: Square | Several | Blank) -> Markup:
    """The table cell. A day of all activities carries an address with the child in it: it is
    rendered each time, and does not crowd out what all families share."""
    return _rendered(cell) if isinstance(cell, Several) else _kept(cell)


@lru_cache(maxsize=2048)
def _kept(cell: Square | Blank) -> Markup:
    return _rendered(cell)


def _rendered(cell: Square | Several | Blank) -> Markup:
    module = current_app.jinja_env.get_template("booking/square.html").module
    macro = getattr(module, type(cell).__name__.lower())
    return Markup(macro(cell))  # noqa: S704 - the macro escapes
