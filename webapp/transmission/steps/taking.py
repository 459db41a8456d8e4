"""Taking the pending movements of some kinds, one kind after the other, in the order they came."""

from typing import Any

from webapp.database import execute, execute_many, marks, rows
from webapp.transmission.steps.night import MOVEMENTS, Night, unclaimed

TAKE = """
SELECT m.id, m.booking_id, b.child_id, b.open_day_id, b.supplement_id, b.state, {more}
FROM movement m
JOIN booking b ON b.id = m.booking_id
JOIN open_day o ON o.id = b.open_day_id
WHERE m.structure_id = ? AND m.kind = ? AND m.state = 'pending' AND m.id > ? AND m.id <= ?
ORDER BY m.id LIMIT ?
"""

SETTLE = """
UPDATE movement SET state = ?, decided_at = ?, transmission_id = ?
WHERE state = 'pending' AND id IN ({marks})
"""

EXPLAIN = """
UPDATE movement SET state = ?, reason_code = ?, reason = ?, facts = ?, to_state = ?,
    decided_at = ?, transmission_id = ?
WHERE id = ? AND state = 'pending'
"""

END = "UPDATE booking SET state = ? WHERE state = ? AND id IN ({marks})"


def take(night: Night, kind: str, after: int, more: str = "0") -> list[tuple[Any, ...]]:
    """The next movements of a kind up to the cut-off, locked with their bookings; `more` are
    further columns. A chunk shorter than `MOVEMENTS` is the last of its kind."""
    sql = unclaimed(TAKE.format(more=more), "b, m")
    return rows(sql, night.structure_id, kind, after, night.cutoff, MOVEMENTS)


def position(cursor: str, kinds: tuple[str, ...]) -> tuple[str, int]:
    """The kind under way and the last movement taken, as kept in a cursor."""
    kind, _, last = cursor.partition(":")
    return (kind, int(last)) if kind else (kinds[0], 0)


def following(kind: str, taken: list[tuple[Any, ...]], kinds: tuple[str, ...]) -> str | None:
    """The cursor after a chunk; None when the last kind is over."""
    if len(taken) == MOVEMENTS:
        return f"{kind}:{taken[-1][0]}"
    rest = kinds[kinds.index(kind) + 1 :]
    return f"{rest[0]}:0" if rest else None


def settle(night: Night, state: str, movement_ids: list[int]) -> None:
    """Movements leave « Non transmis » for `state`, without a word."""
    if movement_ids:
        sql = SETTLE.format(marks=marks(movement_ids))
        execute(sql, state, night.seconds, night.id, *movement_ids)


def explain(night: Night, told: list[tuple[int, str, str, str, str, str]]) -> None:
    """Movements leave « Non transmis » with their reason: each is
    `(id, state, code, reason, facts, state of the booking)`."""
    execute_many(EXPLAIN, [(*t[1:], night.seconds, night.id, t[0]) for t in told])


def end_bookings(booking_ids: list[int], before: str, after: str) -> None:
    """Bookings pass from one state to another."""
    if booking_ids:
        execute(END.format(marks=marks(booking_ids)), after, before, *booking_ids)
