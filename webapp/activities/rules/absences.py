"""What an absence costs (docs/rules.md, § 7): which days stay due, and how much."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from webapp.activities.rules.amounts import Part, cents, part
from webapp.activities.rules.reading import RuleError, Table, amount, word, words_of
from webapp.structures.rules import TownCalendar

TERM = re.compile(r"(\d{1,3}) ?(?:(heure|h)|(jour|semaine)s?( ouvre)?)")
Served = Callable[[date], bool]
"""Whether the activity runs on a day."""
Limit = Callable[[date], datetime]
"""The first instant (aware) that is too late to tell of an absence on a day."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long after the first day of absence a certificate may come: `count` of `unit`, `hour`,
    `day` or `working`; `count` None is without end."""

    count: int | None = None
    unit: str = "day"

    def end(self, first: date, calendar: TownCalendar) -> datetime | None:
        """The first instant (aware, UTC) that is too late; None if none is. Counted from the end
        of the day `first`."""
        if self.count is None:
            return None
        last = first
        if self.unit == "hour":
            start = calendar.instant(first + timedelta(1), time())
            return start.astimezone(UTC) + timedelta(hours=self.count)
        left = self.count
        while left:
            last += timedelta(1)
            left -= self.unit == "day" or calendar.is_working(last)
        return calendar.instant(last + timedelta(1), time()).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Absence:
    """Service days of one child's absence, whole and in order, closures left out. Instants are
    aware, None for never."""

    days: Sequence[date]
    reason: str = ""
    justified_at: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """`reasons`: plain words, empty for all. `tell_by`: the deadline « prevenir » as it stands in
    the file, a sentence or one per weekday; '' if there is none. `waiting`, `free`, `least`: days
    (carence, gratuits, minimum), None if nothing is said. `kept`: the part of what is not due that
    is kept. `flat`: euros for a day due, instead of its price. Nothing said: all is due."""

    reasons: tuple[str, ...] = ()
    certificate: Term | None = None
    tell_by: object = ""
    waiting: int | None = None
    free: int | None = None
    least: int | None = None
    kept: Part | None = None
    flat: Decimal | None = None

    def due(
        self,
        absence: Absence,
        served: Served,
        calendar: TownCalendar,
        limit: Limit | None = None,
        cancel: Limit | None = None,
    ) -> list[date]:
        """The days of `absence` that must be paid.

        `limit` is that of « prevenir », `cancel` that of cancelling: what was told before the
        latter is not due. « prevenir » alone excuses what was told in time; beside other lines it
        is one condition more. Days with no service day between them are one run; each run has its
        own first days.
        """
        cancel = cancel or (None if self.tell_by else limit)
        found: list[date] = []
        for run in runs(absence.days, served):
            kept = self._of_run(run) if self._excused(absence, run[0], calendar) else run
            for day in run:
                told = not self.tell_by or _told(day, absence.told_at, limit)
                excused = told and (day not in kept if self.excuses else bool(self.tell_by))
                if not excused and not _told(day, absence.told_at, cancel):
                    found.append(day)
        return found

    def cost(self, price: int, *, due: bool) -> int:
        """Cents that an absent day costs, for its price in cents, rounded half up."""
        if due:
            return price if self.flat is None else cents(self.flat)
        if self.kept is None:
            return 0
        return min(price, cents(self.kept.of(Decimal(price) / 100)))

    def total(
        self, absence: Absence, due: Sequence[date], price: int, cancel: Limit | None = None
    ) -> int:
        """Cents for all days of an absence, of which `due` are due; what was told in time to
        cancel costs nothing."""
        return sum(
            self.cost(price, due=day in due)
            for day in absence.days
            if day in due or not _told(day, absence.told_at, cancel)
        )

    @property
    def excuses(self) -> bool:
        """True if an absence may be excused, and not only told in time."""
        said = (self.certificate, self.waiting, self.free, self.least)
        if self.reasons or any(value is not None for value in said):
            return True
        return self.kept is not None and not self.tell_by

    def _excused(self, absence: Absence, first: date, calendar: TownCalendar) -> bool:
        if not self.excuses or (self.reasons and word(absence.reason) not in self.reasons):
            return False
        if self.certificate is None:
            return True
        end = self.certificate.end(first, calendar)
        handed = absence.justified_at
        return handed is not None and (end is None or handed < end)

    def _of_run(self, run: Sequence[date]) -> Sequence[date]:
        """What an excused run still costs."""
        if self.least is not None and len(run) < self.least:
            return run
        return run[self.free :] if self.free is not None else run[: self.waiting or 0]


def runs(days: Sequence[date], served: Served) -> list[list[date]]:
    """Days in order, parted where a service day lies between two of them."""
    found: list[list[date]] = []
    for day in days:
        if found and not any(map(served, _between(found[-1][-1], day))):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range(1, (last - first).days)]


def _told(day: date, told_at: datetime | None, limit: Limit | None) -> bool:
    return told_at is not None and limit is not None and told_at < limit(day)


def parse_absence(table: Table) -> AbsenceRule:
    """`[activite.X.absence]`, empty if all is due; raises RuleError. The sentence of `tell_by` is
    read by the caller."""
    tell_by = table.raw("prevenir", "")
    if not isinstance(tell_by, str | dict):
        raise RuleError(table.at("prevenir"), "un délai est attendu (le jour même à 9h)", tell_by)
    found = AbsenceRule(
        reasons=table.read("motifs", words_of, ()) or (),
        certificate=table.read("justificatif", _term),
        tell_by=tell_by,
        waiting=table.number("carence"),
        free=table.number("gratuits"),
        least=table.number("minimum"),
        kept=table.read("retenue", _kept),
        flat=table.read("forfait", amount),
    )
    if found.waiting is not None and found.free is not None:
        raise RuleError(table.at("gratuits"), "carence ou gratuits est attendu, pas les deux")
    table.done()
    return found


def _term(value: object, place: str) -> Term | None:
    text = word(value) if isinstance(value, str) else ""
    if text in ("oui", "non"):
        return Term() if text == "oui" else None
    found = TERM.fullmatch(text)
    if not found:
        raise RuleError(
            place, "une durée est attendue (48 heures, 5 jours), ou «\u00a0oui\u00a0»", value
        )
    count = int(found[1]) * (7 if found[3] == "semaine" else 1)
    if found[2]:
        return Term(count, "hour")
    return Term(count, "working" if found[4] else "day")


def _kept(value: object, place: str) -> Part:
    found = part(value, place)
    if found.is_share and found.value > 1:
        raise RuleError(place, "100\u00a0% au plus est attendu", value)
    return found
