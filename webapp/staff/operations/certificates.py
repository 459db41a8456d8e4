"""Certificates of absence that the town has received."""

from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, row, write_transaction

ACCEPT = """
UPDATE absence SET justified_at = ?
WHERE id = ? AND justified_at IS NULL AND withdrawn_at IS NULL AND settled_at IS NULL
  AND booking_id IN (SELECT id FROM booking WHERE structure_id = ?)
"""
WHOSE = """
SELECT x.family_id, b.day FROM absence x JOIN booking b ON b.id = x.booking_id
WHERE x.id = ? AND b.structure_id = ?
"""


def accept(structure: int, absence: int, by: Author, now: int) -> bool:
    """A certificate is here; False if it was already, or comes after the decision. LookupError if
    the structure has no such absence."""
    with write_transaction():
        whose = row(WHOSE, absence, structure)
        if whose is None:
            raise LookupError(absence)
        done = bool(execute(ACCEPT, now, absence, structure))
        if done:
            thing = Thing("absence", absence, f"Absence du {whose[1]}")
            audit.record(by, now, "absence.justified", thing, family=whose[0])
        return done
