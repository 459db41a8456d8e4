"""Guessing is slowed down, never locked out: the wait grows with each failure and heals by itself.

Attempts are counted before they are judged, in one transaction per attempt: a hundred guesses at
once get no further than a hundred in a row.
"""

from collections.abc import Sequence

from webapp.accounts.rules import failures_left, wait_after
from webapp.database import execute, marks, retried, row, write_transaction

# The row is locked by being written, here with what it already holds.
LOOK = """
INSERT INTO attempt (key, failures, last_at, until) VALUES (?, 0, ?, 0)
ON CONFLICT (key) DO UPDATE SET until = attempt.until RETURNING failures, last_at, until
"""
WAIT = "SELECT MAX(until) FROM attempt WHERE key IN ({marks})"
COUNT = "UPDATE attempt SET failures = ?, last_at = ?, until = ? WHERE key = ?"
FORGET = "DELETE FROM attempt WHERE key IN ({marks})"
GIVE_BACK = """
UPDATE attempt SET failures = failures - 1, until = last_at WHERE key = ? AND failures > 0
"""


@retried
def admit(keys: Sequence[str], now: int) -> int:
    """Seconds to wait before trying; 0 lets one try, and counts it as a failure until
    `succeeded`. `keys`: see `rules.FREE`."""
    wait = _wait(keys, now)
    if wait:  # refused without a line of its own: nobody fills the table
        return wait
    with write_transaction():
        found = {key: row(LOOK, key, now) or (0, now, 0) for key in sorted(set(keys))}
        wait = max(0, *(until - now for _, _, until in found.values()))
        if wait:
            return int(wait)
        for key, (failures, last_at, _) in found.items():
            count = failures_left(failures, now - last_at) + 1
            execute(COUNT, count, now, now + wait_after(key, count), key)
        return 0


def _wait(keys: Sequence[str], now: int) -> int:
    found = row(WAIT.format(marks=marks(keys)), *keys)
    return max(0, int((found and found[0]) or 0) - now)


def succeeded(keys: Sequence[str]) -> None:
    """The attempt was right: the failures of the account are forgotten; the address gets back
    this one attempt only, lest one's own account buy guesses at those of others."""
    shared = [key for key in keys if key.startswith("adresse:")]
    own = [key for key in keys if key not in shared]
    with write_transaction():
        execute(FORGET.format(marks=marks(own)), *own)
        for key in shared:
            execute(GIVE_BACK, key)
