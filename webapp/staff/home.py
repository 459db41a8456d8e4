"""The staff's first page: what needs a hand, the last nights, how full the coming days are."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from webapp import words
from webapp.billing.cards.rules.schedule import QUIET
from webapp.billing.cards.rules.verdicts import TO_EXAMINE
from webapp.booking.rules.option import as_date
from webapp.database import rows
from webapp.staff import rules
from webapp.transmission.rules import summary

FAILED_MAILS = "SELECT COUNT(*) FROM outbox_mail WHERE state = 'failed'"
ASKED = "SELECT COUNT(*) FROM correction_request WHERE state = 'asked'"
REFUNDS = "SELECT COUNT(*) FROM refund WHERE state = 'asked'"
OPEN_NIGHTS = "SELECT COUNT(*) FROM transmission WHERE state <> 'done'"
SILENT = """
SELECT COUNT(*) FROM card_payment
WHERE state IN ('started', 'expired') AND created_at < ? AND created_at >= ?
"""
MESSAGES = f"""
SELECT COUNT(*) FROM card_message m
WHERE m.verdict IN ({", ".join(f"'{verdict}'" for verdict in TO_EXAMINE)})
  AND NOT EXISTS (SELECT 1 FROM card_message_mark k WHERE k.message_id = m.id)
"""  # noqa: S608 - words of ours
PROOFS = """
SELECT COUNT(*) FROM absence WHERE promised = TRUE AND justified_at IS NULL
  AND settled_at IS NULL AND withdrawn_at IS NULL
"""
WAITING = """
SELECT COUNT(*) FROM booking WHERE structure_id IN (SELECT id FROM structure)
  AND state = 'waiting' AND day BETWEEN ? AND ?
"""
LAST_NIGHTS = """
SELECT t.id, t.night, s.name, t.counts, s.id FROM transmission t
JOIN structure s ON s.id = t.structure_id
WHERE t.id IN (SELECT MAX(id) FROM transmission
  WHERE state = 'done' AND author = '' GROUP BY structure_id)
