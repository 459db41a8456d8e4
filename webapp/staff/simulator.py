"""What would this family see on that day, and why (N07)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from webapp import words
from webapp.activities.rules import decision
from webapp.activities.rules import timetable as times
from webapp.activities.rules.deadlines import ALWAYS, NEVER
from webapp.activities.rules.decision import Ask, Decision
from webapp.booking import queries
from webapp.booking.queries import Scope
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import quoted
from webapp.booking.rules.day import Verdict, has_limit, judge, until
from webapp.booking.rules.option import Option
from webapp.database import rows
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar

WHO = """
SELECT DISTINCT af.family_id, d.id, d.first_name || ' ' || d.last_name
FROM account a JOIN account_family af ON af.account_id = a.id
JOIN custody u ON u.family_id = af.family_id JOIN child d ON d.id = u.child_id
WHERE a.login = ? AND (d.code = ? OR LOWER(d.first_name) = LOWER(?))
"""
WHAT = """
SELECT DISTINCT s.id, s.revision, s.timezone, a.id, a.name
FROM activity a JOIN structure s ON s.id = a.structure_id
JOIN membership k ON k.structure_id = s.id
WHERE k.family_id = ? AND (a.code = ? OR LOWER(a.name) = LOWER(?))
"""
STATES = {
    "closed": "fermé",
    "open": "libre",
    "booked": "réservé, modifiable",
    "locked": "réservé, trop tard pour modifier",
    "full": "complet",
}


class UnknownError(LookupError):
    """No such account, child or activity; the message says which, in French."""


class Case(NamedTuple):
    """Who asks about what."""

    scope: Scope
    child: str
    activity: int
    name: str
    calendar: TownCalendar


def find(account: str, child: str, activity: str) -> Case:
    """The child of an account (by code or first name) and an activity (by code or name) of a
    structure of its family; raises UnknownError."""
    found = rows(WHO, account, child, child)
    if not found:
        raise UnknownError(f"l’identifiant «\u00a0{account}\u00a0» n’a pas d’enfant {child}")
    family, child_id, name = found[0]
    offers = rows(WHAT, family, activity, activity)
    if not offers:
        raise UnknownError(f"aucune activité {activity} n’est ouverte à cette famille")
    structure, revision, timezone, activity_id, title = offers[0]
    scope = Scope(family, "", child_id, structure)
    return Case(scope, name, activity_id, title, calendar_of(structure, revision, timezone))


def explain(case: Case, day: date, at: datetime) -> Iterator[str]:
    """The lines that say what the family would see of `day` at the instant `at`, and why."""
    yield f"{case.name}, {words.long_day(day)} {day.year}, pour {case.child}"
    options = queries.days(case.scope, day.isoformat(), day.isoformat(), case.activity)
    now = int(at.timestamp())
    if not options:
        yield "État\u00a0: fermé – pas d’activité ce jour-là, ou enfant non inscrit."
        return
    option, calendar = options[0], case.calendar
    verdict = judge(option, calendar, now)
    yield f"État\u00a0: {STATES[verdict.state]} – {_why(option, verdict, calendar, now)}"
    yield from _deadlines(option, calendar)
    yield _places(option, calendar, at)
    yield _price(option, calendar, now)
    yield "Règles, dans l’ordre des questions\u00a0:"
    for name, answer in _rules(option, calendar, at):
        yield f"  {name}\u00a0: {_said(answer)}"


def _why(option: Option, verdict: Verdict, calendar: TownCalendar, now: int) -> str:
    if verdict.code:
        return wishes.explain(option, verdict, calendar, now).sentence
    able = "annulable" if verdict.state == "booked" else "réservable"
    limit = verdict.limit
    return f"{able} jusqu’au {until(limit, calendar)}." if has_limit(verdict) else f"{able}."


def _deadlines(option: Option, calendar: TownCalendar) -> Iterator[str]:
    found = option.rules.times(option.date, calendar, option.facts.all_categories)
    for action, name in ((times.BOOK, "réserver"), (times.CANCEL, "annuler")):
        limits = found.limits[action]
        yield f"Délai pour {name}\u00a0: {_limit(limits.first, calendar)}" + (
            f", dernier délai {_limit(limits.last, calendar)}" if limits.last else ""
        )


def _limit(limit: datetime, calendar: TownCalendar) -> str:
    known = {ALWAYS: "sans limite", NEVER: "jamais"}
    return known.get(limit) or until(limit, calendar)


def _places(option: Option, calendar: TownCalendar, at: datetime) -> str:
    left = option.seats_left_at(at, calendar)
    if left is None:
        return "Places\u00a0: sans limite"
    kept = option.kept(at, calendar)
    aside = f", {kept} gardées pour d’autres familles" if kept else ""
    waiting = f"\u202f; {option.queue} en attente" if option.queue else ""
    of = f" sur {option.capacity}" if option.capacity is not None else ""
    return f"Places\u00a0: {words.plural(left, 'libre')}{of}{aside}{waiting}"


def _price(option: Option, calendar: TownCalendar, now: int) -> str:
    if option.booking_cents is not None and not option.elsewhere:
        return f"Prix\u00a0: {words.euros(option.booking_cents)}, figé à la réservation"
    quote = quoted(option, calendar, now)
    return f"Prix\u00a0: {words.euros(quote.cents)} – {quote.rule}"


def _rules(
    option: Option, calendar: TownCalendar, at: datetime
) -> Iterator[tuple[str, Decision | None]]:
    rules = option.rules
    ask = Ask(
        times.BOOK, option.date, at.astimezone(UTC), rules.context(calendar), option.facts,
        served=True,
    )  # fmt: skip
    yield "public et garde", decision.admitted(rules, ask)
    yield "fenêtre", decision.opened(rules, ask)
    yield "délai pour réserver", decision.timely(rules, ask)
    cancel = Ask(times.CANCEL, ask.day, ask.now, ask.context, ask.facts)
    yield "délai pour annuler", decision.timely(rules, cancel)
    yield "prix", decision.priced(rules, ask)


def _said(answer: Decision | None) -> str:
    return answer.sentence if answer else "rien ne s’y oppose"
