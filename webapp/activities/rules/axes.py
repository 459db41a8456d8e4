"""The rows and the columns of a grid: what they tell apart, and which one is a child's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from webapp.activities.rules.amounts import number
from webapp.activities.rules.brackets import Bracket, brackets
from webapp.activities.rules.durations import hours_of, minutes_of
from webapp.activities.rules.facts import EVERYBODY, Audience, Facts, audience
from webapp.activities.rules.reading import RuleError, word, words_of
from webapp.words import NBSP

ROWS = {
    "QF": "quotient",
    "quotient": "quotient",
    "quotient familial": "quotient",
    "minutes": "minutes",
    "heures": "hours",
    "jours": "days",
    "nombre de jours": "days",
    "âge": "age",
    "rang": "rank",
    "enfants": "children",
    "occurrence": "occurrence",
    "catégorie": "category",
}
COLUMNS = {
    "formule": "formula",
    **{name: code for name, code in ROWS.items() if code not in ("quotient", "hours")},
}
VALUES: dict[str, Callable[[Facts], Decimal | int | None]] = {
    "quotient": lambda facts: facts.quotient,
    "minutes": minutes_of,
    "hours": hours_of,
    "days": lambda facts: facts.days or 1,
    "age": lambda facts: facts.age,
    "rank": lambda facts: facts.rank or 1,
    "children": lambda facts: facts.children or 1,
    "occurrence": lambda facts: facts.occurrence or 1,
}
"""What the brackets are about. As for conditions, one day, the first child, the only one and the
first time are what nobody has said."""


@dataclass(frozen=True, slots=True)
class Axis:
    """`variable`: a code of ROWS or COLUMNS. One of `brackets`, `formulas` (words that mean each)
    or `audiences` says whose each line is; `labels` are as the notice writes them."""

    variable: str
    labels: tuple[str, ...]
    brackets: tuple[Bracket, ...] = ()
    formulas: tuple[tuple[str, ...], ...] = ()
    audiences: tuple[Audience, ...] = field(default=())

    def find(self, facts: Facts) -> int | None:
        """Which line counts, from 0; None outside of them, or if the facts do not say."""
        if self.variable == "category":
            return self._of_category(facts.all_categories)
        if self.variable == "formula":
            asked = word(facts.formula)
            return next((n for n, known in enumerate(self.formulas) if asked in known), None)
        value = VALUES[self.variable](facts)
        if value is None:
            return None
        exact = Decimal(value)
        return next((n for n, each in enumerate(self.brackets) if each.holds(exact)), None)

    def _of_category(self, categories: frozenset[str]) -> int | None:
        """The first line that fits; « autres » only if no other does."""
        found = [n for n, each in enumerate(self.audiences) if each.fits(categories)]
        named = [n for n in found if self.audiences[n] != EVERYBODY]
        return next(iter(named or found), None)

    def words(self, facts: Facts, line: int) -> str:
        """« quotient 600 », « rang 2 », « journée »: the line of these facts."""
        if self.variable in ("category", "formula"):
            return self.labels[line]
        shown = number(Decimal(VALUES[self.variable](facts) or 0).quantize(Decimal("0.01")))
        return {
            "quotient": f"quotient{NBSP}{shown}",
            "minutes": f"{shown}{NBSP}min",
            "hours": f"{shown}{NBSP}h",
            "days": f"{shown}{NBSP}jour{_s(shown)}",
            "age": f"{shown}{NBSP}an{_s(shown)}",
            "rank": f"rang{NBSP}{shown}",
            "children": f"{shown}{NBSP}enfant{_s(shown)}",
            "occurrence": f"{shown}{'e' if shown != '1' else 're'} fois",
        }[self.variable]


def _s(shown: str) -> str:
    return "" if shown in ("0", "1") else "s"


def read_axis(variable: str, cells: list[tuple[object, str]], bounds: str) -> Axis:
    """The axis whose labels, with their places, are `cells`; raises RuleError."""
    for label, place in cells:
        if isinstance(label, bool | float) or not str(label).strip():
            raise RuleError(place, "un nom ou une tranche est attendu", label)
    labels = tuple(str(label).strip() for label, _ in cells)
    _refuse_doubles(cells)
    if variable == "formula":
        formulas = tuple(words_of(str(label), place) for label, place in cells)
        return Axis(variable, labels, formulas=formulas)
    if variable == "category":
        audiences = tuple(_audience(str(label), place) for label, place in cells)
        return Axis(variable, labels, audiences=audiences)
    found = brackets(cells, bounds, gapless=variable == "quotient")
    return Axis(variable, labels, brackets=found)


def _refuse_doubles(cells: list[tuple[object, str]]) -> None:
    seen: set[str] = set()
    for label, place in cells:
        if word(str(label)) in seen:
            raise RuleError(place, f"«\u00a0{label}\u00a0» est dit deux fois")
        seen.add(word(str(label)))


def _audience(label: str, place: str) -> Audience:
    return EVERYBODY if word(label) == word("autres") else audience(label, place)
