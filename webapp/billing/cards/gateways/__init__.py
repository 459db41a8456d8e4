"""The banks' languages, each spoken by a module of its own; eopayment does the translating.

Nothing here decides that a payment is paid: `rules/verdicts.py` does.
"""

import logging
from typing import NamedTuple, Protocol

from webapp.billing.cards.rules.verdicts import Proof

# At DEBUG, eopayment writes the secret key into the log.
logging.getLogger("eopayment").setLevel(logging.INFO)


class GatewayError(Exception):
    """The bank does not answer, or not as agreed; nothing has been decided."""


class UnreadableError(ValueError):
    """A message that the bank would not have written; the text says why, in French."""


class Departure(NamedTuple):
    """Where the family goes, and what its browser posts there; no `fields`: it just goes.

    `bank_ref`: by what the bank knows the request.
    """

    bank_ref: str
    url: str
    fields: dict[str, str]


class Asked(NamedTuple):
    """What is asked of a bank. `back`: where the family comes back; `notify`: where the bank
    writes to us; `created_at`: UTC seconds."""

    reference: str
    bank_ref: str
    cents: int
    email: str
    created_at: int
    back: str
    notify: str


class Gateway(Protocol):
    """`posts`: the family's browser takes the order to the bank, signed; otherwise we ask the
    bank first, which may fail. Only `start` (of those that do not post) and `look` ask it."""

    posts: bool
    page: str

    def start(self, asked: Asked) -> Departure:
        """The way to the bank. Raises GatewayError."""

    def named(self, raw: str) -> str:
        """The payment that a message speaks of: our reference, or the bank's. Raises
        UnreadableError."""

    def read(self, raw: str) -> Proof | None:
        """What a message proves; None if its messages only say that there is news. Raises
        UnreadableError."""

    def look(self, asked: Asked) -> Proof | None:
        """What the bank says when asked; None if it cannot be asked. Raises GatewayError."""
