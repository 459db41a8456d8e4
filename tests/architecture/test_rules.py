"""What a town may decide is decided in `rules/`: nobody else compares dates, seats or prices."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.code import Module, functions, modules

ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
SAME = (ast.Eq, ast.NotEq)
DATES = {
    "day", "days", "today", "now", "present", "moment", "instant", "date", "first_day", "last_day",
    "first", "last", "since", "until", "opens", "closes", "opens_at", "closes_at", "starts_at",
    "ends_at", "start", "end", "bounds", "limit", "limits", "deadline", "birth_day", "age",
}  # fmt: skip
SEATS = {
    "capacity", "taken", "free", "left", "seats", "seats_left", "seats_left_at", "counter_left",
    "kept", "queue", "rank", "released", "had", "quota", "most", "least",
}  # fmt: skip
PRICES = {"cents", "price", "prices", "extra_cents", "booking_cents", "due", "retained", "quotient"}
WATCHED = DATES | SEATS | PRICES
ELSEWHERE = ("webapp.staff.imports", "webapp.staff.demonstration", "webapp.service", "webapp.web")
"""What reads files, makes up a town, runs the parts, or answers the web: checked by other laws."""

_SHOWN = "lays out a page: which month or day is on screen, not whether it may be booked"
FREE: dict[str, str] = {
    "activities/trials/situations._minutes": "a case that is badly written, not a rule of a town",
    "booking/assembly._opens_in": "when a page left open looks again, not whether it may book",
    "booking/assembly._month": _SHOWN,
    "booking/assembly._seats": "how many seats are worth a word on the page: below ten",
    "booking/assembly.several_cells": _SHOWN,
    "booking/assembly._panel": _SHOWN,
    "booking/assembly.extra_days": _SHOWN,
    "booking/calendar._opening": "which name the opening bears: the period’s or the activity’s",
    "booking/calendar.arrange": "arrows to other months, and whether the grid has week-ends",
    "booking/calendar._week": _SHOWN,
    "booking/squares.outside": "the colour of a cell of another month: week-end or not",
    "billing/receipts/papers.copy": "the word « duplicata » on a paper that is printed another day",
    "transmission/operations.in_time": "how long a rehearsal may hold the database",
    "structures/queries._current": "news are shown between the two days that their author wrote",
    "structures/desk.state": "the word beside a piece of news in the list of its authors",
    "structures/pictures._written": "how heavy a picture may be on a page",
    "booking/ahead._deadlines": "which limits are near enough to be told on the home page",
    "booking/ahead._days": "one day is told as one day",
    "staff/offer_forms.known": "how many amounts a form asks for at once",
    "staff/year.months": _SHOWN,
    "words.amount": "the minus sign of an amount, as a page writes it",
}
"""By module and function: what is compared there is no rule of a town, and why."""


def _others() -> list[Module]:
    return [
        found for found in modules() if not found.is_rules and not found.name.startswith(ELSEWHERE)
    ]


def _watched(operand: ast.AST) -> bool:
    """True if `option.limit`, `left - 1`, `row["day"]`, `int(limit)`… names something watched."""
    names = set()
    for node in ast.walk(operand):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names.add(name)
            case ast.Subscript(slice=ast.Constant(value=name)):
                names.add(str(name))
    return not WATCHED.isdisjoint(names)


def comparisons(tree: ast.AST) -> Iterator[ast.Compare]:
    """An order with something watched on either side, or an equality of two such."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            sides = _watched(left) + _watched(right)
            if (isinstance(operator, ORDER) and sides) or (
                isinstance(operator, SAME) and sides == 2
            ):
                yield node
                break


def _found() -> dict[str, list[str]]:
    """Comparisons by `subject/module.function`."""
    found: dict[str, list[str]] = {}
    for module in _others():
        owners = {
            id(node): function.name
            for function in functions(module.tree)
            for node in ast.walk(function)
        }
        for node in comparisons(module.tree):
            name = module.name.removeprefix("webapp.").replace(".", "/")
            place = f"{name}.{owners.get(id(node), '')}"
            found.setdefault(place, []).append(f"{module.where}:{node.lineno} {ast.unparse(node)}")
    return found


def test_nobody_compares_dates_seats_or_prices_outside_rules() -> None:
    faults = [line for place, lines in _found().items() if place not in FREE for line in lines]
    assert not faults, "move to rules/, or give a reason in FREE:\n" + "\n".join(faults)


def test_the_list_of_reasons_is_up_to_date() -> None:
    stale = sorted(FREE.keys() - _found().keys())
    assert not stale, f"no longer needed in FREE: {stale}"
    assert all(len(reason) > 20 for reason in FREE.values())


@pytest.mark.parametrize(
    "text",
    [
        "option.taken >= option.capacity",
        "0 < left",
        "day.date() > end",
        "now - limit < 3",
        "a <= b <= row['cents']",
        "int(verdict.limit.timestamp()) != option.opens_at",
        "(day, n) < (other, m)",
        "day == choice.day",
    ],
)
def test_the_law_sees(text: str) -> None:
    assert list(comparisons(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["name == other", "day == 'monday'", "attempts > 3", "day in days", "day is not None"]
)
def test_the_law_leaves_alone(text: str) -> None:
    assert not list(comparisons(ast.parse(text)))
