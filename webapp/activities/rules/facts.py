"""What rules may ask of a child, its family and the request: facts, never looked up here."""

from dataclasses import dataclass
from decimal import Decimal

from webapp.activities.rules.brackets import Bracket, brackets
from webapp.activities.rules.reading import (
    EVERY_DAY,
    Range,
    Table,
    number_range,
    weekdays,
    word,
    words_of,
)

OUTSIDER, RESIDENT = word("extérieur"), word("habitant")


@dataclass(frozen=True, slots=True)
class Facts:
    """None is unknown. `categories` are plain words (`reading.word`); who is not an outsider is
    a resident. `days`: days asked for together. `formula`: the form of the activity. `weekday`:
    of the day served, 0 is Monday.
    """

    categories: frozenset[str] = frozenset()
    age: int | None = None
    school_class: str = ""
    school: str = ""
    formula: str = ""
    quotient: Decimal | None = None
    rank: int | None = None
    children: int | None = None
    days: int | None = None
    minutes: int | None = None
    hours: Decimal | None = None
    occurrence: int | None = None
    weekday: int | None = None

    @property
    def all_categories(self) -> frozenset[str]:
        return with_residence(self.categories)


def with_residence(categories: frozenset[str]) -> frozenset[str]:
    """Who is no outsider is a resident."""
    return categories if OUTSIDER in categories else categories | {RESIDENT}


@dataclass(frozen=True, slots=True)
class Audience:
    """`pour`: who has all of `wanted` and none of `unwanted`."""

    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()

    def fits(self, categories: frozenset[str]) -> bool:
        return self.wanted <= categories and not self.unwanted & categories


EVERYBODY = Audience()


def audience(value: object, place: str) -> Audience:
    """« extérieur », « habitant, PAI », « sauf extérieur »."""
    asked = words_of(value, place)
    without = frozenset(w.removeprefix("sauf ") for w in asked if w.startswith("sauf "))
    return Audience(frozenset(w for w in asked if not w.startswith("sauf ")), without)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a tariff or an adjustment applies; what is None asks nothing."""

    audience: Audience = EVERYBODY
    formulas: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    weekdays: frozenset[int] = EVERY_DAY
    rank: Range | None = None
    children: Range | None = None
    ages: Range | None = None
    days: Range | None = None
    quotient: Bracket | None = None

    def fits(self, facts: Facts) -> bool:
        """True if all that is asked is known and true."""
        ranges = (
            (self.rank, facts.rank or 1),
            (self.children, facts.children or 1),
            (self.ages, facts.age),
            (self.days, facts.days or 1),
        )
        return (
            self.audience.fits(facts.all_categories)
            and (not self.formulas or word(facts.formula) in self.formulas)
            and (not self.classes or word(facts.school_class) in self.classes)
            and (not self.schools or word(facts.school) in self.schools)
            and (facts.weekday is None or facts.weekday in self.weekdays)
            and all(r is None or (n is not None and r.holds(n)) for r, n in ranges)
            and self._quotient_fits(facts.quotient)
        )

    def _quotient_fits(self, quotient: Decimal | None) -> bool:
        if self.quotient is None:
            return True
        return quotient is not None and self.quotient.holds(quotient)


def condition(table: Table) -> Condition:
    """The conditions that `table` states (docs/rules.md, § 6)."""
    return Condition(
        audience=table.read("pour", audience, EVERYBODY) or EVERYBODY,
        formulas=table.read("formule", words_of) or (),
        classes=table.read("classes", _classes) or (),
        rank=table.read("rang", number_range),
        children=table.read("enfants", number_range),
        ages=table.read("ages", number_range),
        schools=table.read("ecoles", words_of) or (),
        weekdays=table.read("jours", _weekdays) or EVERY_DAY,
        days=table.read("nombre_jours", number_range),
        quotient=table.read("qf", _quotients),
    )


def _classes(value: object, place: str) -> tuple[str, ...]:
    return words_of(value.replace(" ", ",") if isinstance(value, str) else value, place)


def _quotients(value: object, place: str) -> Bracket:
    return brackets([(value, place)])[0]


def _weekdays(value: object, place: str) -> frozenset[int]:
    return weekdays(str(value), place)
