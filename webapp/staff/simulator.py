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
CHILDREN = """
SELECT d.id, d.first_name || ' ' || d.last_name FROM custody u JOIN child d ON d.id = u.child_id
WHERE u.family_id = ? ORDER BY d.birth_day, d.id
"""
OFFERED = """
SELECT a.id, a.name, s.id, s.name, s.revision, s.timezone
FROM membership k JOIN structure s ON s.id = k.structure_id
JOIN activity a ON a.structure_id = s.id
WHERE k.family_id = ? ORDER BY s.position, s.id, a.position, a.id
"""
WHAT = """
SELECT DISTINCT s.id, s.revision, s.timezone, a.id, a.name
FROM activity a JOIN structure s ON s.id = a.structure_id
JOIN membership k ON k.structure_id = s.id
WHERE k.family_id = ? AND (a.code = ? OR LOWER(a.name) = LOWER(?))
"""
NO_OPTION = "État\u00a0: fermé – pas d’activité ce jour-là, ou enfant non inscrit."
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


class Told(NamedTuple):
    """What the family would see: a title, the facts (« Places : 3 libres sur 5 »), then each rule
    with what it says."""

    title: str
    facts: tuple[str, ...]
    rules: tuple[tuple[str, str], ...] = ()


class Offer(NamedTuple):
    """An activity of a structure of the family."""

    activity: int
    name: str
    structure: int
    structure_name: str
    revision: int
    timezone: str


def children(family: int) -> list[tuple[int, str]]:
    """The family's children, the eldest first."""
    return [(number, name) for number, name in rows(CHILDREN, family)]


def offered(family: int) -> list[Offer]:
    """The activities of its structures, in their order."""
    return [Offer(*found) for found in rows(OFFERED, family)]


def case(family: int, child: tuple[int, str], offer: Offer) -> Case:
    """The child of a family and an activity offered to it."""
    scope = Scope(family, "", child[0], offer.structure)
    calendar = calendar_of(offer.structure, offer.revision, offer.timezone)
    return Case(scope, child[1], offer.activity, offer.name, calendar)


def explain(case: Case, day: date, at: datetime) -> Told:
    """What the family would see of `day` at the instant `at`, and why."""
    options = queries.days(case.scope, day.isoformat(), day.isoformat(), case.activity)
    return told(case, day, at, options[0] if options else None)


def told(case: Case, day: date, at: datetime, option: Option | None) -> Told:
    """The same of an option that has been read."""
    title = f"{case.name}, {words.long_day(day)} {day.year}, pour {case.child}"
    if option is None:
        return Told(title, (NO_OPTION,))
    now, calendar = int(at.timestamp()), case.calendar
    verdict = judge(option, calendar, now)
    facts = (
        f"État\u00a0: {STATES[verdict.state]} – {why(option, verdict, calendar, now)}",
        *deadlines(option, calendar),
        places(option, calendar, at),
        price(option, calendar, now),
    )
    return Told(title, facts, tuple((n, _said(a)) for n, a in _rules(option, calendar, at)))


def why(option: Option, verdict: Verdict, calendar: TownCalendar, now: int) -> str:
    """The reason of a state, or until when it lasts."""
    if verdict.code:
        return wishes.explain(option, verdict, calendar, now).sentence
    able = "annulable" if verdict.state == "booked" else "réservable"
    limit = verdict.limit
    return f"{able} jusqu’au {until(limit, calendar)}." if has_limit(verdict) else f"{able}."


def deadlines(option: Option, calendar: TownCalendar) -> Iterator[str]:
    """Until when the day may be booked and cancelled."""
    found = option.rules.times(option.date, calendar, option.facts.all_categories)
    for action, name in ((times.BOOK, "réserver"), (times.CANCEL, "annuler")):
        limits = found.limits[action]
        yield f"Délai pour {name}\u00a0: {_limit(limits.first, calendar)}" + (
            f", dernier délai {_limit(limits.last, calendar)}" if limits.last else ""
        )


def _limit(limit: datetime, calendar: TownCalendar) -> str:
    known = {ALWAYS: "sans limite", NEVER: "jamais"}
    return known.get(limit) or until(limit, calendar)


def places(option: Option, calendar: TownCalendar, at: datetime) -> str:
    """How many seats the family may take at `at`."""
    left = option.seats_left_at(at, calendar)
    if left is None:
        return "Places\u00a0: sans limite"
    kept = option.kept(at, calendar)
    aside = f", {kept} gardées pour d’autres familles" if kept else ""
    waiting = f"\u202f; {option.queue} en attente" if option.queue else ""
    of = f" sur {option.scarcest[1]}" if option.scarcest else ""
    return f"Places\u00a0: {words.plural(left, 'libre')}{of}{aside}{waiting}"


def price(option: Option, calendar: TownCalendar, now: int) -> str:
    """What the day costs at `now` (UTC seconds), and by which rule."""
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
        served=True, in_custody=option.own_day,
    )  # fmt: skip
    yield "public et garde", decision.admitted(rules, ask)
    yield "fenêtre", decision.opened(rules, ask)
    if rules.places.ages:
        yield "groupe d’âge", decision.grouped(rules, ask)
    yield "délai pour réserver", decision.timely(rules, ask)
    cancel = Ask(times.CANCEL, ask.day, ask.now, ask.context, ask.facts)
    yield "délai pour annuler", decision.timely(rules, cancel)
    yield "prix", decision.priced(rules, ask)


def _said(answer: Decision | None) -> str:
    return answer.sentence if answer else "rien ne s’y oppose"
