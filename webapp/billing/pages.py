"""What the templates of money receive. Amounts are cents."""

from dataclasses import dataclass
from datetime import date

from webapp.billing.refunds.queries import Request
from webapp.billing.refunds.rules import refundable


@dataclass(frozen=True, slots=True)
class WalletLine:
    """A wallet: what is in it (< 0: owed) and what its bookings will take."""

    id: int
    name: str
    balance: int
    cost: int

    @property
    def after(self) -> int:
        return self.balance - self.cost

    @property
    def due(self) -> int:
        """What brings it back to nothing, bookings included; 0 if it is in credit."""
        return max(0, -self.after)


@dataclass(frozen=True, slots=True)
class Balances:
    """« Soldes et Paiements ». `until`: the last day counted. `typed` and `error`: the date asked
    for and what is wrong with it. `debit`: why booking is closed, '' if it is not. `refunds`: those
    that the family has asked for."""

    lines: tuple[WalletLine, ...]
    until: date
    typed: str
    error: str
    debit: str
    refunds: tuple[Request, ...]

    @property
    def refundable(self) -> list[WalletLine]:
        """The wallets of which a refund may be asked for."""
        waiting = {refund.wallet for refund in self.refunds if refund.waits}
        return [line for line in self.lines if refundable(line.balance) and line.id not in waiting]

    @property
    def balance(self) -> int:
        return sum(line.balance for line in self.lines)

    @property
    def cost(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def after(self) -> int:
        return self.balance - self.cost

    @property
    def due(self) -> int:
        """What brings every wallet back to nothing: a credit in one does not pay for another."""
        return sum(line.due for line in self.lines)


@dataclass(frozen=True, slots=True)
class ConsumedLine:
    """A day of « Historiques ». `price`: cents for one, None if they do not divide."""

    day: date
    child: str
    label: str
    price: int | None
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What an activity cost in a month; `share`: its bar, in hundredths of the longest."""

    activity: str
    cents: int
    share: int


@dataclass(frozen=True, slots=True)
class History:
    """« Historiques »: a month, its neighbours if they may be read, sums by child, and the picture
    of all months that may be read."""

    month: date
    previous: date | None
    following: date | None
    lines: tuple[ConsumedLine, ...]
    by_child: tuple[tuple[str, int], ...]
    total: int
    spending: tuple[tuple[date, tuple[Spending, ...]], ...]


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A payment; `receipt`: the id of its receipt, if it has one."""

    day: date
    label: str
    means: str
    number: str
    payer: str
    wallet: str
    cents: int
    receipt: int | None


@dataclass(frozen=True, slots=True)
class Payments:
    """« Historiques des règlements », since the day `first`."""

    first: date
    lines: tuple[PaidLine, ...]

    @property
    def total(self) -> int:
        return sum(line.cents for line in self.lines)
