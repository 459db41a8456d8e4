"""Days as rules count them: on which days an activity runs, what a day is in the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from webapp.activities.rules.reading import EVERY_DAY, RuleError, plain, weekdays
from webapp.structures.rules import TownCalendar

FAR = 800
"""Days after which a search gives up: more than two years without a single such day."""


@dataclass(frozen=True, slots=True)
class Service:
    """The days on which an activity runs. `season`: `term`, `holidays` or '' for both."""

    days: frozenset[int] = EVERY_DAY
    season: str = ""

    def runs(self, day: date, calendar: TownCalendar) -> bool:
        """True unless another weekday, another season, a public holiday or a closure."""
        if day.weekday() not in self.days or calendar.day_off(day):
            return False
        return not self.season or (self.season == "holidays") == calendar.in_holidays(day)


SEASONS = {
    " hors vacances": "term",
    " pendant les vacances": "holidays",
    " en vacances": "holidays",
    " vacances": "holidays",
    " toute l’annee": "",
}


def service(value: object, place: str) -> Service:
    """« lundi mardi jeudi vendredi hors vacances », « lundi à vendredi pendant les vacances »."""
    if not isinstance(value, str):
        raise RuleError(place, "des jours de la semaine sont attendus", value)
    text = plain(value)
    for ending, season in SEASONS.items():
        if text.endswith(ending):
            return Service(weekdays(text.removesuffix(ending), place), season)
    return Service(weekdays(text, place))


class Context(NamedTuple):
    """What a deadline may count by. `periods`: first and last days served, if any are stated."""

    calendar: TownCalendar
    service: Service = Service()
    periods: tuple[tuple[date, date], ...] = ()

    def period(self, day: date) -> tuple[date, date] | None:
        """The period in which `day` is served."""
        return next((each for each in self.periods if each[0] <= day <= each[1]), None)

    def counts(self, unit: str) -> Callable[[date], bool]:
        """Whether a day counts as one of `unit`."""
        return {
            "calendar": lambda _: True,
            "clear": lambda _: True,
            "working": self.calendar.is_working,
            "workable": self.calendar.is_workable,
            "office": self.calendar.is_office,
            "service": lambda day: self.service.runs(day, self.calendar),
        }[unit]


class NoSuchDayError(LookupError):
    """The calendar holds no such day near the one asked for."""


def step(day: date, count: int, unit: str, context: Context) -> date:
    """`count` days of `unit` before `day` (after it if negative); `day` itself does not count."""
    if unit == "calendar":
        return day - timedelta(count)
    if unit == "clear":
        return day - timedelta(count + 1)
    counts, way, left = context.counts(unit), timedelta(-1 if count >= 0 else 1), abs(count)
    for _ in range(FAR):
        if not left:
            return day
        day += way
        left -= counts(day)
    if not left:
        return day
    raise NoSuchDayError(unit)


def aligned(day: date, unit: str, direction: int, context: Context) -> date:
    """`day` if it is one of `unit`, else the nearest before (-1) or after (1) it."""
    return day if context.counts(unit)(day) else step(day, -direction, unit, context)


def first_back(day: date, context: Context) -> bool:
    """True on the first day served after school holidays (« la rentrée »)."""
    if context.calendar.in_holidays(day):
        return False
    for back in range(1, FAR):
        before = day - timedelta(back)
        if context.calendar.in_holidays(before):
            return True
        if context.service.runs(before, context.calendar):
            return False
    return False
