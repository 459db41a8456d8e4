"""The rules of one activity, as a file states them and as its `terms` column keeps them: JSON in
the words of docs/rules.md.

{"reserver": "2 jours avant", "annuler": "1 jour ouvré avant à 9h", "prix": "14,85"}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from webapp.activities.rules import mistakes
from webapp.activities.rules.absences import AbsenceRule, parse_absence
from webapp.activities.rules.admission import (
    Public,
    Quota,
    Window,
    public,
    quotas,
    read_window,
)
from webapp.activities.rules.deadlines import NEVER, limit
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.fees import Fee, parse_fees
from webapp.activities.rules.packages import package_of
from webapp.activities.rules.places import Places, read_places
from webapp.activities.rules.pricing import (
    Package,
    PriceList,
    Quote,
    QuotientRule,
    Surcharge,
    parse_prices,
    parse_quotient,
    parse_surcharge,
)
from webapp.activities.rules.reading import RuleError, Table, names_of, span, word, words_of
from webapp.activities.rules.timetable import (
    BOOK,
    CANCEL,
    CHARGED,
    NO_LIMIT,
    REFUSED,
    SURCHARGED,
    ByWeekday,
    Times,
    Timetable,
    by_weekday,
    timetable,
)
from webapp.activities.rules.when import Context, Service, service
from webapp.structures.rules import TownCalendar

LATE = word("hors délai")
NOBODY: frozenset[str] = frozenset()


class TermsError(ValueError):
    """The terms are malformed; the message names the place and what was expected."""


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """The rules of an activity. `surcharge`: what late booking adds; `retained`: the part of the
    price that a late cancellation costs, None for all of it. Compared by identity: `parse` gives
    the same object for the same text. `formula`: that of the activity, for its tariffs. `personal`:
    whether the rules ask about the child or its family. `needs`: names of activities as they are
    compared, and as they are written. `package`: how days are counted where
    prices depend on their number.
    """

    service: Service
    periods: tuple[tuple[date, date], ...]
    timetable: Timetable
    surcharge: Surcharge | None
    retained: Surcharge | None
    public: Public
    excludes: frozenset[str]
    needs: Mapping[str, str]
    quotas: Mapping[str, Quota]
    windows: tuple[Window, ...]
    confirm: bool
    places: Places
    prices: PriceList
    fees: tuple[Fee, ...]
    quotient: QuotientRule
    absence: AbsenceRule
    tell_by: ByWeekday | None
    formula: str
    personal: bool
    package: Package | None

    @property
    def surcharge_words(self) -> str:
        """« avec une majoration de 50 % », or « plus cher » if the tariffs say by how much."""
        if self.surcharge is None:
            return "plus cher"
        return f"avec une majoration de {self.surcharge.words}"

    @property
    def retained_words(self) -> str:
        """« à 50 % », or nothing if all is due."""
        return f" à hauteur de {self.retained.words}" if self.retained else ""

    def quote(self, facts: Facts, *, late: bool = False) -> Quote | None:
        """The price of a day, with what late booking adds; None if it cannot be booked."""
        if late:
            facts = replace(facts, categories=facts.categories | {LATE})
        return _quote(self, facts)

    def tell_limit(
        self, day: date, calendar: TownCalendar, categories: frozenset[str] = NOBODY
    ) -> datetime:
        """The first instant that is too late to tell of an absence (aware, UTC)."""
        if self.tell_by is None:
            return self.cancel_limit(day, calendar, categories)
        return limit(self.tell_by[day.weekday()] or NO_LIMIT, day, self.context(calendar))

    def cancel_limit(
        self, day: date, calendar: TownCalendar, categories: frozenset[str] = NOBODY
    ) -> datetime:
        """The first instant that is too late to cancel (aware, UTC); NEVER where no limit is
        stated: an absence is not a cancellation then."""
        if self.timetable.usual[CANCEL] == (NO_LIMIT,) * 7:
            return NEVER
        return self.times(day, calendar, categories).limits[CANCEL].first

    def retained_of(self, cents: int) -> int:
        """What a cancellation after the limit costs, of a price in cents."""
        return min(cents, self.retained.of(cents)) if self.retained else cents

    def times(
        self, day: date, calendar: TownCalendar, categories: frozenset[str] = NOBODY
    ) -> Times:
        """The instants that count for a day served, for whom has these categories."""
        asked = categories if self.timetable.by_category else NOBODY
        return _times(self, calendar, day, asked)

    def context(self, calendar: TownCalendar) -> Context:
        """What the deadlines of the activity count by."""
        return Context(calendar, self.service, self.periods)


@lru_cache(maxsize=2048)
def _times(terms: Terms, calendar: TownCalendar, day: date, categories: frozenset[str]) -> Times:
    return terms.timetable.times(day, terms.context(calendar), categories)


@lru_cache(maxsize=1024)
def _quote(terms: Terms, facts: Facts) -> Quote | None:
    late = LATE in facts.categories
    return terms.prices.quote(facts, surcharge=terms.surcharge if late else None)


@lru_cache(maxsize=512)
def parse(text: str) -> Terms:
    """Read a `terms` column; raises TermsError."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise TermsError(f"terms\u00a0: JSON attendu ({error})") from None
    try:
        return read(Table(raw, ""))
    except RuleError as error:
        raise TermsError(str(error)) from None


