"""Taking back a request before the night."""

from webapp.booking.operations import fees, packages, recording, seats
from webapp.booking.operations.recording import SlotTakenError
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal, clash, excludes
from webapp.database import database, retried, row, rows, write_transaction

PENDING = """
SELECT b.open_day_id, COALESCE(b.supplement_id, 0), b.day, b.child_id, a.id, a.structure_id,
       a.name, a.short_name, CASE WHEN b.supplement_id IS NULL THEN a.slots ELSE '' END, a.terms,
       a.waiting_list, NULL, NULL, 0, NULL, NULL, NULL, NULL,
       b.id, b.state, b.cents, FALSE, m.kind, 0, NULL, NULL, NULL, '', '', NULL, FALSE, NULL
FROM movement m JOIN booking b ON b.id = m.booking_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE m.family_id = ? AND m.state = 'pending' AND (m.id = ? OR m.structure_id = ?)
ORDER BY CASE WHEN m.kind = 'cancel' THEN 1 ELSE 0 END, COALESCE(b.supplement_id, 0), m.id DESC
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
    meanwhile, or the reason why it cannot be: another booking has taken its place, or the
    activity of a supplement goes.
    """
    with write_transaction():
        found = row(PENDING, family, movement, 0)
        if found is None:
            if row(KNOWN, movement, family) is None:
                raise UnknownRequestError(movement)
            return 0
        option = Option(*found)
        done = _withdraw(option, family, now)
        if isinstance(done, Refusal):
            return done
        gone = [option, *_withdraw_extras(option, family, now)] if done else []
        _settle(gone, family, now)
        seats.release([o for o in gone if recording.frees(o)])
        return len(gone)


def _settle(gone: list[Option], family: int, now: int) -> None:
    """What is left of a package has another price; what nobody comes for is no longer owed."""
    counted = [o.booking for o in gone if packages.is_counted(o) and o.booking]
    if counted:
        packages.settle_bookings(counted, now)
    if gone:
        fees.settle_options(family, gone, now)


def _withdraw(option: Option, family: int, now: int) -> bool | Refusal:
    back = option.pending == "cancel"
    refusal = clash(option, recording.beside([option], family)) if back else None
    if refusal:
        return refusal
    try:
        with database.atomic():
            return recording.withdraw(option, family, now)
    except SlotTakenError as taken:
        return excludes(taken.other)


def _withdraw_extras(option: Option, family: int, now: int) -> list[Option]:
    if option.supplement or option.pending != "book":
        return []
    ids = [found[0] for found in rows(EXTRAS_OF, family, option.open_day, option.child)]
    extras = [Option(*(row(PENDING, family, i, 0) or ())) for i in ids]
    return [extra for extra in extras if recording.withdraw(extra, family, now)]


@retried
def withdraw_all(family: int, structure: int, now: int) -> int:
    """Withdraw all that the structure has not been transmitted; how many.

    Bookings first, then cancellations, activities before their supplements: each finds its place.
    A cancellation whose place is taken stands; the night will say so.
    """
    with write_transaction():
        pending = [Option(*found) for found in rows(PENDING, family, 0, structure)]
        gone = [option for option in pending if _withdraw(option, family, now) is True]
        _settle(gone, family, now)
        seats.release([option for option in gone if recording.frees(option)])
        return len(gone)
