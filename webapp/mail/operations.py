"""The outbox: mails are rows first; a row leaves for the mail server, or is tried again later.

`now` is in UTC seconds. Claiming a mail is a conditional UPDATE with a lease: whoever changed
the row sends it; if that process dies, the lease runs out and another takes the mail over.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.database import execute, execute_many, marks, row, rows, write_transaction

LEASE = 10 * 60
DELAYS = (60, 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60, 4 * 60 * 60, 4 * 60 * 60)
"""Seconds before the second attempt, the third…; after the last the mail has failed."""

QUEUE = """
INSERT INTO outbox_mail
    (dedup_key, structure_id, family_id, to_address, to_name, template, context, state, attempts,
     next_attempt_at, created_at, last_error)
VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, '')
ON CONFLICT (dedup_key) DO NOTHING
"""

# A `sending` mail whose lease has run out was left behind by a process that died.
NEXT = """
SELECT id FROM outbox_mail
WHERE state IN ('pending', 'sending') AND next_attempt_at <= ?
ORDER BY next_attempt_at, id LIMIT ?
"""
CLAIM = """
UPDATE outbox_mail SET state = 'sending', attempts = attempts + 1, next_attempt_at = ?
WHERE id = ? AND state IN ('pending', 'sending') AND next_attempt_at <= ?
RETURNING id, dedup_key, to_address, to_name, template, context, attempts, created_at
"""
# What it said goes with it: links in mails open accounts, and backups keep rows for years.
SENT = """
UPDATE outbox_mail SET state = 'sent', sent_at = ?, last_error = '', context = '{}' WHERE id = ?
"""
POSTPONE = """
UPDATE outbox_mail SET state = 'pending', next_attempt_at = ?, last_error = ? WHERE id = ?
"""
RECALL = """
UPDATE outbox_mail SET state = 'recalled'
WHERE dedup_key LIKE ? AND state = 'pending' AND attempts = 0
"""
LEFT = "SELECT 1 FROM outbox_mail WHERE dedup_key LIKE ? AND state <> 'recalled' LIMIT 1"
FAIL = "UPDATE outbox_mail SET state = 'failed', last_error = ? WHERE id = ?"
RETRY = """
UPDATE outbox_mail SET state = 'pending', attempts = 0, next_attempt_at = ?
WHERE state = 'failed' AND id IN ({marks})
"""
BLAME = """
UPDATE outbox_mail SET last_error = ?
WHERE state IN ('pending', 'sending') AND next_attempt_at <= ? AND last_error <> ?
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to queue. `template` is a folder of `templates/mail/`; `context` all that it says,
    with `sender` (the name it comes from) and `reply_to` (an address, or '')."""

    dedup_key: str
    to_address: str
    template: str
    context: dict[str, Any]
    to_name: str = ""
    structure_id: int | None = None
    family_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that we have to send now, and nobody else."""

    id: int
    dedup_key: str
    to_address: str
    to_name: str
    template: str
    context: dict[str, Any]
    attempts: int
    created_at: int


def queue(letters: Iterable[Letter], now: int, leave_at: int = 0) -> None:
    """Put letters in the outbox, within the caller's transaction; a key already there is kept
    as it is. They leave at once, or at `leave_at`: until then they can be recalled."""
    execute_many(
        QUEUE,
        [
            (
                letter.dedup_key, letter.structure_id, letter.family_id, letter.to_address,
                letter.to_name, letter.template,
                json.dumps(letter.context, ensure_ascii=False, separators=(",", ":")),
                leave_at or now, now,
            )
            for letter in letters
        ],
    )  # fmt: skip


def recall(batch: str) -> bool:
    """Keep the letters whose keys begin with `batch` from leaving, within the caller's
    transaction; False if one has left or is leaving: then the caller rolls back."""
    execute(RECALL, f"{batch}%")
    found = row(LEFT, f"{batch}%")
    return found is None


def any_due(now: int) -> bool:
    """True if a mail waits to be sent."""
    return bool(next_due(now, 1))


def next_due(now: int, limit: int) -> list[int]:
    """The mails that have waited longest."""
    return [mail_id for (mail_id,) in rows(NEXT, now, limit)]


def claim(mail_id: int, now: int) -> Claimed | None:
    """Take a mail for ourselves; None if another process was quicker."""
    with write_transaction():
        found = row(CLAIM, now + LEASE, mail_id, now)
    if found is None:
        return None
    mail_id, key, address, name, template, context, attempts, created_at = found
    return Claimed(mail_id, key, address, name, template, json.loads(context), attempts, created_at)


def sent(mail_id: int, now: int) -> None:
    """The mail server has taken it."""
    with write_transaction():
        execute(SENT, now, mail_id)


def postpone(mail: Claimed, error: str, now: int) -> None:
    """To be tried again, each time later; failed after the last attempt."""
    if mail.attempts > len(DELAYS):
        fail(mail, error)
        return
    with write_transaction():
        execute(POSTPONE, now + DELAYS[mail.attempts - 1], error, mail.id)


def fail(mail: Claimed, error: str) -> None:
    """Never to be tried again by itself."""
    with write_transaction():
        execute(FAIL, error, mail.id)


def retry(mail_ids: Sequence[int], now: int) -> int:
    """Let mails that have failed be tried again, from the start; how many."""
    if not mail_ids:
        return 0
    with write_transaction():
        return execute(RETRY.format(marks=marks(mail_ids)), now, *mail_ids)


def blame(error: str, now: int) -> None:
    """Say on the mails that wait why they do; that costs them no attempt."""
    with write_transaction():
        execute(BLAME, error, now, error)
