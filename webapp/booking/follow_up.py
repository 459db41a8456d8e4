"""« Suivi »: every request of the family, with its state."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from webapp.booking.pages import FollowUp, Request
from webapp.database import row, rows

PAGE = 40

_FROM = """
FROM movement m JOIN booking b ON b.id = m.booking_id JOIN child d ON d.id = m.child_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.family_id = ? AND m.structure_id = ? AND (? = 0 OR m.child_id = ?)
  AND (? = 0 OR m.account_id = ?) AND m.day >= ? AND m.day <= ?
"""
MOVEMENTS = f"""
SELECT m.id, m.day, d.first_name, COALESCE(x.name, a.name), m.kind, m.state, m.requested_at,
       m.author, m.reason, b.state,
       CASE WHEN b.state = 'waiting' THEN
         (SELECT COUNT(*) + 1 FROM booking w WHERE w.open_day_id = b.open_day_id
             AND w.state = 'waiting'
             AND (w.priority, w.waiting_since, w.id) < (b.priority, b.waiting_since, b.id)) END
{_FROM}"""
COUNTS = (
    f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN m.state = 'pending' THEN 1 ELSE 0 END), 0) {_FROM}"
)
PEOPLE = """
SELECT m.account_id, MAX(m.author) FROM movement m
WHERE m.family_id = ? AND m.structure_id = ? AND m.account_id > 0 AND m.author <> ''
GROUP BY m.account_id ORDER BY 2
"""
ORDER = " ORDER BY m.id DESC LIMIT ? OFFSET ?"

# What the filter offers, and the condition behind it.
STATES = {
    "non-transmis": ("Non transmis", "m.state = 'pending'"),
    "acceptee": ("Acceptée", "m.state = 'accepted' AND m.kind IN ('book', 'promote', 'reopen')"),
    "annulee": ("Annulée", "m.state = 'accepted' AND m.kind IN ('cancel', 'leave', 'closure')"),
    "attente": ("En liste d’attente", "m.state = 'waiting' AND b.state = 'waiting'"),
    "refusee": ("Refusée", "m.state = 'refused'"),
    "retiree": ("Retirée", "m.state = 'withdrawn'"),
}
PERIODS = {"a-venir": "Jours à venir", "passes": "Jours passés"}
PENDING_LOOKS = {"book": "mine cart", "wait": "full cart"}
ENDED = {
    "refused": ("Refusée", "ko", "cross"),
    "withdrawn": ("Retirée", "off", "minus"),
    "closed": ("Sans suite, jour fermé", "off", "minus"),
}
ASKED = {
    "book": "Réservation",
    "wait": "Liste d’attente",
    "cancel": "Annulation",
    "leave": "Départ de la liste d’attente",
    "promote": "Place de la liste d’attente",
    "closure": "Fermeture exceptionnelle",
    "reopen": "Fermeture levée",
}


class Filters(NamedTuple):
    """`child` 0, `person` 0 (an account), `period` '' and `state` '' filter nothing; `page` counts
    from 1."""

    child: int
    person: int
    period: str
    state: str
    page: int


def people(family: int, structure: int) -> dict[int, str]:
    """Who has asked something for the family: names by account."""
    return dict(rows(PEOPLE, family, structure))


def follow_up(family: int, structure: int, filters: Filters, today: date) -> FollowUp:
    """A page of requests, the latest first. Two queries, whatever the number of requests."""
    yesterday = (today - timedelta(1)).isoformat()
    bounds = {"a-venir": (today.isoformat(), "9"), "passes": ("0", yesterday)}
    first, last = bounds.get(filters.period, ("0", "9"))
    given: list[Any] = [
        family, structure, filters.child, filters.child, filters.person, filters.person, first,
        last,
    ]  # fmt: skip
    condition = f" AND {STATES[filters.state][1]}" if filters.state else ""
    total, pending = row(COUNTS + condition, *given) or (0, 0)
    pages = max(1, -(-total // PAGE))
    page = min(filters.page, pages)
    found = rows(MOVEMENTS + condition + ORDER, *given, PAGE, (page - 1) * PAGE)
    return FollowUp(tuple(_request(_Row(*r)) for r in found), page, pages, total, pending)


class _Row(NamedTuple):
    id: int
    day: str
    child: str
    name: str
    kind: str
    state: str
    requested_at: int
    author: str
    reason: str
    booking_state: str
    rank: int | None


def _request(found: _Row) -> Request:
    word, look, icon = _state(found.kind, found.state, found.booking_state, found.rank)
    held = found.state == "pending" and found.kind == "book"
    return Request(
        id=found.id,
        day=date.fromisoformat(found.day),
        child=found.child,
        name=found.name,
        asked=ASKED[found.kind],
        requested_at=found.requested_at,
        author=found.author,
        state=word,
        look=look,
        icon=icon,
        detail="Votre place est gardée. Décision cette nuit." if held else found.reason,
        can_withdraw=found.state == "pending",
    )


def _state(kind: str, state: str, booking_state: str, rank: int | None) -> tuple[str, str, str]:
    frees = kind in ("cancel", "leave", "closure")
    if state == "pending":
        return "Non transmis", "open cart" if frees else PENDING_LOOKS[kind], "send"
    if state == "accepted":
        return ("Annulée", "open", "minus") if frees else ("Acceptée", "mine", "check")
    if state == "waiting":
        return _queue(booking_state, rank)
    return ENDED[state]


def _queue(booking_state: str, rank: int | None) -> tuple[str, str, str]:
    if booking_state == "waiting":
        return f"En liste d’attente (rang\u00a0{rank})", "wait", "clock"
    if booking_state in ("booked", "cancelled"):
        return "Place attribuée", "mine", "check"
    return "Liste d’attente quittée", "off", "minus"
