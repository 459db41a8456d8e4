"""Changing who has a child when. No booking is touched: see `webapp/booking/displaced.py`."""

from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, execute_many, write_transaction
from webapp.families.operations import index
from webapp.families.rules import Sharing
from webapp.staff import custody
from webapp.staff.custody import Child

HOLD = "UPDATE child SET code = code WHERE id = ?"
PUT = """
INSERT INTO custody (child_id, family_id, pattern, days) VALUES (?, ?, ?, ?)
ON CONFLICT (family_id, child_id) DO UPDATE SET pattern = excluded.pattern, days = excluded.days
"""
CLEAR = "DELETE FROM custody_exception WHERE child_id = ?"
ADD = """
INSERT INTO custody_exception (child_id, first_day, last_day, family_id, label)
VALUES (?, ?, ?, ?, ?)
"""


class StaleError(Exception):
    """Somebody else has changed the custody since the page was read: nothing was written."""


def change(child: Child, wanted: Sharing, version: str, by: Author, now: int) -> bool:
    """Keep `wanted`, if the custody is still the one of `version` (StaleError); False if it is
    so already. A household is never taken away: its bookings would be nobody's."""
    with write_transaction():
        execute(HOLD, child.id)
        kept, names = custody.sharing(child.id)
        if custody.version(kept) != version:
            raise StaleError
        if kept == wanted:
            return False
        execute_many(PUT, [(child.id, *home) for home in wanted.homes])
        index([home.family for home in wanted.homes])
        execute(CLEAR, child.id)
        swaps = [(child.id, s.first.isoformat(), s.last.isoformat(), *s[2:]) for s in wanted.swaps]
        execute_many(ADD, swaps)
        before = custody.told(kept, names)
        kept, names = custody.sharing(child.id)
        thing = Thing("child", child.id, child.name)
        for family in names:
            after = custody.told(kept, names)
            audit.record(
                by, now, "custody.changed", thing, family=family, before=before, after=after
            )
        return True
