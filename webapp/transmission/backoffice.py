"""The back office decides requests: ours by default, a town's own software behind this port."""

from collections.abc import Sequence
from typing import Protocol

from webapp.transmission.rules import decisions
from webapp.transmission.rules.decisions import Request, Verdict


class BackOffice(Protocol):
    """Who decides the requests of a night."""

    def decide(self, requests: Sequence[Request]) -> Sequence[Verdict]:
        """One verdict per request, in the same order.

        Called within the transaction that records the verdicts, and again with the same requests
        if that transaction is lost: it must answer the same and have no effect of its own.
        """


class BuiltIn:
    """Our own rules."""

    def decide(self, requests: Sequence[Request]) -> Sequence[Verdict]:
        return [decisions.decide(request) for request in requests]
