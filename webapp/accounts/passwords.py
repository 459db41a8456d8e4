"""Passwords: Argon2id, 19 MiB, two passes (OWASP's second choice; 23 ms on a small server)."""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.accounts.rules import plain_answer

CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody takes for one another."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DECOY = _hasher.hash("nobody has this password")


# Each hash takes 19 MiB and 23 ms of a processor: those of one process wait for one another.
_turns = BoundedSemaphore(2)
PATIENCE = 3
"""Seconds after which whoever waits for a turn is told to come back: the pages of others go on."""


class BusyError(Exception):
    """Too many passwords are asked for at once."""


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise BusyError
    try:
        yield
    finally:
        _turns.release()


def hashed(password: str) -> str:
    """The salted hash to store."""
    with _turn():
        return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """True if `password` is the one behind `stored`.

    An empty `stored` costs as much as a wrong password: the time does not tell who exists.
    """
    try:
        with _turn():
            return _hasher.verify(stored or _DECOY, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """True if the parameters have changed since it was hashed."""
    return _hasher.check_needs_rehash(stored)


_pepper = {"key": ""}
"""Bound by `create_app`, as the database is: what the database alone does not hold."""


def season(key: str) -> None:
    """Bind the pepper of answers."""
    _pepper["key"] = key


def pepper() -> str:
    """The pepper bound."""
    return _pepper["key"]


def peppered(answer: str, pepper: str) -> str:
    """What is hashed of an answer: useless to whom has the database alone."""
    return hmac.new(pepper.encode(), plain_answer(answer).encode(), sha256).hexdigest()


def readable() -> str:
    """A new password that can be read aloud and copied: 12 letters and figures, 59 bits."""
    groups = ("".join(secrets.choice(CLEAR) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