def read(table: Table) -> Terms:
    """Read `[activite.X]`; raises RuleError, with all the mistakes that can be told."""
    try:
        return _read(table)
    except RuleError as error:
        raise mistakes.all_of(table.stated, table.place, error) from None


def _read(table: Table) -> Terms:
    times = timetable(table)
    surcharge = table.read("majoration", parse_surcharge)
    _consistent(table, times)
    absence = parse_absence(table.table("absence"))
    place = table.at("absence.prevenir")
    tell_by = by_weekday(absence.tell_by, place, times.usual) if absence.tell_by else None
    if times.counts_service and not table.has("service"):
        raise RuleError(table.at("service"), "manque, pour compter les jours de service")
    asks = ("public", "fenetre", "places", "quotient", "frais")
    personal = isinstance(table.raw("prix"), dict) or any(map(table.has, asks))
    personal = personal or times.by_category
    prices = parse_prices(table.raw("prix", "0"), table.at("prix"))
    limits = quotas(table.table("limites"))
    found = Terms(
        service=table.read("service", service) or Service(),
        periods=tuple(table.read("periode", _periods) or ()),
        timetable=times,
        surcharge=surcharge,
        retained=table.read("retenue", parse_surcharge),
        public=public(table.table("public")),
        excludes=frozenset(table.read("exclut", words_of) or ()),
        needs=table.read("avec", names_of) or {},
        quotas=limits,
        windows=tuple(read_window(each) for each in table.tables("fenetre")),
        confirm=table.choice("confirmation", {"oui": True, "non": False}, "non"),
        places=read_places(table.table("places")),
        prices=prices,
        fees=parse_fees(list(table.tables("frais"))),
        quotient=parse_quotient(table.table("quotient")),
        absence=absence,
        tell_by=tell_by,
        formula=word(table.text("formule")),
        personal=personal,
        package=package_of(prices, limits),
    )
    table.done()
    return found


def _consistent(table: Table, times: Timetable) -> None:
    """Refuse what would have no effect."""
    after_book, after_cancel = times.after[BOOK], times.after[CANCEL]
    for key, useful, needed in (
        ("majoration", after_book == SURCHARGED, 'reserver_apres = "majoré"'),
        ("retenue", after_cancel == CHARGED, 'annuler_apres = "facturé"'),
        ("reserver_dernier", after_book != REFUSED, "reserver_apres"),
        ("annuler_dernier", after_cancel != REFUSED, "annuler_apres"),
    ):
        if table.has(key) and not useful:
            raise RuleError(table.at(key), f"est sans effet\u00a0: {needed} manque")
    if times.counts_from("period") and not table.has("periode"):
        raise RuleError(table.at("periode"), "manque, pour compter avant le début de la période")


def _periods(value: object, place: str) -> list[tuple[date, date]]:
    return [span(each, place) for each in (value if isinstance(value, list) else [value])]


def compose(**stated: Any) -> str:
    """The `terms` column for rules in the words of docs/rules.md; raises TermsError."""
    text = json.dumps(stated, sort_keys=True, ensure_ascii=False)
    parse(text)
    return text
