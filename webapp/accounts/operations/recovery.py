"""Getting back in: by the secret question (S03) or by a link in a mail (S04).

Nothing here tells whether an account exists: an unknown name has a question too, always the same.
"""

import hmac
import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple

from webapp.accounts import passwords
from webapp.accounts.operations.log_in import folded
from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import HOLD, LINK_LASTS, QUESTIONS
from webapp.database import execute, row, rows, write_transaction
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter

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
WHERE LOWER(email) = ? AND active ORDER BY id
"""
ASK = "INSERT INTO link_request (address, requested_at) VALUES (?, ?)"
ASKED = "SELECT 1 FROM link_request WHERE done_at IS NULL LIMIT 1"
DONE = "UPDATE link_request SET done_at = ? WHERE done_at IS NULL RETURNING address"
SENDER = "SELECT name, email FROM structure ORDER BY position, id LIMIT 1"
NEW_LINK = """
INSERT INTO access_link (kind, token_hash, account_id, created_at, expires_at)
VALUES (?, ?, ?, ?, ?)
"""
OPEN_LINK = """
SELECT l.account_id FROM access_link l JOIN account a ON a.id = l.account_id
WHERE l.kind = ? AND l.token_hash = ? AND l.used_at IS NULL AND l.expires_at > ? AND a.active
"""
USE_LINK = """
UPDATE access_link SET used_at = ?
WHERE kind = ? AND token_hash = ? AND used_at IS NULL AND expires_at > ? RETURNING account_id
"""
USE_OTHERS = """
UPDATE access_link SET used_at = ? WHERE account_id = ? AND kind = 'recover' AND used_at IS NULL
"""
REPLACE = """
UPDATE account SET password_hash = ?, must_change = ?, hold_until = COALESCE(?, hold_until)
WHERE id = ? AND active
"""
LOCK = """
UPDATE account SET question_locked = TRUE, password_hash = '' WHERE id = ?
"""
END_ALL = "UPDATE login_session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL"


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
            path = f"/retrouver/pas-moi/{_link('not_me', account, now)}"
            outbox.queue([_letter("recovered", account, email, name, now, {"path": path})], now)
    return Recovered(account, password)


def ask_link(address: str, now: int) -> None:
    """Note that somebody asks for a link: the same work whoever asks."""
    with write_transaction():
        execute(ASK, address.strip().lower(), now)


def links_asked() -> bool:
    """True if links wait to be sent."""
    return row(ASKED) is not None


def send_links(now: int) -> int:
    """Mail a link to each account that has an address asked for; how many."""
    with write_transaction():
        asked = {address for (address,) in rows(DONE, now)}
        found = [account for address in sorted(asked) for account in rows(BY_MAIL, address)]
        outbox.queue(_link_letters(found, now), now)
        return len(found)


def _link_letters(found: Iterable[tuple[Any, ...]], now: int) -> Iterable[Letter]:
    for account, login, email, *name in found:
        path = f"/retrouver/lien/{_link('recover', account, now)}"
        context = {"path": path, "login": login}
        yield _letter("recover", account, email, name, now, context)


def opens(kind: str, token: str, now: int) -> int | None:
    """The account that a link still lets in; None if it is old, used or nobody's."""
    found = row(OPEN_LINK, kind, digest(token), now)
    return int(found[0]) if found else None


def by_link(token: str, password: str, now: int) -> int | None:
    """Set the password of the link's account, once; its id, or None if the link does not hold."""
    hashed = passwords.hashed(password)
    with write_transaction():
        used = row(USE_LINK, now, "recover", digest(token), now)
        if used is None:
            return None
        _replace(used[0], hashed, now, hold=None, must_change=False)
        return int(used[0])


def not_me(token: str, now: int) -> bool:
    """Undo a recovery: nobody is logged in any more, the password is void, the question does
    not answer; False if the link does not hold."""
    with write_transaction():
        used = row(USE_LINK, now, "not_me", digest(token), now)
        if used is None:
            return False
        execute(LOCK, used[0])
        execute(END_ALL, now, used[0])
        return True


def _replace(account: int, hashed: str, now: int, *, hold: int | None, must_change: bool) -> None:
    execute(REPLACE, hashed, must_change, hold, account)
    execute(END_ALL, now, account)
    execute(USE_OTHERS, now, account)


def _link(kind: str, account: int, now: int) -> str:
    token = secrets.token_urlsafe(24)
    execute(NEW_LINK, kind, digest(token), account, now, now + LINK_LASTS[kind])
    return token


def _letter(
    template: str, account: int, email: str, name: list[str], now: int, context: dict[str, str]
) -> Letter:
    sender = row(SENDER) or ("Portail famille", "")
    greeted = " ".join(part for part in name if part)
    return Letter(
        dedup_key=f"{template}:{account}:{now}:{secrets.token_hex(4)}",
        to_address=email,
        to_name=greeted,
        template=template,
        context={"sender": sender[0], "reply_to": sender[1], "name": greeted, **context},
    )
