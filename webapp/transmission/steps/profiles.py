"""First step: what families have changed in their profiles takes effect (S10)."""

from webapp.accounts.operations.applying import Ripe, apply
from webapp.database import rows
from webapp.transmission.steps.night import Night, Progress, unclaimed

CHANGES = 200

# Where several structures are open to the family, the first night does it. What was asked for after
# this night began is the next one's.
NEXT = """
SELECT c.id, c.account_id, c.kind, c.value, c.secret_hash, c.session_id FROM profile_change c
WHERE c.state = 'pending' AND c.confirmed_at IS NOT NULL AND c.approved_at IS NOT NULL
  AND c.requested_at <= (SELECT t.started_at FROM transmission t WHERE t.id = ?)
  AND c.id > ? AND EXISTS (
    SELECT 1 FROM account_family af JOIN membership k ON k.family_id = af.family_id
    WHERE af.account_id = c.account_id AND k.structure_id = ?)
ORDER BY c.id LIMIT ?
"""


def chunk(night: Night, cursor: str) -> Progress:
    """Make the next changes so; one that its owner withdraws at this very moment is left to him."""
    found = rows(unclaimed(NEXT, "c"), night.id, int(cursor or 0), night.structure_id, CHANGES)
    changes = [Ripe(*one) for one in found]
    apply(changes, night.seconds)
    last = str(changes[-1].id) if len(changes) == CHANGES else None
    return Progress(last, {"profiles": len(changes)})
