"""What leaves the town in files is logged."""

from webapp.audit.operations import Author, Thing, record
from webapp.database import write_transaction


def taken(what: str, by: Author, now: int) -> None:
    """Log that somebody takes a file, or everything, away."""
    with write_transaction():
        record(by, now, "export.taken", Thing("export", None, what))
