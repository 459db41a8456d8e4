"""The second factor of staff: a code of their phone (TOTP), or one of ten codes kept on paper.

Whoever has given a right password holds a link of the kind `second` (`AccessLink`): it lets one
give the code, once, within ten minutes, and nothing else. A step of the phone's clock counts once:
the last one used is kept, and only a later one moves it.
"""

from base64 import b32encode
from typing import NamedTuple

from webapp.accounts import passwords, sealing
from webapp.accounts.operations import ending, letters, recovery
from webapp.accounts.operations.sessions import digest
from webapp.accounts.rules import plain_answer
from webapp.audit import operations as audit
from webapp.audit.operations import Author, Thing
from webapp.database import execute, execute_many, row, write_transaction

STEP, DRIFT = 30, (0, -1, 1)
CODES = 10
FACTOR = "SELECT sealed, last_step, confirmed_at FROM second_factor WHERE account_id = ?"
NEW = """
INSERT INTO second_factor (account_id, sealed, last_step, confirmed_at) VALUES (?, ?, ?, ?)
ON CONFLICT (account_id) DO NOTHING
"""
USE_STEP = "UPDATE second_factor SET last_step = ? WHERE account_id = ? AND last_step < ?"
USE_CODE = """
UPDATE recovery_code SET used_at = ? WHERE account_id = ? AND code_hash = ? AND used_at IS NULL
"""
NEW_CODE = "INSERT INTO recovery_code (account_id, code_hash) VALUES (?, ?)"
LEFT = "SELECT COUNT(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL"
DROP_CODES = "DELETE FROM recovery_code WHERE account_id = ?"
DROP = "DELETE FROM second_factor WHERE account_id = ?"


class Factor(NamedTuple):
    """An account's factor: since when (UTC seconds), and how many codes on paper are left."""

    since: int
    codes: int


def of(account: int) -> Factor | None:
    """The factor of an account; None if it has none."""
    found = row(FACTOR, account)
    left = row(LEFT, account)
    return Factor(found[2], left[0]) if found and left else None


def begin(account: int, now: int) -> str:
    """The password was right: what its giver holds until the code is."""
    with write_transaction():
        return letters.new_link("second", account, now)


def holder(token: str, now: int) -> int | None:
    """The account that such a token still speaks of."""
    return recovery.opens("second", token, now) if token else None


def offered(token: str) -> str:
    """The secret proposed to the holder of a token, in base 32: always the same for the same, so
    that a page may be reloaded; of no other, so that nobody learns it beforehand."""
    return b32encode(sealing.marked("offer", token)[:20]).decode()


def enrol(token: str, typed: str, by: Author, now: int) -> list[str] | None:
    """The phone shows the right code: it is the second factor from now on. The ten codes to be
    kept on paper; None if the code is wrong, or if another was quicker."""
    secret = offered(token)
    step = _step(secret, typed, now)
    if step is None:
        return None
    with write_transaction():
        used = letters.use_link("second", token, now)
        if used is None or not execute(NEW, used.account, sealing.sealed(secret), step, now):
            return None
        account = used.account
        audit.record(by, now, "second.enrolled", Thing("account", account, by.name))
        return _new_codes(account)


def enter(token: str, typed: str, by: Author, now: int) -> int | None:
    """The account of a token, if the code is right and has not served yet; it is spent then."""
    account = holder(token, now)
    if account is None:
        return None
    with write_transaction():
        if not _spend(account, typed, by, now):
            return None
        used = letters.use_link("second", token, now)
        return used.account if used else None


def renew_codes(account: int, typed: str, by: Author, now: int) -> list[str] | None:
    """Ten other codes for paper, the earlier ones are void; None if the code given is wrong."""
    with write_transaction():
        if not _spend(account, typed, by, now):
            return None
        audit.record(by, now, "second.codes", Thing("account", account, by.name))
        return _new_codes(account)


def leave(account: int, typed: str, by: Author, now: int) -> bool:
    """The phone is given up by its owner, who gives a last code; False if it is wrong."""
    with write_transaction():
        if not _spend(account, typed, by, now):
            return False
        _drop(account)
        audit.record(by, now, "second.left", Thing("account", account, by.name))
        return True


def reset(account: int, login: str, by: Author, now: int) -> bool:
    """The phone is lost: somebody else lets its owner begin anew; all their log-ins end. False
    if there was no factor."""
    with write_transaction():
        if not _drop(account):
            return False
        ending.put_out(account, now)
        audit.record(by, now, "second.reset", Thing("account", account, login))
        return True


def _drop(account: int) -> int:
    execute(DROP_CODES, account)
    return execute(DROP, account)


def _spend(account: int, typed: str, by: Author, now: int) -> bool:
    """True for a code that was right and had not served; it has now."""
    found = row(FACTOR, account)
    if found is None:
        return False
    step = _step(sealing.opened(found[0]), typed, now)
    if step is not None:
        return bool(execute(USE_STEP, step, account, step))
    if not execute(USE_CODE, now, account, _hash(account, typed)):
        return False
    audit.record(by, now, "second.paper", Thing("account", account, by.name))
    return True


def _step(secret: str, typed: str, now: int) -> int | None:
    """The step of the clock whose code was typed, one before or after forgiven."""
    from pyotp import TOTP  # pages of families do without

    digits = "".join(typed.split())
    if not secret or len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    here = now // STEP
    steps = (here + drift for drift in DRIFT)
    return next((s for s in steps if TOTP(secret).verify(digits, for_time=s * STEP)), None)


def _new_codes(account: int) -> list[str]:
    codes = [passwords.readable() for _ in range(CODES)]
    execute(DROP_CODES, account)
    execute_many(NEW_CODE, [(account, _hash(account, code)) for code in codes])
    return codes


def _hash(account: int, code: str) -> str:
    return digest(sealing.marked("paper", f"{account}:{plain_answer(code)}").hex())
