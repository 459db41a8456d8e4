"""Taking back a request before the night."""

from webapp.booking.operations import recording
from webapp.booking.operations.recording import SlotTakenError
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal, excludes
from webapp.database import database, retried, row, rows, write_transaction

PENDING = """
SELECT b.open_day_id, COALESCE(b.supplement_id, 0), b.day, b.child_id, a.id, a.structure_id,
       a.name, a.short_name, CASE WHEN b.supplement_id IS NULL THEN a.slots ELSE '' END, a.terms,
       a.waiting_list, NULL, NULL, 0, NULL, NULL, NULL, NULL,
       b.id, b.state, b.cents, FALSE, m.kind, 0, NULL, NULL, NULL, '', '', FALSE
FROM movement m JOIN booking b ON b.id = m.booking_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE m.family_id = ? AND m.state = 'pending' AND (? = 0 OR m.id = ?)
ORDER BY m.id DESC
"""
EXTRAS_OF = """
SELECT m.id FROM movement m JOIN booking b ON b.id = m.booking_id
WHERE m.family_id = ? AND m.state = 'pending' AND m.kind = 'book'
  AND b.supplement_id IS NOT NULL AND b.open_day_id = ? AND b.child_id = ?
"""

KNOWN = "SELECT 1 FROM movement WHERE id = ? AND family_id = ?"


class UnknownRequestError(LookupError):
    """The family has no such request."""


@retried
def withdraw(family: int, movement: int, now: int) -> int | Refusal:
    """Withdraw one request of the family that has not been transmitted; raises UnknownRequestError.

    How many were withdrawn (with an activity go its supplements), 0 if it has been transmitted
    meanwhile, or the reason why it cannot be: another booking has taken its place.
    """
    with write_transaction():
        found = row(PENDING, family, movement, movement)
        if found is None:
            if row(KNOWN, movement, family) is None:
                raise UnknownRequestError(movement)
            return 0
        option = Option._make(found)
        try:
            with database.atomic():
                count = int(recording.withdraw(option, family, now))
        except SlotTakenError as clash:
            return excludes(clash.other)
        return count + _withdraw_extras(option, family, now)


def _withdraw_extras(option: Option, family: int, now: int) -> int:
    if option.supplement or option.pending != "book":
        return 0
    ids = [found[0] for found in rows(EXTRAS_OF, family, option.open_day, option.child)]
    extras = [Option._make(row(PENDING, family, i, i) or ()) for i in ids]
    return sum(recording.withdraw(extra, family, now) for extra in extras)


@retried
def withdraw_all(family: int, now: int) -> int:
    """Withdraw all that has not been transmitted, latest first; how many."""
    with write_transaction():
        count = 0
        for found in rows(PENDING, family, 0, 0):
            try:
                with database.atomic():
                    count += recording.withdraw(Option._make(found), family, now)
            except SlotTakenError:
                continue  # its place is taken: the cancellation stands, the night will say so
        return count
