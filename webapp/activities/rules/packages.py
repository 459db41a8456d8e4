"""Prices that depend on how many days a child has in a week, a month… (docs/rules.md, § 6):
« forfait », an amount for all of them together, or « compte », an amount per day.

What the days of a unit cost is a matter of all of them: `settle` shares it among them, to the cent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from webapp.activities.rules.facts import Facts
from webapp.activities.rules.pricing import Package, PriceList, Quote
from webapp.activities.rules.reading import RuleError
from webapp.words import NBSP, euros, plural

if TYPE_CHECKING:
    from webapp.activities.rules.terms import Terms

MOST = {"semaine": 7, "mois": 31, "periode": 62, "annee": 260}
"""The most days that are looked up in a unit."""
OF = {
    "semaine": "de la semaine",
    "mois": "du mois",
    "periode": "de la période",
    "annee": "de l’année",
}
PER = {"semaine": "par semaine", "mois": "par mois", "periode": "par période", "annee": "par an"}


def package_of(prices: PriceList, limited: Collection[str]) -> Package | None:
    """How the days of an activity are counted: as its prices say, else over the only unit that its
    `limites` name. None if its prices do not depend on their number, or if nothing says how."""
    if prices.package:
        return prices.package
    units = [unit for unit in limited if unit in MOST]
    if not prices.counts_days or len(units) != 1:
        return None
    return Package(units[0], prices.whole_by_itself)


UNCLEAR = (
    "manque\u00a0: les prix dépendent du nombre de jours. Dites par «\u00a0forfait\u00a0» sur quoi "
    "on les compte (semaine, mois, période, an), ou par «\u00a0compte\u00a0» si le montant vaut "
    "par jour"
)


def unclear(prices: PriceList, package: Package | None, place: str) -> None:
    """Raises RuleError if prices depend on a number of days and nothing says of which."""
    if prices.counts_days and package is None:
        raise RuleError(f"{place}.prix.forfait", UNCLEAR)


class Unit(NamedTuple):
    """The days of a child and activity that are counted together, between two ISO days."""

    activity: int
    child: int
    first: str
    last: str

    def holds(self, activity: int, child: int, day: str) -> bool:
        return (self.activity, self.child) == (activity, child) and self.first <= day <= self.last


def is_spent(day: str, today: str) -> bool:
    """True if an ISO day is past: its price stays."""
    return day < today


class Day(NamedTuple):
    """A day of a unit: what it is called by, what its rules ask about, and what it costs now.
    `fixed`: it costs that whatever comes, having been spent, or remaining due."""

    key: int
    facts: Facts
    cents: int = 0
    fixed: bool = False


class Settled(NamedTuple):
    """What the days of a unit cost: `shares` by key, of those that are not fixed; `total` of all in
    cents; the rule in words. `offered`: there is a price for this number of days."""

    shares: Mapping[int, int]
    total: int
    rule: str
    offered: bool = True


@lru_cache(maxsize=256)
def offers(terms: "Terms", facts: Facts) -> Mapping[int, Quote]:
    """The numbers of days that have a price, and their prices: of all of them, or of each."""
    if terms.package is None:
        return {}
    found = {}
    for count in range(1, MOST[terms.package.unit] + 1):
        quote = terms.prices.quote(replace(facts, days=count))
        if quote:
            found[count] = quote
    return found


def nearest(terms: "Terms", facts: Facts, count: int) -> int:
    """The number of days whose price counts for `count`: itself, else the next one above that has a
    price, else the last one; 0 if there is none."""
    known = offers(terms, facts)
    above = [n for n in known if n >= count]
    return min(above, default=max(known, default=0))


def settle(terms: "Terms", days: Sequence[Day]) -> Settled:
    """What all days of a unit cost, in their order: the price of their number, that of the facts of
    the first, less what is fixed, spread over the others."""
    if not days or terms.package is None:
        return Settled({}, 0, "")
    number = nearest(terms, days[0].facts, len(days))
    offered = number == len(days)
    paid = sum(day.cents for day in days if day.fixed)
    free = [day for day in days if not day.fixed]
    if not number:
        return Settled({day.key: 0 for day in free}, paid, "Aucun tarif", offered=False)
    quote = offers(terms, days[0].facts)[number]
    if terms.package.whole:
        spare = max(0, quote.cents - paid)
        shares = dict(zip((day.key for day in free), spread(spare, len(free)), strict=True))
    else:
        shares = {day.key: _each(terms, day, number, quote) for day in free}
    rule = said(terms.package, number, quote, len(days))
    return Settled(shares, paid + sum(shares.values()), rule, offered)


def _each(terms: "Terms", day: Day, number: int, usual: Quote) -> int:
    own = offers(terms, day.facts).get(number)
    return (own or usual).cents


def spread(cents: int, count: int) -> list[int]:
    """`cents` in `count` parts that differ by a cent at most, the greater ones first."""
    if not count:
        return []
    each, rest = divmod(cents, count)
    return [each + (n < rest) for n in range(count)]


def said(package: Package, number: int, quote: Quote, count: int) -> str:
    """« Forfait 3 jours de la semaine : 67,00 € »."""
    how = f"{NBSP}: {euros(quote.cents)}" + ("" if package.whole else " par jour")
    days = plural(number, "jour")
    name = (
        f"Forfait {days} {OF[package.unit]}"
        if package.whole
        else (f"Tarif pour {days} {OF[package.unit]}")
    )
    taken = "" if number == count else f", pour {plural(count, 'jour')}"
    return f"{name}{taken}{how}"


def table(terms: "Terms", facts: Facts) -> str:
    """« Par semaine : 2 jours 49,00 €, 3 jours 67,00 €, 5 jours 112,00 € », alike ones together."""
    if terms.package is None:
        return ""
    found: list[tuple[int, int, int]] = []
    for count, quote in offers(terms, facts).items():
        if found and found[-1][1:] == (count - 1, quote.cents):
            found[-1] = (found[-1][0], count, quote.cents)
        else:
            found.append((count, count, quote.cents))
    shown = [f"{_days(first, last)} {euros(cents)}" for first, last, cents in found]
    kind = "forfait" if terms.package.whole else "prix par jour"
    return f"{kind} {PER[terms.package.unit]}{NBSP}: {', '.join(shown)}"


def _days(first: int, last: int) -> str:
    return plural(first, "jour") if first == last else f"{first} à {last}{NBSP}jours"


def numbers(terms: "Terms", facts: Facts) -> str:
    """« 2, 3 ou 5 »: how many days have a price."""
    known = [str(count) for count in offers(terms, facts)]
    return " ou ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)
