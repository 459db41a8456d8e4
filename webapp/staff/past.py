"""The story of a booking, and what it was at any instant (N08): read from its movements, of which
none is ever deleted."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp.booking.follow_up import ASKED
from webapp.database import rows

STORY = """
SELECT m.requested_at, m.decided_at, m.kind, m.state, m.cents, m.author, m.reason,
       COALESCE(x.name, '')
FROM movement m JOIN booking b ON b.id = m.booking_id
JOIN open_day o ON o.id = b.open_day_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.family_id = ? AND m.day = ? AND m.child_id = ? AND o.activity_id = ?
ORDER BY m.id LIMIT 200
"""
NOTHING = "rien n’était demandé"
UNTOLD = {
    "book": "réservé, pas encore transmis",
    "wait": "en liste d’attente, pas encore transmis",
    "cancel": "réservé, annulation demandée",
    "leave": "en liste d’attente, départ demandé",
}
BECAME = {
    ("book", "accepted"): "réservé",
    ("book", "waiting"): "en liste d’attente",
    ("wait", "waiting"): "en liste d’attente",
    ("wait", "accepted"): "réservé",
    ("promote", "accepted"): "réservé, depuis la liste d’attente",
    ("cancel", "accepted"): "annulé",
    ("leave", "accepted"): "parti de la liste d’attente",
    ("closure", "accepted"): "annulé par une fermeture",
    ("reopen", "accepted"): "réservé, fermeture levée",
}
ENDS = {
    "accepted": "acceptée",
    "refused": "refusée",
    "waiting": "mise en attente",
    "withdrawn": "retirée",
    "closed": "sans suite",
    "pending": "non transmise",
}


class Step(NamedTuple):
    """A movement; instants in UTC seconds, `decided_at` None until it is."""

    requested_at: int
    decided_at: int | None
    kind: str
    state: str
    cents: int
    author: str
    reason: str
    supplement: str

    @property
    def asked(self) -> str:
        return ASKED.get(self.kind, self.kind)

    @property
    def end(self) -> str:
        return ENDS.get(self.state, self.state)


def story(family: int, child: int, activity: int, day: str) -> list[Step]:
    """All that was ever asked and decided for a child, an activity and an ISO day, in order."""
    return [Step(*found) for found in rows(STORY, family, day, child, activity)]


def was(steps: Sequence[Step], at: int) -> str:
    """What the day itself was at the instant `at` (UTC seconds), in French."""
    told = NOTHING
    for step in steps:
        if step.supplement or step.requested_at > at:
            continue
        decided = step.decided_at is not None and step.decided_at <= at
        if not decided:
            told = UNTOLD.get(step.kind, told)
        elif step.state in ("refused", "closed"):
            told = f"{step.asked.lower()} {step.end}"
        elif step.state != "withdrawn":
            told = BECAME.get((step.kind, step.state), told)
    return told
