"""« Profil », « Modifier »: a change is asked for, confirmed, withdrawn (S09, S10).

It waits for the night; a new address must answer first, and after a recovery by question the
address on file must agree to a new address or question.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.accounts import passwords
from webapp.accounts.effect import Effect, effect_for
from webapp.accounts.operations import applying, ending, sessions
from webapp.accounts.operations.applying import Ripe
from webapp.accounts.operations.letters import letter, new_link, use_link
from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import is_held
from webapp.database import execute, retried, row, write_transaction
from webapp.mail import operations as outbox

NAMES = {
    "mail": "l’adresse mail",
    "password": "le mot de passe",
    "question": "la question secrète et sa réponse",
}
GUARDED = ("mail", "question")
"""Within 48 hours of a recovery by question, the address on file must agree to these."""

PENDING = """
SELECT value, secret_hash FROM profile_change
WHERE account_id = ? AND kind = ? AND state = 'pending'
"""
OWNER = (
    "SELECT email, hold_until, title, first_name, last_name FROM account WHERE id = ? AND active"
)
NEW = """
INSERT INTO profile_change (account_id, kind, value, secret_hash, session_id, state,
    requested_at, confirmed_at, approved_at)
VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?)
RETURNING id, account_id, kind, value, secret_hash, session_id
"""
WITHDRAW = """
UPDATE profile_change SET state = 'withdrawn', secret_hash = '', ended_at = ?
WHERE id = ? AND account_id = ? AND state = 'pending'
"""
FOUND = """
SELECT c.id FROM access_link l JOIN profile_change c ON c.id = l.change_id
WHERE l.kind = ? AND l.token_hash = ? AND l.used_at IS NULL AND l.expires_at > ?
  AND c.state = 'pending'
"""
GIVEN = {
    "confirm": "UPDATE profile_change SET confirmed_at = ? WHERE id = ? AND state = 'pending'",
    "approve": "UPDATE profile_change SET approved_at = ? WHERE id = ? AND state = 'pending'",
}
RIPE = """
SELECT id, account_id, kind, value, secret_hash, session_id FROM profile_change
WHERE id = ? AND state = 'pending' AND confirmed_at IS NOT NULL AND approved_at IS NOT NULL
"""


class Wanted(NamedTuple):
    """A new address, or a new question; `secret` is a password, or an answer as it is hashed."""

    value: str
    secret: str


class Asked(NamedTuple):
    """What was asked for, by kind; what must be confirmed first; when it takes effect."""

    kinds: tuple[str, ...]
    confirm: bool
    approve: bool
    effect: Effect


@retried
def ask(account: int, wanted: Mapping[str, Wanted], token: str, now: int) -> Asked:
    """Ask for changes, by kind; each replaces what was asked for before. The owner is told by mail,
    and a new address too. What is asked for already is left as it is: no second mail.

    Nothing is asked by a log-in that was ended meanwhile. After a recovery by question, nothing
    comes of `mail` and `question` without an address on file.
    """
    new = {kind: _hashed(one) for kind, one in wanted.items() if not _is_asked(account, kind, one)}
    effect = effect_for(account, now)
    with write_transaction():
        session = sessions.still(account, token)  # what is asked at once comes one by one
        found = row(OWNER, account)
        if found is None or session is None:
            return Asked((), False, False, effect)
        email, hold_until, *name = found
        hold = is_held(hold_until, now)
        kept = {k: one for k, one in new.items() if email or not hold or k not in GUARDED}
        if not kept:
            return Asked((), False, False, effect)
        ending.drop(account, tuple(kept), now)
        changes = {
            kind: _noted(account, kind, one, session, now, hold=hold and kind in GUARDED)
            for kind, one in kept.items()
        }
        approve = hold and any(kind in GUARDED for kind in kept)
        asked = Asked(tuple(kept), "mail" in kept, approve, effect)
        _tell(asked, changes, email, name, now)
        if effect.at_once:
            _apply([change.id for change in changes.values()], now)
    return asked


def _noted(
    account: int, kind: str, new: tuple[str, str], session: int, now: int, *, hold: bool
) -> Ripe:
    confirmed, approved = None if kind == "mail" else now, None if hold else now
    noted: Any = row(NEW, account, kind, *new, session, now, confirmed, approved)
    return Ripe(*noted)


def withdraw(account: int, change: int, now: int) -> bool:
    """« Retirer »; False if the account has no such change that waits."""
    with write_transaction():
        return bool(execute(WITHDRAW, now, change, account))


def opens(kind: str, token: str, now: int) -> bool:
    """True if a link `confirm` or `approve` still means a change that waits."""
    return row(FOUND, kind, digest(token), now) is not None


def accept(kind: str, token: str, now: int) -> Effect | None:
    """The address reads its mail: the change needs that no more; when it takes effect, None if the
    link does not hold."""
    with write_transaction():
        used = use_link(kind, token, now)
        if used is None or used.change is None or not execute(GIVEN[kind], now, used.change):
            return None
        effect = effect_for(used.account, now)
        if effect.at_once:
            _apply([used.change], now)
        return effect


def _is_asked(account: int, kind: str, wanted: Wanted) -> bool:
    found = row(PENDING, account, kind)
    if found is None or found[0] != wanted.value:
        return False
    return not wanted.secret or passwords.matches(found[1], wanted.secret)


def _hashed(wanted: Wanted) -> tuple[str, str]:
    return wanted.value, passwords.hashed(wanted.secret) if wanted.secret else ""


def _apply(changes: list[int], now: int) -> None:
    ripe = [Ripe(*found) for change in changes for found in [row(RIPE, change)] if found]
    applying.apply(ripe, now)


def _tell(asked: Asked, changes: dict[str, Ripe], email: str, name: list[str], now: int) -> None:
    """To the address on file: what is asked, how to agree, how to object. To a new one: a link."""
    letters = []
    told = {"effect": asked.effect.words, "at_once": asked.effect.at_once}
    one = changes.get("mail") or next(iter(changes.values()))
    if email:
        refuse = new_link("not_me", one.account, now, change=one.id, address=email)
        approvals = {
            kind: f"/profil/accord/{new_link('approve', change.account, now, change=change.id)}"
            for kind, change in changes.items()
            if asked.approve and kind in GUARDED
        }
        context = {
            **told,
            "changes": [NAMES[kind] for kind in changes],
            "approvals": [{"what": NAMES[k], "path": path} for k, path in approvals.items()],
            "path": f"/retrouver/pas-moi/{refuse}",
        }
        letters.append(letter("profile_asked", one.account, email, name, now, context))
    if asked.confirm:
        path = f"/profil/confirmer/{new_link('confirm', one.account, now, change=one.id)}"
        context = {**told, "path": path}
        letters.append(letter("confirm_mail", one.account, one.value, name, now, context))
    outbox.queue(letters, now)
