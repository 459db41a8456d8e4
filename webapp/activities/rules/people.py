"""What rules know of a child and its household."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from webapp.activities.rules.facts import Facts
from webapp.families.rules import age_on

if TYPE_CHECKING:
    from webapp.activities.rules.terms import Terms


class Person(NamedTuple):
    """`birth_day` is ISO text; `categories` plain words, the family's among them. `quotients`:
    declared on a day, in order. `ranks`: by activity, the child's place among those of the
    household enrolled in it, eldest first, and how many they are."""

    birth_day: str
    school: str
    school_class: str
    categories: frozenset[str]
    quotients: tuple[tuple[date, Decimal], ...]
    ranks: dict[int, tuple[int, int]]

    def facts(self, day: date, activity: int, terms: "Terms") -> Facts:
        """What the rules of `activity` may ask on `day`."""
        rank, children = self.ranks.get(activity, (1, 1))
        return Facts(
            categories=self.categories,
            age=age_on(date.fromisoformat(self.birth_day), day),
            school_class=self.school_class,
            school=self.school,
            formula=terms.formula,
            quotient=terms.quotient.at(day, self.quotients),
            rank=rank,
            children=children,
            weekday=day.weekday(),
        )
