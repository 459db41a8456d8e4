"""Euros in exact decimals: parts of a price, the one rounding, and how amounts are read."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from webapp.activities.rules.reading import amount, is_share, share
from webapp.words import NBSP, euros

ZERO = Decimal(0)
GUARD = Decimal("1E-12")


def cents(value: Decimal) -> int:
    """`value` euros in whole cents, halves up, never negative.

    A third of an hour has no end in decimals: what its last digits lost is mended before.
    """
    exact = max(value, ZERO).quantize(GUARD)
    return int((exact * 100).quantize(Decimal(1), ROUND_HALF_UP))


def times(left: Decimal, right: Decimal) -> Decimal:
    """The product; nothing times infinity is nothing."""
    return left * right if left and right else ZERO


def number(value: Decimal) -> str:
    """« 850 », « 800,01 »: as read, without useless zeros."""
    return format(value.normalize(), "f").replace(".", ",")


def money(value: Decimal) -> str:
    """« 2,60 € »; up to four decimals where cents are not enough (« 0,055 € »)."""
    hundredths = value * 100
    if hundredths == hundredths.to_integral_value():
        return euros(int(hundredths))
    return f"{number(value.quantize(Decimal('0.0001'), ROUND_HALF_UP))}{NBSP}€"


@dataclass(frozen=True, slots=True)
class Part:
    """« 2,00 » (euros) or « 50 % » (0.50) of something."""

    value: Decimal
    is_share: bool = False

    def of(self, whole: Decimal) -> Decimal:
        """The amount in euros, whole or share of `whole`."""
        return times(self.value, whole) if self.is_share else self.value

    @property
    def words(self) -> str:
        """« 50 % », « 2,00 € »."""
        return f"{number(self.value * 100)}{NBSP}%" if self.is_share else money(self.value)


def part(value: object, place: str) -> Part:
    """An amount or a share; raises RuleError."""
    if is_share(value):
        return Part(share(value, place), is_share=True)
    return Part(amount(value, place))
