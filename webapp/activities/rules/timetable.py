"""When an activity may be booked, cancelled, supplemented: its deadlines, what holds after them,
and the exceptions (docs/rules.md, § 2)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from webapp.activities.rules.deadlines import (
    ALWAYS,
    NEVER,
    Before,
    Deadline,
    OfMonth,
    limit,
    opening,
)
from webapp.activities.rules.facts import EVERYBODY, Audience, audience
from webapp.activities.rules.reading import (
    DAY,
    EVERY_DAY,
    PLAIN_WEEKDAYS,
    RuleError,
    Table,
    days_of,
    plain,
    span,
    weekdays,
)
from webapp.activities.rules.sentences import sentence
from webapp.activities.rules.when import Context, first_back

BOOK, CANCEL, SUPPLEMENT = "reserver", "annuler", "supplement"
LAST = {BOOK: "reserver_dernier", CANCEL: "annuler_dernier", SUPPLEMENT: "reserver_dernier"}
SINCE = "reserver_des"
KEYS = (BOOK, CANCEL, SUPPLEMENT, "reserver_dernier", "annuler_dernier", SINCE)
NO_LIMIT = Deadline("toujours", None, always=True)
CLOSED = Deadline("jamais", None)

REFUSED, SURCHARGED, CHARGED, ASKED, IF_PLACES = "late", "surcharge", "charged", "ask", "if_places"
AFTER_BOOK = {
    "refusé": REFUSED,
    "majoré": SURCHARGED,
    "facturé": CHARGED,
    "sur demande": ASKED,
    "selon places": IF_PLACES,
}
AFTER_CANCEL = {"refusé": REFUSED, "facturé": CHARGED, "sur demande": ASKED}

ByWeekday = tuple[Deadline | None, ...]
Occasion = Callable[[date, Context], bool]


class Timing(NamedTuple):
    """Whether the time is right. `code` is '' in time, else `too_early`, or what holds after the
    limit: `late` (refused), `surcharge`, `charged`, `ask`, `if_places`. `limit` is the instant
    that counts (aware, UTC): the first too late, or the opening if it is too early."""

    code: str
    limit: datetime


class Limits(NamedTuple):
    """`first`: from when on it is late; `last`: from when on `after` does not hold either."""

    first: datetime
    last: datetime | None
    after: str

    @property
    def final(self) -> datetime:
        """The instant after which nothing is possible, at whatever price."""
        if self.after == REFUSED:
            return self.first
        return ALWAYS if self.last is None else max(self.first, self.last)


class Times(NamedTuple):
    """The instants of a day served (aware, UTC): the first at which it may be booked, and the
    limits of each action."""

    since: datetime
    limits: Mapping[str, Limits]

    def timing(self, action: str, now: datetime) -> Timing:
        """Whether `action` (BOOK, CANCEL, SUPPLEMENT) is in time at `now`."""
        if action == BOOK and now < self.since:
            return Timing("too_early", self.since)
        first, last, after = self.limits[action]
        if now < first:
            return Timing("", first)
        if last is not None and now >= last:
            return Timing(REFUSED, max(first, last))
        return Timing(after, first)


@dataclass(frozen=True, slots=True)
class Special:
    """Deadlines that replace the usual ones on some days served, for an audience."""

    audience: Audience
    occasion: Occasion
    days: frozenset[int]
    deadlines: Mapping[str, ByWeekday]


@dataclass(frozen=True, eq=False, slots=True)
class Timetable:
    """`usual`: deadlines by key (KEYS); `after`: what holds after those of `book` and `cancel`.
    `follows`: the key whose exceptions count for another, when its deadline is the same."""

    usual: Mapping[str, ByWeekday]
    exceptions: tuple[Special, ...]
    after: Mapping[str, str]
    follows: Mapping[str, str]

    @property
    def by_category(self) -> bool:
        """True if some families have other deadlines."""
        return any(exception.audience != EVERYBODY for exception in self.exceptions)

    @property
    def counts_service(self) -> bool:
        """True if a deadline counts the days on which the activity runs."""
        stated = [self.usual, *(exception.deadlines for exception in self.exceptions)]
        return any(
            each is not None and "service" in units(each)
            for deadlines in stated for days in deadlines.values() for each in days
        )  # fmt: skip

    def counts_from(self, anchor: str) -> bool:
        """True if a deadline counts from `anchor`."""
        stated = [self.usual, *(exception.deadlines for exception in self.exceptions)]
        return any(
            each is not None and getattr(each.where, "anchor", "") == anchor
            for deadlines in stated for days in deadlines.values() for each in days
        )  # fmt: skip

    def deadline(
        self, key: str, day: date, context: Context, categories: frozenset[str] = frozenset()
    ) -> Deadline | None:
        """The deadline that counts for `day`; None where none is stated for that weekday."""
        for exception in self.exceptions:
            stated = exception.deadlines
            named = next((each for each in self._chain(key) if each in stated), None)
            if named is None or day.weekday() not in exception.days:
                continue
            found = stated[named][day.weekday()]
            if found and exception.audience.fits(categories) and exception.occasion(day, context):
                return found
        return self.usual[key][day.weekday()] if key in self.usual else None

    def _chain(self, key: str) -> Iterator[str]:
        """A key, the one that it follows, and so on."""
        named: str | None = key
        while named is not None:
            yield named
            named = self.follows.get(named)

    def times(
        self, day: date, context: Context, categories: frozenset[str] = frozenset()
    ) -> "Times":
        """All instants that count for `day`, for whom has these categories."""
        since = self.deadline(SINCE, day, context, categories)
        return Times(
            opening(since, day, context) if since else NEVER,
            {action: self._limits(action, day, context, categories) for action in LAST},
        )

    def _limits(
        self, action: str, day: date, context: Context, categories: frozenset[str]
    ) -> "Limits":
        stated = self.deadline(action, day, context, categories)
        first = limit(stated or CLOSED, day, context)
        last = self.deadline(LAST[action], day, context, categories)
        after = self.after[CANCEL if action == CANCEL else BOOK] if stated else REFUSED
        return Limits(first, limit(last, day, context) if last else None, after)


def timetable(table: Table) -> Timetable:
    """Read the deadlines of an activity; raises RuleError."""
    usual: dict[str, ByWeekday] = {}
    for key in KEYS:
        if table.has(key):
            cancel = usual.get(CANCEL, usual.get(BOOK, (NO_LIMIT,) * 7))
            known = usual | {CANCEL: cancel} if key == SUPPLEMENT else usual
            usual[key] = by_weekday(table.raw(key), table.at(key), known)
    usual.setdefault(BOOK, (NO_LIMIT,) * 7)
    follows = {
        key: BOOK
        for key in (CANCEL, SUPPLEMENT)
        if key not in usual or plain(str(table.raw(key))) == f"comme {BOOK}"
    }
    if plain(str(table.raw(SUPPLEMENT))) == f"comme {CANCEL}":
        follows[SUPPLEMENT] = CANCEL
    usual.setdefault(CANCEL, usual[BOOK])
    usual.setdefault(SUPPLEMENT, usual[BOOK])
    after = {
        BOOK: table.choice("reserver_apres", AFTER_BOOK, "refusé"),
        CANCEL: table.choice("annuler_apres", AFTER_CANCEL, "refusé"),
    }
    exceptions = tuple(_exception(each, usual) for each in table.tables("exception"))
    return Timetable(usual, exceptions, after, follows)


def _exception(table: Table, usual: Mapping[str, ByWeekday]) -> Special:
    who = table.read("pour", audience, EVERYBODY) or EVERYBODY
    occasion = table.need("quand", _occasion) if who == EVERYBODY else _maybe(table)
    days = table.read("jours", _weekdays, EVERY_DAY) or EVERY_DAY
    deadlines: dict[str, ByWeekday] = {}
    for key in KEYS:
        if table.has(key):
            deadlines[key] = by_weekday(table.raw(key), table.at(key), {**usual, **deadlines})
    if not deadlines:
        raise RuleError(table.place, "un délai est attendu (reserver, annuler…)")
    table.done()
    return Special(who, occasion, days, deadlines)


def _maybe(table: Table) -> Occasion:
    """An exception for an audience may hold on all days."""
    return table.read("quand", _occasion) or (lambda *_: True)


def units(deadline: Deadline) -> set[str]:
    """The kinds of days that a deadline counts."""
    where, fallback = deadline.where, deadline.fallback
    counted = {where.unit} if isinstance(where, Before | OfMonth) else set()
    return counted | ({fallback[0]} if fallback else set())


def by_weekday(value: Any, place: str, known: Mapping[str, ByWeekday]) -> ByWeekday:
    """One sentence for all weekdays, or one for each; `known` is what « comme … » may name."""
    if isinstance(value, str) and plain(value).startswith("comme "):
        other = plain(value).removeprefix("comme ")
        if other not in known:
            names = ", ".join(f"comme {key}" for key in known) or "une phrase"
            raise RuleError(place, f"{names} est attendu", value)
        return known[other]
    if not isinstance(value, dict):
        return (sentence(value, place),) * 7
    if not value:
        raise RuleError(place, "un délai par jour de la semaine est attendu")
    found: list[Deadline | None] = [None] * 7
    for names, text in sorted(value.items(), key=lambda item: plain(item[0]) == "autres"):
        at = f"{place}.{names}"
        days = EVERY_DAY if plain(names) == "autres" else weekdays(names, at)
        deadline = sentence(text, at)
        for weekday in days:
            if plain(names) != "autres" and found[weekday]:
                raise RuleError(at, f"{PLAIN_WEEKDAYS[weekday]} est dit deux fois")
            found[weekday] = found[weekday] or deadline
    return tuple(found)


def _weekdays(value: Any, place: str) -> frozenset[int]:
    return weekdays(str(value), place)


def public_in_week(weekday: int) -> Occasion:
    """That weekday of the week served is a public holiday."""

    def holds(day: date, context: Context) -> bool:
        return day + timedelta(weekday - day.weekday()) in context.calendar.public

    return holds


OCCASIONS: dict[str, Occasion] = {
    "veille feriee": lambda day, c: day - timedelta(1) in c.calendar.public,
    "lendemain ferie": lambda day, c: day + timedelta(1) in c.calendar.public,
    "semaine avec ferie": lambda day, c: any(public_in_week(n)(day, c) for n in range(7)),
    "vacances": lambda day, c: c.calendar.in_holidays(day),
    "hors vacances": lambda day, c: not c.calendar.in_holidays(day),
    "rentree": first_back,
    **{f"{name} ferie": public_in_week(n) for n, name in enumerate(PLAIN_WEEKDAYS)},
}


def _occasion(value: object, place: str) -> Occasion:
    texts = value if isinstance(value, list) else [value]
    asked = plain(str(value))
    if asked in OCCASIONS:
        return OCCASIONS[asked]
    if not all(re.match(rf"(?:du |le )?(?:{DAY.pattern})", plain(str(text))) for text in texts):
        names = ", ".join(OCCASIONS)
        raise RuleError(place, f"{names}, ou des dates sont attendus", value)
    spans = []
    for text in map(str, texts):
        parts = [text] if " au " in plain(text) else text.replace(",", " ").split()
        spans += [span(part, place) for part in parts if part.lower() != "le"]
    days = days_of(spans)
    return lambda day, _: day in days
