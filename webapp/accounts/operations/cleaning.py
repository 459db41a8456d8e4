"""What accounts leave behind and nobody needs any more: erased once a day."""

from webapp.accounts.rules import CORRECTIONS_KEPT, DAY, KEPT, MAILS_KEPT, UNCONFIRMED
from webapp.database import execute, row, write_transaction

# Each takes the instant before which what has ended is erased.
OLD = {
    "session": (
        "FROM login_session WHERE expires_at < ? OR (ended_at IS NOT NULL AND ended_at < ?)"
    ),
    "attempt": "FROM attempt WHERE last_at < ? AND until < ?",
    "link": "FROM access_link WHERE expires_at < ? OR (used_at IS NOT NULL AND used_at < ?)",
    "asked": "FROM link_request WHERE done_at IS NOT NULL AND done_at < ? AND requested_at < ?",
    "change": "FROM profile_change WHERE state <> 'pending' AND ended_at < ? AND requested_at < ?",
    "correction": (
        "FROM correction_request WHERE state <> 'asked' AND decided_at < ? AND requested_at < ?"
    ),
    "validation": "FROM validation WHERE validated_at < ? AND validated_at < ?",
    "cart": (
        "FROM cart WHERE updated_at < ? AND updated_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM validation v WHERE v.cart_id = cart.id)"
    ),
    "mail": (
        "FROM outbox_mail WHERE state IN ('sent', 'recalled', 'failed')"
        " AND next_attempt_at < ? AND created_at < ?"
    ),
}
AGES = {
    **KEPT,
    "asked": KEPT["link"],
    "validation": KEPT["cart"],
    "correction": CORRECTIONS_KEPT,
    "mail": MAILS_KEPT,
}
# A new address that never answered, an agreement that never came.
LAPSED = """
FROM profile_change WHERE state = 'pending' AND requested_at < ?
AND (confirmed_at IS NULL OR approved_at IS NULL)
"""
LAPSE = """
UPDATE profile_change SET state = 'withdrawn', secret_hash = '', ended_at = ?
WHERE state = 'pending' AND requested_at < ? AND (confirmed_at IS NULL OR approved_at IS NULL)
"""


def due(now: int) -> bool:
    """True if something is a day older than it is kept: cleaned once, nothing is for a day."""
    asked = [(sql, now - AGES[kind] - DAY) for kind, sql in OLD.items()]
    if any(row(f"SELECT 1 {sql} LIMIT 1", before, before) for sql, before in asked):
        return True
    return row(f"SELECT 1 {LAPSED} LIMIT 1", now - UNCONFIRMED - DAY) is not None


def clean(now: int) -> int:
    """Erase what has been kept long enough, let lapse what was never confirmed; how many rows."""
    with write_transaction():
        count = execute(LAPSE, now, now - UNCONFIRMED)
        for kind, sql in OLD.items():
            before = now - AGES[kind]
            count += execute(f"DELETE {sql}", before, before)
        return count
