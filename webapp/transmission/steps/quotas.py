"""How many days more who waits may have, where rules limit them (docs/rules.md, § 3)."""

from collections.abc import Iterable, Iterator
from datetime import date

from webapp.activities.rules.admission import span_of
from webapp.activities.rules.terms import Terms
from webapp.booking.operations import quotas
from webapp.booking.operations.quotas import Span
from webapp.structures.rules import TownCalendar
from webapp.transmission.rules.waiting import Seat

Asked = tuple[int, int, int, int, str, Terms]
"""A booking that waits, its family, child, activity and day, and the rules."""


def room(
    waiters: Iterable[Asked], calendar: TownCalendar
) -> tuple[dict[int, tuple[Seat, ...]], dict[Seat, int | None]]:
    """What each booking counts among, and what is left of each."""
    places: dict[tuple[int, Span, str], Seat] = {}
    counts: dict[int, tuple[Seat, ...]] = {}
    left: dict[Seat, int | None] = {}
    for booking, family, child, activity, day, terms in waiters:
        mine = []
        for key, span, most in _spans(child, activity, date.fromisoformat(day), terms, calendar):
            seat = places.setdefault((family, span, key), ("quota", len(places)))
            if seat not in left:
                left[seat] = quotas.left(family, span, most)
            mine.append(seat)
        counts[booking] = tuple(mine)
    return counts, left


def _spans(
    child: int, activity: int, day: date, terms: Terms, calendar: TownCalendar
) -> Iterator[tuple[str, Span, int]]:
    for key, quota in terms.quotas.items():
        if quota.most is not None:
            whose = 0 if key.startswith("famille_") else child
            ends = span_of(key, day, terms.context(calendar))
            yield key, Span(activity, whose, *ends), quota.most
