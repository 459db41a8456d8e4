"""Writing to families: one transaction queues all the mails of a message, or none."""

from collections.abc import Iterable
from typing import NamedTuple

from webapp.accounts.operations.mail_choice import stop_path
from webapp.audit.operations import Author, Thing, record
from webapp.database import retried, row, rows, write_transaction
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.staff import messages
from webapp.staff.messages import Audience, Reader
from webapp.staff.rules import BEFORE_MAILS

KNOWN = "SELECT id FROM message WHERE key = ?"
NEW = """
INSERT INTO message (structure_id, key, subject, body, audience, news, families, letters, author,
  made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id
"""
RECALL = """
UPDATE message SET recalled_at = ? WHERE id = ? AND structure_id = ? AND recalled_at IS NULL
RETURNING subject
"""
SENDER = "SELECT name, email FROM structure WHERE id = ?"


class Text(NamedTuple):
    """What is written, in Markdown, and to whom in words. `news`: families may do without it."""

    key: str
    subject: str
    body: str
    told: str
    news: bool


class ChangedError(Exception):
    """It would reach more or fewer addresses than was shown."""


class LeftError(Exception):
    """A mail has left: the message cannot be taken back."""


@retried
def send(audience: Audience, text: Text, expected: int, by: Author, now: int) -> int:
    """Queue the mails, to leave in a quarter of an hour; the message. The same key twice sends
    once. Raises ChangedError if there are not `expected` addresses."""
    with write_transaction():
        known = row(KNOWN, text.key)
        if known:
            return int(known[0])
        reach = messages.reach(audience, news=text.news)
        if len(reach.readers) != expected or not expected:
            raise ChangedError(len(reach.readers))
        new = rows(
            NEW, audience.structure, text.key, text.subject, text.body, text.told, text.news,
            reach.families, expected, by.name[:160], now,
        )  # fmt: skip
        if not new:  # another post of the same form has just ended
            return int(rows(KNOWN, text.key)[0][0])
        number = int(new[0][0])
        letters = _letters(number, audience.structure, text, reach.readers)
        outbox.queue(letters, now, leave_at=now + BEFORE_MAILS)
        after = {"objet": text.subject, "à": text.told, "mails": expected}
        record(by, now, "message.sent", Thing("message", number, text.subject), after=after)
        return number


@retried
def recall(structure: int, number: int, by: Author, now: int) -> None:
    """Nothing leaves. Raises LookupError if there is no such message to recall, LeftError."""
    with write_transaction():
        found = row(RECALL, now, number, structure)
        if found is None:
            raise LookupError(number)
        if not outbox.recall(f"message:{number}:"):
            raise LeftError
        record(by, now, "message.recalled", Thing("message", number, found[0]))


def _letters(
    number: int, structure: int, text: Text, readers: Iterable[Reader]
) -> Iterable[Letter]:
    [(sender, reply_to)] = rows(SENDER, structure)
    for reader in readers:
        yield Letter(
            dedup_key=f"message:{number}:{reader.family}:{reader.account}",
            structure_id=structure,
            family_id=reader.family,
            to_address=reader.address,
            to_name=reader.name,
            template="message",
            context={
                "sender": sender,
                "reply_to": reply_to,
                "name": reader.name,
                "subject": text.subject,
                "body": text.body,
                "stop": stop_path(reader.account, "mail_news") if text.news else "",
            },
        )