ORDER BY s.name, t.id
"""
FILL = """
SELECT s.id, s.name, a.id, a.name, o.day, o.taken, o.capacity FROM open_day o
JOIN activity a ON a.id = o.activity_id JOIN structure s ON s.id = a.structure_id
WHERE o.day BETWEEN ? AND ? AND o.closure_id IS NULL
ORDER BY s.name, s.id, a.position, a.id, o.day
"""
# Who was ticked today, and is or was there.
THERE = """
SELECT structure_id, COUNT(*) FROM attendance
WHERE structure_id IN (SELECT id FROM structure) AND day = ? AND state IN ('present', 'left')
GROUP BY structure_id
"""
MONTH = 31 * 24 * 3600
AHEAD, SOON = timedelta(days=21), timedelta(days=7)
SHOWN_DAYS = 4


class Matter(NamedTuple):
    """What may need a hand: counted by `sql`, told as « 2 mails en échec », handled at
    `endpoint` by whom has `permission`; `asks`: what the query is asked, of now (UTC seconds) and
    today."""

    sql: str
    one: str
    many: str
    endpoint: str
    anchor: str
    permission: str
    asks: Callable[[int, date], tuple[int | str, ...]] = lambda _now, _today: ()


def _silent_for(now: int, _today: date) -> tuple[int, ...]:
    return now - QUIET, now - MONTH


def _soon(_now: int, today: date) -> tuple[str, ...]:
    return today.isoformat(), (today + SOON).isoformat()


MATTERS = (
    Matter(
        ASKED, "correction demandée", "corrections demandées", "staff.corrections", "",
        "corrections.answer",
    ),
    Matter(
        PROOFS, "justificatif d’absence attendu", "justificatifs d’absence attendus",
        "staff.expected_certificates", "", "requests.decide",
    ),
    Matter(
        SILENT, "paiement en ligne sans nouvelles", "paiements en ligne sans nouvelles",
        "cards.without_news", "", "money.see", _silent_for,
    ),
    Matter(
        MESSAGES, "message de la banque à examiner", "messages de la banque à examiner",
        "cards.without_news", "", "money.see",
    ),
    Matter(
        REFUNDS, "remboursement demandé", "remboursements demandés", "staff.refunds", "",
        "money.see",
    ),
    Matter(
        WAITING, "enfant en liste d’attente d’ici sept jours",
        "enfants en liste d’attente d’ici sept jours", "staff.waiting_page", "",
        "requests.decide", _soon,
    ),
    Matter(OPEN_NIGHTS, "nuit en cours", "nuits en cours", "staff.nights", "", "nights.see"),
    Matter(
        FAILED_MAILS, "mail en échec", "mails en échec", "staff.nights", "#mails", "nights.see"
    ),
)  # fmt: skip


class Hand(NamedTuple):
    """A line of what needs a hand, and the address where it is given."""

    text: str
    endpoint: str
    anchor: str = ""
    query: Mapping[str, int | str] = {}


class LastNight(NamedTuple):
    """What the last night of a structure did: `told` is the line that `make night` prints."""

    id: int
    night: date
    told: str
    structure: int
    name: str
    refused: int


class Fill(NamedTuple):
    """Children expected on a day; `capacity` None: not limited by the activity itself;
    `share`: per cent of the seats."""

    taken: int
    capacity: int | None

    @property
    def share(self) -> int:
        return min(100, 100 * self.taken // max(self.capacity or 1, 1))


class Site(NamedTuple):
    """The next open days of a structure; a line has one `Fill` a day, None when closed. `there`:
    how many were ticked as come today."""

    id: int
    name: str
    there: int
    days: tuple[date, ...]
    lines: tuple[tuple[str, tuple[Fill | None, ...]], ...]
    sums: tuple[int, ...]


def hands(
    role_may: frozenset[str], now: int, today: date, nights: Sequence[LastNight]
) -> list[Hand]:
    """What needs a hand at `now` (UTC seconds), of what the permissions let one see: one query."""
    seen = [matter for matter in MATTERS if matter.permission in role_may]
    sql = " UNION ALL ".join(f"SELECT {n}, ({matter.sql})" for n, matter in enumerate(seen))
    asked = [value for matter in seen for value in matter.asks(now, today)]
    counts = dict(rows(sql, *asked)) if seen else {}
    found = [
        Hand(
            words.plural(counts[n], matter.one, matter.many),
            matter.endpoint,
            matter.anchor,
        )
        for n, matter in enumerate(seen)
        if counts[n]
    ]
    return found + ([*_refusals(nights, today)] if "requests.decide" in role_may else [])


def _refusals(nights: Iterable[LastNight], today: date) -> Iterator[Hand]:
    """What the last night of each structure has refused: parents call about it."""
    for night in nights:
        if night.refused and rules.is_last_night(night.night, today):
            refused = words.plural(night.refused, "demande refusée", "demandes refusées")
            query: dict[str, int | str] = {
                "structure": night.structure,
                "etat": "refused",
                "lot": night.id,
            }
            yield Hand(f"{refused} la nuit dernière, {night.name}", "staff.asked_page", "", query)


def last_nights() -> list[LastNight]:
    """The last night of each structure, by name."""
    return [
        LastNight(number, as_date(night), summary.line(name, counts), structure, name,
                  counts.get("refused", 0))
        for number, night, name, kept, structure in rows(LAST_NIGHTS)
        for counts in [json.loads(kept)]
    ]  # fmt: skip


def sites(today: date) -> list[Site]:
    """How many children each structure expects, from today on, and how many have come."""
    there = dict(rows(THERE, today.isoformat()))
    found = rows(FILL, today.isoformat(), (today + AHEAD).isoformat())
    by_site = [list(lines) for _, lines in groupby(found, key=itemgetter(0))]
    return [_site(lines, there.get(lines[0][0], 0)) for lines in by_site]


def _site(found: list[tuple[Any, ...]], there: int) -> Site:
    days = sorted({line[4] for line in found})[:SHOWN_DAYS]
    taken = {(line[2], line[4]): Fill(line[5], line[6]) for line in found}
    names = {line[2]: line[3] for line in found if line[4] in days}
    return Site(
        found[0][0],
        found[0][1],
        there,
        tuple(as_date(day) for day in days),
        tuple((name, tuple(taken.get((key, day)) for day in days)) for key, name in names.items()),
        tuple(sum(line[5] for line in found if line[4] == day) for day in days),
    )
