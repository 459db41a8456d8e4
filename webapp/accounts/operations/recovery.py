"""Getting back in: by the secret question (S03) or by a link in a mail (S04).

Nothing here tells whether an account exists: an unknown name has a question too, always the same.
"""

import hmac
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from webapp.accounts import passwords
from webapp.accounts.operations import ending
from webapp.accounts.operations.authors import author_of
from webapp.accounts.operations.letters import letter, new_link, use_link
from webapp.accounts.operations.log_in import folded
from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import HOLD, PAUSE, QUESTIONS
from webapp.audit import operations as audit
from webapp.audit.operations import Thing
from webapp.database import execute, row, rows, write_transaction
from webapp.families.operations import index_account
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.permissions import FAMILY

# Families only; where a structure of the family has switched questions off, there are none.
ACCOUNT = """
SELECT a.id, a.question, a.answer_hash, a.email, a.title, a.first_name, a.last_name
FROM account a
WHERE a.login = ? AND a.active AND a.role = 'family' AND a.question <> ''
  AND NOT a.question_locked
  AND NOT EXISTS (SELECT 1 FROM account_family af JOIN membership k ON k.family_id = af.family_id
    JOIN structure s ON s.id = k.structure_id
    WHERE af.account_id = a.id AND NOT s.secret_question)
"""
BY_MAIL = """
SELECT id, login, email, title, first_name, last_name FROM account
WHERE LOWER(email) = ? AND active AND NOT EXISTS (
    SELECT 1 FROM access_link l WHERE l.account_id = account.id AND l.kind = 'recover'
      AND l.used_at IS NULL AND l.created_at > ?)
ORDER BY id
"""
OWNER = "SELECT email, title, first_name, last_name FROM account WHERE id = ?"
ASK = "INSERT INTO link_request (address, requested_at) VALUES (?, ?)"
ASKED = "SELECT 1 FROM link_request WHERE done_at IS NULL LIMIT 1"
DONE = "UPDATE link_request SET done_at = ? WHERE done_at IS NULL RETURNING address"
OPEN_LINK = """
SELECT l.account_id FROM access_link l JOIN account a ON a.id = l.account_id
WHERE l.kind = ? AND l.token_hash = ? AND l.used_at IS NULL AND l.expires_at > ? AND a.active
"""
REPLACE = """
UPDATE account SET password_hash = ?, must_change = ?, hold_until = ? WHERE id = ? AND active
"""
AGREE = "UPDATE account SET hold_until = NULL WHERE id = ?"
# Whatever addresses have come since.
BACK = "UPDATE account SET email = ? WHERE id = ?"


class Recovered(NamedTuple):
    """The account, and its new password, to be shown once."""

    account: int
    password: str


def question_for(login: str, pepper: str) -> str:
    """The question of an account; for any other name always the same one of our own."""
    found = row(ACCOUNT, folded(login))
    mark = hmac.new(pepper.encode(), folded(login).encode(), "sha256").digest()
    decoy = QUESTIONS[mark[0] % len(QUESTIONS)]
    return str(found[1]) if found else decoy


def by_question(login: str, answer: str, pepper: str, now: int) -> Recovered | None:
    """A new password if the answer is right: all log-ins end, the owner is told by mail, and for
    48 hours changes of the profile need the mail. None for a wrong answer, as for no account.

    To be asked only if `throttle.admit` lets one try.
    """
    found = row(ACCOUNT, folded(login))
    right = passwords.matches(found[2] if found else "", passwords.peppered(answer, pepper))
    if found is None or not right:
        return None
    password = passwords.readable()
    hashed = passwords.hashed(password)
    account, _, _, email, *name = found
    with write_transaction():
        _replace(account, hashed, now, hold=now + HOLD, must_change=False)
        if email:
            _warn(account, email, name, now, how="question")
    return Recovered(account, password)


def _warn(account: int, email: str, name: Sequence[str], now: int, *, how: str) -> None:
    path = f"/retrouver/pas-moi/{new_link('not_me', account, now, address=email)}"
    asks = how == "question"  # a link by mail has asked the mail already
    mine = f"/retrouver/cest-moi/{new_link('mine', account, now)}" if asks else ""
    context = {"path": path, "mine": mine, "how": how}
    outbox.queue([letter("recovered", account, email, name, now, context)], now)


def ask_link(address: str, now: int) -> None:
    """Note that somebody asks for a link: the same work whoever asks."""
    with write_transaction():
        execute(ASK, address.strip().lower(), now)


def links_asked() -> bool:
    """True if links wait to be sent."""
    return row(ASKED) is not None


def send_links(now: int) -> int:
    """Mail a link to each account that has an address asked for, unless it has been sent one in
    the last quarter of an hour, which still holds; how many."""
    with write_transaction():
        asked = {address for (address,) in rows(DONE, now)}
        found = [
            account for address in sorted(asked) for account in rows(BY_MAIL, address, now - PAUSE)
        ]
        outbox.queue(_link_letters(found, now), now)
        return len(found)


def _link_letters(found: Iterable[tuple[Any, ...]], now: int) -> Iterable[Letter]:
    for account, login, email, *name in found:
        path = f"/retrouver/lien/{new_link('recover', account, now)}"
        context = {"path": path, "login": login}
        yield letter("recover", account, email, name, now, context)


def opens(kind: str, token: str, now: int) -> int | None:
    """The account that a link still lets in; None if it is old, used or nobody's."""
    found = row(OPEN_LINK, kind, digest(token), now)
    return int(found[0]) if found else None


def by_link(token: str, password: str, address: str, now: int) -> int | None:
    """Set the password of the link's account, once; its id, or None if the link does not hold. The
    mail on file has spoken: what a recovery by question holds back is free. That of staff is in
    the audit log, done from `address`, and told by mail."""
    hashed = passwords.hashed(password)
    with write_transaction():
        used = use_link("recover", token, now)
        if used is None:
            return None
        _replace(used.account, hashed, now, hold=None, must_change=False)
        by = author_of(used.account, address)
        if by.role != FAMILY:
            audit.record(by, now, "staff.password", Thing("account", used.account, by.name))
            email, *name = row(OWNER, used.account) or ("",)
            _warn(used.account, email, name, now, how="link")
        return used.account


def agree(token: str, now: int) -> bool:
    """« C’est bien moi »: the mail on file agrees to a recovery by question, which holds nothing
    back any more; False if the link does not hold."""
    with write_transaction():
        used = use_link("mine", token, now)
        if used is None:
            return False
        execute(AGREE, used.account)
        return True


def not_me(token: str, now: int) -> bool:
    """Undo a recovery or a change of the profile: nobody is logged in any more, the password is
    void, the question does not answer, no change waits, no later link holds, and the address on
    file is the one that the link was sent to; False if the link does not hold."""
    with write_transaction():
        used = use_link("not_me", token, now)
        if used is None:
            return False
        ending.shut(used.account, now)
        ending.spend_later(used.id, used.account, now)
        if used.address:
            execute(BACK, used.address, used.account)
            index_account(used.account)
        return True


def _replace(account: int, hashed: str, now: int, *, hold: int | None, must_change: bool) -> None:
    execute(REPLACE, hashed, must_change, hold, account)
    ending.put_out(account, now)  # the night must not bring another password, nor an address
