"""What was paid in a year, by whom, for which child, and how much of it for care.

Money that comes into a wallet settles its oldest charges first; what is left over waits for the
next ones, and counts in the year of these: until then it can be given back. Amounts are integer
cents, days ISO text.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from webapp.families.rules import age_on

LIMIT_AGE = 6
"""A child counts if it is younger on the first of January."""


class Charge(NamedTuple):
    """`cents` > 0 owed for a day; `care`: how much of it is for care. `child` 0: nobody's."""

    day: str
    child: int
    cents: int
    care: int


class Money(NamedTuple):
    """`cents` > 0 that came in; `payer` '': given by the town, which nobody has paid."""

    day: str
    cents: int
    payer: str


class Spent(NamedTuple):
    """Cents that a payer has paid in a year for a child, and how many of them for care."""

    cents: int
    care: int


Shares = dict[tuple[int, str], dict[int, Spent]]
"""By year and payer, then by child."""


def care_of(cents: int, meal: int, quantity: int) -> int:
    """How much of the price of care for `quantity` days is not for a meal of `meal` cents."""
    return max(0, cents - meal * quantity)


def charged(day: str, child: int, cents: int, care: int) -> Charge | Money:
    """What a day of a child comes to, `cents` ≠ 0: a charge; or, < 0, what the town gives."""
    return Charge(day, child, cents, min(cents, care)) if cents > 0 else Money(day, -cents, "")


def moved(day: str, cents: int, payer: str) -> Charge | Money:
    """What came into a wallet, or left it (< 0) for no child's day; `cents` ≠ 0."""
    return Money(day, cents, " ".join(payer.split())) if cents > 0 else Charge(day, 0, -cents, 0)


def counts(birth_day: date, year: int) -> bool:
    """Whether care of a child is deducted from the taxes of a year."""
    return age_on(birth_day, date(year, 1, 1)) < LIMIT_AGE


class _Coin:
    """Money that is not spent yet."""

    def __init__(self, payer: str, left: int) -> None:
        self.payer = payer
        self.left = left


class _Debt:
    """A charge that is not paid yet. Of each part its care is taken so that all parts add up."""

    def __init__(self, charge: Charge) -> None:
        self.charge = charge
        self.left = charge.cents

    def pay(self, part: int) -> Spent:
        before = self._care_left()
        self.left -= part
        return Spent(part, before - self._care_left())

    def _care_left(self) -> int:
        return self.charge.care * self.left // self.charge.cents


def settled(events: Iterable[Charge | Money]) -> Shares:
    """What each payer has paid, of one wallet. A name written with other capitals is the same."""
    found: Shares = defaultdict(dict)
    names: dict[str, str] = {}
    coins: deque[_Coin] = deque()
    owed: deque[_Debt] = deque()
    for event in sorted(events, key=lambda each: each.day):
        if isinstance(event, Money):
            payer = names.setdefault(event.payer.casefold(), event.payer)
            coins.append(_Coin(payer, event.cents))
        else:
            owed.append(_Debt(event))
        while coins and owed:
            coin, debt = coins[0], owed[0]
            part = min(coin.left, debt.left)
            _add(found[int(event.day[:4]), coin.payer], debt.charge.child, debt.pay(part))
            coin.left -= part
            if not coin.left:
                coins.popleft()
            if not debt.left:
                owed.popleft()
    return found


def merged(of_wallets: Iterable[Shares]) -> Shares:
    """The sums of several wallets."""
    found: Shares = defaultdict(dict)
    for shares in of_wallets:
        for key, children in shares.items():
            for child, spent in children.items():
                _add(found[key], child, spent)
    return found


def _add(children: dict[int, Spent], child: int, spent: Spent) -> None:
    before = children.get(child, Spent(0, 0))
    children[child] = Spent(before.cents + spent.cents, before.care + spent.care)
