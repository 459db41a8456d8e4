"""A case: the situation that it states, and what it expects (docs/rules.md, § 8)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from webapp.activities.rules import timetable as times
from webapp.activities.rules.admission import QUOTA_KEYS
from webapp.activities.rules.decision import Ask
from webapp.activities.rules.facts import RESIDENT, Facts
from webapp.activities.rules.places import Takers, seats
from webapp.activities.rules.reading import (
    END_OF_DAY,
    RuleError,
    Table,
    clock,
    day,
    instant,
    number_range,
    plain,
    word,
    words_of,
)
from webapp.activities.rules.terms import Terms
from webapp.families.rules import age_on, has_child
from webapp.structures.rules import TownCalendar

NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,4})?")
FACTS = (
    "categories", "age", "naissance", "classe", "ecole", "formule", "qf", "quotients", "rang",
    "enfants", "nombre_jours", "minutes", "heures", "de", "a", "occurrence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """What a case says of the child and the moment. `times`: what a rounded price is multiplied
    by."""

    day: date | None
    now: datetime | None
    facts: Facts
    times: int


def read_situation(table: Table, terms: Terms, calendar: TownCalendar) -> Situation:
    """The situation of a case or of one of its `chacun`."""
    served = table.read("jour", day)
    now = table.read("le", lambda v, p: moment(v, p, calendar))
    categories = table.read("categories", words_of) or ()
    facts = Facts(
        categories=frozenset(categories),
        age=_age(table, served),
        school_class=table.text("classe"),
        school=table.text("ecole"),
        formula=word(table.text("formule")),
        quotient=_quotient(table, terms, served),
        rank=table.number("rang"),
        children=table.number("enfants"),
        days=table.number("nombre_jours"),
        minutes=_minutes(table),
        hours=table.read("heures", number),
        occurrence=table.number("occurrence"),
        weekday=served.weekday() if served else None,
    )
    if facts.minutes is not None and facts.hours is not None:
        raise RuleError(table.at("heures"), "minutes ou heures est attendu, pas les deux")
    times_ = table.number("fois", 1)
    return Situation(served, now, facts, 1 if times_ is None else times_)


def moment(value: object, place: str, calendar: TownCalendar) -> datetime:
    """An instant on the town's clock, aware, UTC; « 24h » is the next day's 0 h."""
    at_day, at = instant(value, place)
    if at == END_OF_DAY:
        at_day, at = at_day + timedelta(1), time()
        if "24" not in plain(str(value)).split(" ")[-1] and "minuit" not in plain(str(value)):
            return calendar.instant(at_day, at).astimezone(UTC) - timedelta(minutes=1)
    return calendar.instant(at_day, at).astimezone(UTC)


def end(value: object, place: str, calendar: TownCalendar) -> datetime:
    """A limit: an instant, or the end of a day if no hour is said."""
    at_day, at = instant(value, place)
    dated_only = isinstance(value, date) and not isinstance(value, datetime)
    if dated_only or (isinstance(value, str) and not any(c in value for c in "h:T ")):
        at = END_OF_DAY
    if at == END_OF_DAY:
        at_day, at = at_day + timedelta(1), time()
    return calendar.instant(at_day, at).astimezone(UTC)


def number(value: object, place: str) -> Decimal:
    """A decimal number: 4.5, « 800,01 »."""
    text = str(value).strip().replace(",", ".")
    if isinstance(value, bool) or not NUMBER.fullmatch(text):
        raise RuleError(place, "un nombre est attendu (4,5)", value)
    return Decimal(text)


def _age(table: Table, served: date | None) -> int | None:
    born = table.read("naissance", day)
    stated = table.number("age")
    return age_on(born, served) if born and served else stated


def _quotient(table: Table, terms: Terms, served: date | None) -> Decimal | None:
    declared = table.raw("quotients")
    if declared is None:
        return table.read("qf", number)
    place = table.at("quotients")
    if not isinstance(declared, list) or not all(
        isinstance(each, list) and len(each) == 2 for each in declared
    ):
        raise RuleError(place, 'une liste [["2026-09-01", "1000"]] est attendue', declared)
    if served is None:
        raise RuleError(table.at("jour"), "manque, pour savoir quel quotient vaut")
    pairs = sorted((day(first, place), number(value, place)) for first, value in declared)
    return terms.quotient.at(served, pairs)


def _minutes(table: Table) -> int | None:
    start, stop = table.read("de", _clock), table.read("a", _clock)
    if start is None or stop is None:
        return table.number("minutes")
    if stop < start:
        raise RuleError(table.at("a"), "une heure après «\u00a0de\u00a0» est attendue")
    return (stop.hour - start.hour) * 60 + stop.minute - start.minute


def _clock(value: object, place: str) -> time:
    return value if isinstance(value, time) else clock(str(value), place)


def read_ask(
    table: Table, action: str, situation: Situation, terms: Terms, calendar: TownCalendar
) -> Ask:
    """What a case about booking or cancelling asks."""
    if situation.day is None or situation.now is None:
        raise RuleError(table.at("jour" if situation.day is None else "le"), "manque")
    return Ask(
        action=action,
        day=situation.day,
        now=situation.now,
        context=terms.context(calendar),
        facts=situation.facts,
        in_custody=_in_custody(table, situation.day),
        beside=table.read("avec", words_of) or (),
        had=_counts(table, "deja") or {},
        total=_counts(table, "prevus"),
        taken=_taken(table, situation.facts.age),
        takers=_takers(table),
        queue=table.number("en_attente", 0) or 0,
    )


PATTERNS = {
    "toujours": "always",
    "semaines paires": "even",
    "semaines impaires": "odd",
}


def _in_custody(table: Table, served: date) -> bool:
    value = table.raw("garde", "toujours")
    if isinstance(value, list):
        return served in [day(each, table.at("garde")) for each in value]
    patterns = {word(name): pattern for name, pattern in PATTERNS.items()}
    if word(str(value)) not in patterns:
        expected = f"{', '.join(PATTERNS)} ou une liste de dates est attendu"
        raise RuleError(table.at("garde"), expected, value)
    return has_child(patterns[word(str(value))], "", served)


def _takers(table: Table) -> Takers:
    """Who has the places, where they are told by category."""
    stated = table.raw("pris", 0)
    if not isinstance(stated, dict) or any(name[:1].isdigit() for name in stated):
        return ()
    place = table.at("pris")
    return [
        (_categories(name, place), seats(number, f"{place}.{name}"))
        for name, number in stated.items()
    ]


def _categories(name: str, place: str) -> frozenset[str]:
    named = frozenset(words_of(name, place))
    return Facts(categories=named - {RESIDENT, word("autres")}).all_categories - (
        {RESIDENT} if word("autres") in named else set()
    )


def _taken(table: Table, age: int | None) -> int:
    """Places taken on the day, or in the child's age group where they are told by group."""
    if not isinstance(table.raw("pris", 0), dict):
        return table.number("pris", 0) or 0
    takers = _takers(table)
    if takers:
        return sum(count for _, count in takers)
    for name, value, place in table.table("pris").items():
        if age is not None and number_range(name, place).holds(age):
            return seats(value, place)
    return 0


