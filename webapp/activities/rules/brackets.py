"""Brackets of numbers, as the rows and columns of a notice write them: « 0-359 », « 4+ », « 3 ».

A bracket holds from its start until the next one's start, when they touch: 359.60 is in « 0-359 »
if « 360-564 » follows, for towns cut the decimals off.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from webapp.activities.rules.amounts import number
from webapp.activities.rules.reading import RuleError, plain

BOUND = r"(\d{1,7}(?:[.,]\d{1,2})?)"
LABEL = re.compile(rf"{BOUND}(?:\s*(?:-|–|a)\s*{BOUND}|\s*(\+|et plus))?(?: ans)?")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")

UPPER_OUT, UPPER_IN = "haute exclue", "haute comprise"


class Bracket(NamedTuple):
    """From `low` to `high` (None: without end); whether the ends themselves belong to it."""

    low: Decimal
    high: Decimal | None
    low_in: bool = True
    high_in: bool = True
    text: str = ""

    def holds(self, value: Decimal) -> bool:
        if value < self.low or (value == self.low and not self.low_in):
            return False
        return self.high is None or value < self.high or (self.high_in and value == self.high)


@dataclass(frozen=True, slots=True)
class Written:
    """A label as it stands; `alone`: one number, that counts exactly."""

    low: Decimal
    high: Decimal | None
    alone: bool
    text: str
    place: str

    def own(self, bounds: str) -> Bracket:
        """The bracket when no other touches its end: until its last decimal is over."""
        if self.high is None or self.alone or bounds == UPPER_IN:
            return Bracket(self.low, self.high, text=self.text)
        if bounds == UPPER_OUT:
            return Bracket(self.low, self.high, high_in=False, text=self.text)
        end = self.high + _step(self.high)
        return Bracket(self.low, end, high_in=False, text=self.text)


def brackets(
    labels: Iterable[tuple[object, str]], bounds: str = "", *, gapless: bool = False
) -> tuple[Bracket, ...]:
    """Labels with their places, in rising order.

    `bounds` (`UPPER_OUT`, `UPPER_IN` or '') says whose a bound is that two share. `gapless`: they
    start at 0 and leave no hole, and a number alone is a bracket like the others. Raises
    RuleError at the label that is wrong.
    """
    written = [_written(value, place, gapless) for value, place in labels]
    if gapless and written and written[0].low != 0:
        raise RuleError(written[0].place, "la première tranche commence à 0", written[0].text)
    found: list[Bracket] = []
    for n, label in enumerate(written):
        bracket = label.own(bounds)
        if n:
            before = written[n - 1]
            shared = _shared(before, label, bounds, gapless)
            if shared is not None:
                found[-1] = found[-1]._replace(high=label.low, high_in=shared)
            bracket = bracket._replace(low_in=not shared)
        found.append(bracket)
    return tuple(found)


def _written(value: object, place: str, gapless: bool) -> Written:
    usable = not isinstance(value, bool | float)
    text = str(value).strip()
    found = LABEL.fullmatch(THOUSANDS.sub("", plain(text))) if usable else None
    if not found:
        raise RuleError(place, "une tranche est attendue (0-359, 360+ ou 4)", value)
    low = _decimal(found[1])
    high = _decimal(found[2]) if found[2] else None if found[3] else low
    if high is not None and high < low:
        raise RuleError(place, "une tranche qui va en montant est attendue", value)
    alone = not found[2] and not found[3]
    return Written(low, high, alone and not gapless, text, place)


def _shared(before: Written, after: Written, bounds: str, gapless: bool) -> bool | None:
    """For two that touch, whether the start of `after` still belongs to `before`; None if apart."""
    if after.low < before.low:
        raise RuleError(after.place, "des tranches qui vont en montant sont attendues", after.text)
    if before.high is None or after.low < before.high:
        raise RuleError(after.place, f"chevauche «\u00a0{before.text}\u00a0»", after.text)
    if after.low == before.high:
        if before.alone or after.alone or not bounds:
            raise RuleError(
                after.place,
                f"{number(after.low)} est dans deux tranches\u202f; écrivez «\u00a0bornes = "
                f'"{UPPER_OUT}"\u00a0» ou «\u00a0bornes = "{UPPER_IN}"\u00a0»',
            )
        return bounds == UPPER_IN
    touching = after.low == before.high + min(_step(before.high), _step(after.low))
    if bounds != UPPER_OUT and touching:
        return None if before.alone else False
    if gapless:
        between = f"entre {number(before.high)} et {number(after.low)}"
        raise RuleError(after.place, f"un trou {between}\u00a0: aucune tranche n’y est")
    return None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _step(bound: Decimal) -> Decimal:
    """One unit of the last decimal written: 1, 0.1 or 0.01."""
    return Decimal((0, (1,), min(0, int(bound.as_tuple().exponent))))
