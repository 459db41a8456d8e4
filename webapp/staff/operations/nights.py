"""What staff ask of the night and its mails, with who asked."""

from collections.abc import Sequence

from webapp.audit.operations import Author, Thing, record
from webapp.database import write_transaction
from webapp.mail import operations as outbox


def note_run(structure: int, name: str, by: Author, now: int) -> None:
    """Log that a night is run by hand; the job follows."""
    with write_transaction():
        record(by, now, "night.run", Thing("structure", structure, name))


def retry_mails(mails: Sequence[int], by: Author, now: int) -> int:
    """Let failed mails be tried again; how many."""
    with write_transaction():
        done = outbox.retry(mails, now)
        if done:
            record(by, now, "mails.retried", after={"mails": done})
        return done
