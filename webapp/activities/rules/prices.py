"""What a day costs. Cents, integers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlatPrice:
    """The same price for everybody."""

    cents: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and the rule that gave it, in French words."""

    cents: int
    rule: str


def quote(price: FlatPrice) -> Quote:
    """The price of one day."""
    return Quote(price.cents, "Tarif unique")
