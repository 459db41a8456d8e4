"""What a parent says is wrong in the file, and what the staff answer."""

from typing import Any

from webapp.accounts.operations.letters import letter
from webapp.accounts.rules import CORRECTABLE, MOST_CORRECTIONS
from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, row, write_transaction
from webapp.mail import operations as outbox

# Twice the same, or too many at once: nothing is written.
ASK = """
INSERT INTO correction_request (account_id, field, body, state, answer, decided_by, requested_at)
SELECT a.id, ?, ?, 'asked', '', '', ? FROM account a WHERE a.id = ?
  AND NOT EXISTS (SELECT 1 FROM correction_request c
    WHERE c.account_id = a.id AND c.state = 'asked' AND c.field = ? AND c.body = ?)
  AND (SELECT COUNT(*) FROM correction_request c
    WHERE c.account_id = a.id AND c.state = 'asked') < ?
"""
WAITING = "SELECT COUNT(*) FROM correction_request WHERE account_id = ? AND state = 'asked'"
DECIDE = """
UPDATE correction_request SET state = ?, answer = ?, decided_by = ?, decided_at = ?
WHERE id = ? AND state = 'asked' RETURNING account_id, field, body
"""
OWNER = "SELECT email, title, first_name, last_name FROM account WHERE id = ?"


def ask(account: int, field: str, body: str, now: int) -> bool:
    """Ask the staff for a correction; asked twice it is kept once. False if too many wait."""
    with write_transaction():
        if execute(ASK, field, body, now, account, field, body, MOST_CORRECTIONS):
            return True
        found: Any = row(WAITING, account)
        return bool(found[0] < MOST_CORRECTIONS)


def decide(number: int, state: str, answer: str, by: Author, now: int) -> bool:
    """`done` or `refused`: the parent is told by mail. False if somebody has decided already."""
    with write_transaction():
        found = row(DECIDE, state, answer, by.name[:170], now, number)
        if found is None:
            return False
        account, field, body = found
        email, *name = row(OWNER, account) or ("",)
        if email:
            context = {
                "what": CORRECTABLE.get(field, field), "asked": body,
                "done": state == "done", "answer": answer,
            }  # fmt: skip
            outbox.queue([letter("correction", account, email, name, now, context)], now)
        on = Thing("correction_request", number, " ".join(name))
        told = {"demande": body, "réponse": answer}
        audit.record(by, now, f"correction.{state}", on, after=told)
        return True
