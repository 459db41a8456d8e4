"""Prices by duration: « par = "heure" » in proportion, or by unit that has begun."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from webapp.activities.rules.facts import Facts
from webapp.activities.rules.reading import RuleError, Table, plain, word
from webapp.words import NBSP, clock

UNIT = re.compile(
    r"(?:(?P<hours>heure)|(?P<half>demi-heure)|(?P<quarter>quart d.heure)|"
    r"(?P<count>\d{1,3}) (?P<unit>minute|heure)|(?P<minute>minute)|(?P<day>jour))"
    r"(?P<started> entamee?)?"
)
LENGTH = re.compile(r"(\d{1,3}) ?(?:minutes?|min|mn)")
EXPECTED = (
    "une durée est attendue (heure, heure entamée, demi-heure entamée, quart d’heure entamé, "
    "20 minutes entamées, jour)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount is for: `minutes` (0: a day). `started`: each unit begun by more than
    `tolerance` minutes counts whole; otherwise in proportion."""

    minutes: int
    name: str
    started: bool = False
    tolerance: int = 0

    def times(self, amount: Decimal, facts: Facts) -> Decimal | None:
        """`amount` euros per unit for the duration of `facts`; None if it is unknown."""
        if not self.minutes:
            return amount * (facts.days or 1)
        spent = minutes_of(facts)
        if spent is None:
            return None
        if not self.started:
            return amount * spent / self.minutes
        units = max(0, math.ceil((spent - self.tolerance) / self.minutes))
        return amount * units if units else Decimal(0)

    def words(self, facts: Facts) -> str:
        """« par demi-heure entamée, pour 1 h 35 »."""
        if not self.minutes:
            days = facts.days or 1
            return f"par jour, pour {days}{NBSP}{'jours' if days > 1 else 'jour'}"
        spent = int(minutes_of(facts) or 0)
        shown = clock(*divmod(spent, 60)) if spent >= 60 else f"{spent}{NBSP}min"
        return f"par {self.name}, pour {shown}"


def minutes_of(facts: Facts) -> Decimal | None:
    """Minutes, from hours if only these are known."""
    if facts.minutes is not None:
        return Decimal(facts.minutes)
    return None if facts.hours is None else facts.hours * 60


def hours_of(facts: Facts) -> Decimal | None:
    """Hours, from minutes if only these are known."""
    if facts.hours is not None:
        return facts.hours
    return None if facts.minutes is None else Decimal(facts.minutes) / 60


def unit(table: Table) -> Unit | None:
    """`par` and `tolerance` of `table`; None without `par`. Raises RuleError."""
    found = table.read("par", _unit)
    if found is None or not found.started:
        return found
    tolerance = table.read("tolerance", _length, 0) or 0
    if tolerance >= found.minutes:
        raise RuleError(table.at("tolerance"), "moins qu’une unité est attendu")
    return Unit(found.minutes, found.name, started=True, tolerance=tolerance)


def _unit(value: object, place: str) -> Unit:
    found = UNIT.fullmatch(word(value)) if isinstance(value, str) else None
    if not found:
        raise RuleError(place, EXPECTED, value)
    started = bool(found["started"])
    if found["day"]:
        if started:
            raise RuleError(place, EXPECTED, value)
        return Unit(0, "jour")
    known = {"hours": 60, "half": 30, "quarter": 15, "minute": 1}
    minutes = next((n for name, n in known.items() if found[name]), 0)
    if found["count"]:
        minutes = int(found["count"]) * (60 if found["unit"] == "heure" else 1)
    if not minutes:
        raise RuleError(place, EXPECTED, value)
    return Unit(minutes, str(value).strip(), started)


def _length(value: object, place: str) -> int:
    found = LENGTH.fullmatch(plain(str(value)))
    if not found:
        raise RuleError(place, "une durée est attendue (15 minutes)", value)
    return int(found[1])
