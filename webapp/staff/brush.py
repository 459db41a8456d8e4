"""Which days of an activity a form paints: from when to when, on which weekdays, when in the year;
shared by the calendar of the year and its supplements."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from flask import abort, request

from webapp import words
from webapp.activities.rules import painting
from webapp.activities.rules.painting import Brush
from webapp.booking.forms import number
from webapp.staff import year as pages
from webapp.staff.setting import Setting
from webapp.words import WEEKDAYS


class Typed(NamedTuple):
    """The brush as it was typed, with what is wrong with each field."""

    act: str
    first: str
    last: str
    weekdays: tuple[int, ...]
    season: str
    seats: str
    errors: dict[str, str]


def year(found: Setting) -> int:
    """The school year of the address, by the year in which it begins; the present one without."""
    asked = number(request.values.get("annee", ""))
    if not asked:
        return painting.school_year(found.today)
    return asked if painting.is_near(asked) else abort(404)


def blank(found: Setting, year: int, act: str) -> Typed:
    """The form as it opens: what is left of the year, Monday to Friday."""
    first, last = painting.year_of(year)
    start = max(first, min(found.today, last))
    return Typed(act, start.isoformat(), last.isoformat(), tuple(range(5)), "", "", {})


def read(found: Setting, year: int, acts: Collection[str]) -> Typed:
    """What was typed; 404 for what no form of ours sends."""
    values = request.values
    act, season = values.get("faire", ""), values.get("saison", "")
    weekdays = tuple(number(each) for each in " ".join(values.getlist("jour")).split()[:7])
    if act not in acts or season not in pages.seasons(year, found.calendar):
        abort(404)
    if not set(weekdays) <= set(range(7)):
        abort(404)
    first, last = (values.get(key, "").strip()[:40] for key in ("du", "au"))
    typed = Typed(act, first, last, weekdays, season, values.get("places", "").strip()[:10], {})
    typed.errors.update(painting.wrong_span(words.iso_day(first), words.iso_day(last)))
    if not weekdays:
        typed.errors["jour"] = "Choisissez au moins un jour de la semaine."
    if wrong := painting.wrong_seats(typed.seats):
        typed.errors["places"] = wrong
    return typed


def of(typed: Typed) -> Brush:
    """The brush, once nothing is wrong with it."""
    first, last = date.fromisoformat(typed.first), date.fromisoformat(typed.last)
    return Brush(first, last, frozenset(typed.weekdays), typed.season)


def told(typed: Typed) -> str:
    """« lundi et mardi, du 1er février 2027 au 5 février 2027, hors vacances »."""
    days = of(typed)
    names = words.listed(WEEKDAYS[each] for each in sorted(set(typed.weekdays)))
    known = {painting.TERM: "hors vacances", painting.HOLIDAYS: "pendant les vacances"}
    season = f", {known.get(days.season, days.season)}" if days.season else ""
    return f"{names}, du {words.dated(days.first)} au {words.dated(days.last)}{season}"