def _counts(table: Table, key: str) -> Mapping[str, int] | None:
    if not table.has(key):
        return None
    inner = table.table(key)
    found = {name: inner.number(name) or 0 for name in QUOTA_KEYS if inner.has(name)}
    inner.done()
    return found


def each_situation(
    table: Table, base: Situation, terms: Terms, calendar: TownCalendar
) -> list[Situation]:
    """The situations whose prices are added: those of `chacun`, each on top of the case's own."""
    if not table.has("chacun"):
        return [base]
    found = []
    for inner in table.tables("chacun"):
        stated = [key for key in (*FACTS, "jour") if inner.has(key)]
        own = read_situation(inner, terms, calendar)
        inner.done()
        found.append(replace(own, day=own.day or base.day, facts=_over(base.facts, own, stated)))
    return found


NAMES: dict[str, tuple[str, ...]] = {
    "categories": ("categories",),
    "age": ("age",),
    "naissance": ("age",),
    "classe": ("school_class",),
    "ecole": ("school",),
    "formule": ("formula",),
    "qf": ("quotient",),
    "quotients": ("quotient",),
    "rang": ("rank",),
    "enfants": ("children",),
    "nombre_jours": ("days",),
    "minutes": ("minutes",),
    "heures": ("hours",),
    "de": ("minutes",),
    "a": ("minutes",),
    "occurrence": ("occurrence",),
    "jour": ("weekday",),
}


def _over(base: Facts, own: Situation, stated: list[str]) -> Facts:
    changes: dict[str, Any] = {
        name: getattr(own.facts, name) for key in stated for name in NAMES[key]
    }
    return replace(base, **changes)


ACTIONS = {
    "réserver": times.BOOK,
    "annuler": times.CANCEL,
    "supplément": times.SUPPLEMENT,
    "prix": "prix",
    "frais": "frais",
    "absence": "absence",
    "attente": "attente",
}
