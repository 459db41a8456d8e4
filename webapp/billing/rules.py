"""What is decided of money without asking anybody."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from webapp.activities.rules.absences import Absence, runs
from webapp.activities.rules.terms import NOBODY, Terms
from webapp.structures.rules import TownCalendar

FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
UNREAD = "Cette date n’existe pas\u00a0: écrivez-la comme 31/12/2026."
PAST = "Cette date est passée\u00a0: choisissez aujourd’hui ou un jour à venir."


def last_day(typed: str, today: date) -> tuple[date | None, str]:
    """The last day to count, as typed: None for all; and what is wrong with it, '' if nothing."""
    text = typed.strip()
    if not text:
        return None, ""
    french, iso = FRENCH.fullmatch(text), ISO.fullmatch(text)
    parts = french.groups()[::-1] if french else iso.groups() if iso else ("0", "0", "0")
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        return None, UNREAD
    return (day, "") if day >= today else (None, PAST)


def window(today: date, back: int) -> list[date]:
    """The months that may be read, as their first days: the present one and `back` before it."""
    months = [today.replace(day=1)]
    while len(months) <= back:
        months.insert(0, (months[0] - timedelta(1)).replace(day=1))
    return months


def shown(asked: date | None, months: list[date]) -> date:
    """The month to show: the one asked for if it may be read, else the nearest; the present one if
    none is asked for."""
    return min(max(asked or months[-1], months[0]), months[-1])


def end_of(month: date) -> date:
    """The last day of the month."""
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


# Days told before and after today among which a parent declares an absence.
DECLARED_BEFORE, DECLARED_AHEAD = 14, 31
# A certificate without a term is waited for that long; a run of days, until a day of service
# has passed without an absence, or a week.
PATIENCE = timedelta(31)
QUIET = timedelta(7)


class Missed(NamedTuple):
    """A day of absence: instants are aware, `justified_at` None without a certificate."""

    day: date
    told_at: datetime
    justified_at: datetime | None


def given_back(
    missed: Missed, others: Sequence[Missed], reason: str, price: int, terms: Terms,
    calendar: TownCalendar, now: datetime, categories: frozenset[str] = NOBODY,
) -> int | None:  # fmt: skip
    """Cents given back of `price` for a day; None while it is too early to say. `others`: all days
    missed by the child, of the same activity and for the same reason, this one among them.
    `categories`: the child's, where the limits are not the same for all."""
    days = sorted({other.day for other in others})
    served = _served(terms, calendar)
    run = next(run for run in runs(days, served) if missed.day in run)
    if not _is_over(run[-1], served, calendar, now):
        return None
    proof = min(
        (proof for o in others if o.day in run and (proof := _proof(o, missed))), default=None
    )
    certificate = terms.absence.certificate
    if certificate is not None and proof is None:
        end = certificate.end(run[0], calendar)
        if now < end if end else not _waited(run, now):
            return None
    absence = Absence(days, reason, proof, missed.told_at)
    limits = (
        lambda day: terms.tell_limit(day, calendar, categories),
        lambda day: terms.cancel_limit(day, calendar, categories),
    )
    due = terms.absence.due(absence, served, calendar, *limits)
    alone = Absence([missed.day], reason, proof, missed.told_at)
    return price - terms.absence.total(alone, due, price, limits[1])


def _proof(one: Missed, missed: Missed) -> datetime | None:
    """When a certificate accepted for one day came, if it speaks of what had been told by then."""
    return one.justified_at if one.justified_at and missed.told_at <= one.justified_at else None


def _served(terms: Terms, calendar: TownCalendar) -> Callable[[date], bool]:
    return lambda day: terms.service.runs(day, calendar)


def _is_over(
    last: date, served: Callable[[date], bool], calendar: TownCalendar, now: datetime
) -> bool:
    """Whether no day can be added to a run any more: one of service has passed since."""
    today = now.astimezone(calendar.zone).date()
    following = last + timedelta(1)
    while following < last + QUIET and not served(following):
        following += timedelta(1)
    return following < today


def _waited(run: Sequence[date], now: datetime) -> bool:
    return now.date() > run[-1] + PATIENCE
