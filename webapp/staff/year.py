"""What the page of an activity's year shows: twelve small months, and what a change would do."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from webapp import words
from webapp.activities.rules.painting import HOLIDAYS, TERM, Known, Plan, holiday_names, year_of
from webapp.booking.calendar import next_month
from webapp.booking.rules.option import as_date
from webapp.database import row, rows
from webapp.structures.rules import TownCalendar

LAST = """
SELECT c.id, c.label, c.author, c.made_at FROM calendar_change c
WHERE c.activity_id = ? AND c.undone_at IS NULL ORDER BY c.id DESC LIMIT 1
"""


OPEN_DAYS = """
SELECT a.id, a.name, o.day, o.closure_id IS NOT NULL FROM activity a
LEFT JOIN open_day o ON o.activity_id = a.id AND o.day BETWEEN ? AND ?
WHERE a.structure_id = ? ORDER BY a.position, a.id, o.day
"""


class Change(NamedTuple):
    """The last change that stands. `made_at` in UTC seconds."""

    id: int
    label: str
    author: str
    made_at: int


class Cell(NamedTuple):
    """A day: its number, a class of the sheet, what is said of it to those who do not see it, and
    a sign for those who do."""

    number: int
    look: str
    said: str
    sign: str


class Month(NamedTuple):
    """« septembre 2026 » and its weeks, Monday first; None outside of it."""

    name: str
    weeks: list[list[Cell | None]]


def last_change(activity: int) -> Change | None:
    """The last change of an activity's year that has not been taken back."""
    found = row(LAST, activity)
    return Change(*found) if found else None


def months(
    year: int, known: Mapping[date, Known], calendar: TownCalendar, plan: Plan | None = None
) -> list[Month]:
    """The school year that begins in `year`, with what `plan` would change."""
    marks = _marks(plan) if plan else {}
    found, first = [], year_of(year)[0]
    for _ in range(12):
        weeks = Calendar().monthdatescalendar(first.year, first.month)
        found.append(
            Month(
                words.month_name(first),
                [
                    [
                        _cell(day, known.get(day), calendar, marks.get(day))
                        if day.month == first.month
                        else None
                        for day in week
                    ]
                    for week in weeks
                ],
            )
        )
        first = next_month(first)
    return found


def _marks(plan: Plan) -> dict[date, tuple[str, str, str]]:
    return {
        **dict.fromkeys(plan.open, ("new", "à ouvrir", "+")),
        **{each.day: ("new", "à fermer", "−") for each in plan.close},
        **{each.day: ("new", "places à changer", "~") for each in plan.seats},
        **{each.day: ("on", "reste ouvert, réservé", "=") for each in plan.held},
    }


def _cell(
    day: date, known: Known | None, calendar: TownCalendar, mark: tuple[str, str, str] | None
) -> Cell:
    if mark:
        return Cell(day.day, *mark)
    if known and known.shut:
        return Cell(day.day, "", "fermeture exceptionnelle", "×")
    if known and known.booked:
        return Cell(day.day, "on", words.plural(known.booked, "enfant"), "•")
    if known:
        return Cell(day.day, "on", "ouvert", "")
    if name := calendar.day_off(day):
        return Cell(day.day, "soft", name, "")
    return Cell(day.day, "hol" if calendar.in_holidays(day) else "", "", "")


def seasons(year: int, calendar: TownCalendar) -> dict[str, str]:
    """When in the year a brush may paint: the value of the field, and its words."""
    return {
        "": "Toute l’année",
        TERM: "Hors vacances scolaires",
        HOLIDAYS: "Pendant les vacances scolaires",
        **{name: name for name in holiday_names(year, calendar)},
    }


def by_month(days: Iterable[date]) -> list[tuple[str, int]]:
    """How many days of each month."""
    found: dict[str, int] = {}
    for day in days:
        name = words.month_name(day)
        found[name] = found.get(name, 0) + 1
    return list(found.items())


def open_days(structure: int, first: date, last: date) -> list[tuple[int, str, dict[date, bool]]]:
    """The activities of a structure: id, name, and their open days between two days with whether
    an exceptional closure has closed each."""
    found: dict[int, tuple[int, str, dict[date, bool]]] = {}
    for activity, name, day, shut in rows(
        OPEN_DAYS, first.isoformat(), last.isoformat(), structure
    ):
        days = found.setdefault(activity, (activity, name, {}))[2]
        if day is not None:
            days[as_date(day)] = bool(shut)
    return list(found.values())
