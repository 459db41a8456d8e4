"""Correcting who an account belongs to: name, mail and phone."""

from webapp.accounts.operations import ending
from webapp.accounts.operations.letters import letter, new_link
from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, retried, row, write_transaction
from webapp.families.operations import index_account
from webapp.mail import operations as outbox
from webapp.staff.operations.accounts import ChangedError, Person

WHOSE = """
SELECT a.login, f.family_id FROM account a LEFT JOIN account_family f ON f.account_id = a.id
WHERE a.id = ? AND a.role = 'family' ORDER BY f.id
"""
CORRECT = """
UPDATE account SET title = ?, first_name = ?, last_name = ?, email = ?, phone = ?
WHERE id = ? AND role = 'family' AND title = ? AND first_name = ? AND last_name = ? AND email = ?
  AND phone = ?
"""
NAMES = ("civilité", "prénom", "nom", "mail", "téléphone")


@retried
def correct(
    account: int, was: Person, new: Person, by: Author, now: int, *, stolen: bool = False
) -> bool:
    """Give the account of a parent another name or mail; False if it is so already. The former
    address is told, and can undo it; links sent before let nobody in. `stolen`: that address is
    somebody else's, who is shut out and gets no way back. Raises ChangedError if the account is no
    more what the page showed (`was`)."""
    if was == new:
        return False
    with write_transaction():
        whose = row(WHOSE, account)
        if whose is None or not execute(CORRECT, *new, account, *was):
            raise ChangedError
        changed = [i for i in range(len(NAMES)) if was[i] != new[i]]
        before, after = ({NAMES[i]: person[i] for i in changed} for person in (was, new))
        if stolen and was.email != new.email:
            after["ancienne adresse"] = "détournée"
        thing = Thing("account", account, whose[0])
        audit.record(
            by, now, "account.corrected", thing, family=whose[1], before=before, after=after
        )
        index_account(account)
        if was.email != new.email:
            _new_address(account, was, now, stolen=stolen)
        return True


def _new_address(account: int, was: Person, now: int, *, stolen: bool) -> None:
    if stolen:
        ending.shut(account, now)
        ending.spend(account, ("not_me",), now)
        return
    ending.spend(account, (*ending.LETS_IN, *ending.GIVES_WAY), now)
    ending.drop(account, ("mail",), now)
    if was.email:
        path = f"/retrouver/pas-moi/{new_link('not_me', account, now, address=was.email)}"
        told = letter("mail_changed", account, was.email, was[:3], now, {"path": path})
        outbox.queue([told], now)
