"""What an answer by hand would do: asked by the page before, and again by the act itself."""

from typing import NamedTuple

from webapp.database import marks, rows
from webapp.staff.operations import ending
from webapp.transmission.rules import by_hand
from webapp.transmission.rules.decisions import Request
from webapp.transmission.steps.night import unclaimed
from webapp.transmission.steps.requests import FACTS

TAKE = f"""
SELECT m.id, m.kind, m.family_id, a.waiting_list, m.reason_code, m.reason, m.facts,
  m.id, m.booking_id, b.child_id, b.open_day_id,
  b.supplement_id, b.state, {FACTS}
FROM movement m JOIN booking b ON b.id = m.booking_id JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
WHERE m.structure_id = ? AND m.state = 'pending' AND m.id IN ({{marks}})
ORDER BY m.id
"""  # noqa: S608 - words of ours
# A supplement stands and falls with the day that it goes with: one that is booked needs its day,
# one whose day is cancelled goes.
EXTRAS = """
SELECT x.id FROM movement m JOIN booking b ON b.id = m.booking_id AND b.supplement_id IS NULL
JOIN booking e ON e.open_day_id = b.open_day_id AND e.child_id = b.child_id
  AND e.supplement_id IS NOT NULL
JOIN movement x ON x.booking_id = e.id AND x.state = 'pending' AND x.kind = m.kind
WHERE m.structure_id = ? AND m.kind = ? AND m.id IN ({marks})
"""
DAYS = """
SELECT x.id FROM movement m JOIN booking b ON b.id = m.booking_id AND b.supplement_id IS NOT NULL
JOIN booking d ON d.open_day_id = b.open_day_id AND d.child_id = b.child_id
  AND d.supplement_id IS NULL
JOIN movement x ON x.booking_id = d.id AND x.state = 'pending' AND x.kind = m.kind
WHERE m.structure_id = ? AND m.kind = ? AND m.id IN ({marks})
"""
TOGETHER = {
    by_hand.ACCEPT: ((DAYS, "book"), (EXTRAS, "cancel")),
    by_hand.REFUSE: ((EXTRAS, "book"), (DAYS, "cancel")),
    by_hand.WAIT: ((EXTRAS, "book"),),
}
ANSWERED = "Retirée par la famille, ou décidée entre-temps."


class Answer(NamedTuple):
    """The same answer (`by_hand.ANSWERS`) to requests of a structure, by id."""

    structure: int
    movements: tuple[int, ...]
    answer: str
    reason: str


class Taken(NamedTuple):
    """A request, taken: whose, whether there is a waiting list for it, what it says already."""

    family: int
    listed: bool
    said: tuple[str, str, str]
    request: Request


class Weighed(NamedTuple):
    """What can be answered, supplements and days that go with it included; why not the others."""

    fit: dict[int, Taken]
    left: dict[int, str]


def weigh(asked: Answer, *, hold: bool = False) -> Weighed:
    """What the answer would do now; with `hold`, the requests are locked for it."""
    taken = _take(asked, sorted({*asked.movements, *_together(asked)}), hold=hold)
    days = {
        (each.request.child_id, each.request.open_day_id)
        for each in taken.values()
        if each.request.supplement_id is None
    }
    refuses = asked.answer == by_hand.REFUSE
    filled = ending.filled(asked.structure, list(taken)) if refuses and taken else set()
    whys = {n: _obstacle(asked, each, days, n in filled) for n, each in taken.items()}
    left = {number: ANSWERED for number in asked.movements if number not in taken}
    left |= {number: why for number, why in whys.items() if why}
    return Weighed({n: each for n, each in taken.items() if not whys[n]}, left)


def _together(asked: Answer) -> list[int]:
    of = asked.movements
    return [
        number
        for sql, kind in TOGETHER[asked.answer]
        for (number,) in rows(sql.format(marks=marks(of)), asked.structure, kind, *of)
    ]


def _take(asked: Answer, ids: list[int], *, hold: bool) -> dict[int, Taken]:
    sql = TAKE.format(marks=marks(ids))
    found = rows(unclaimed(sql, "b, m") if hold else sql, asked.structure, *ids)
    return {
        number: Taken(family, bool(listed), (code, reason, said), Request(kind, *facts))
        for number, kind, family, listed, code, reason, said, *facts in found
    }


def _obstacle(asked: Answer, taken: Taken, days: set[tuple[int, int]], filled: bool) -> str:
    """`days`: those asked for in the same act; `filled`: see `by_hand.obstacle`."""
    request = taken.request
    extra = request.supplement_id is not None
    # A supplement falls with its day, where only the day may wait.
    fallen = extra and (request.child_id, request.open_day_id) in days
    answer = by_hand.REFUSE if fallen and asked.answer == by_hand.WAIT else asked.answer
    return by_hand.obstacle(request, answer, listed=taken.listed and not extra, filled=filled)
