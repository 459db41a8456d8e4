"""Who has looked at a family's file, or at the portal as it does."""

from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import write_transaction


def seen(family: int, name: str, by: Author, now: int) -> None:
    """Log that somebody has read the sheet of a family."""
    with write_transaction():
        audit.record(by, now, "family.seen", Thing("family", family, name), family=family)


def looked_at(family: int, name: str, by: Author, now: int) -> None:
    """Log that somebody begins to see the portal as a family does."""
    with write_transaction():
        audit.record(by, now, "family.looked_at", Thing("family", family, name), family=family)
