"""What parents do, each in a process of its own: fill a cart, validate it, take a request back."""

import json
from typing import Any

from webapp.booking.operations import cart, validation, withdrawal
from webapp.booking.operations.cart import Click
from webapp.booking.operations.recording import Author
from webapp.booking.queries import Scope
from webapp.booking.rules.wishes import Refusal
from webapp.database import row, rows
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar

Asked = list[tuple[str, int, str]]
"""Day, activity and state wanted of each click."""

VERSION = "SELECT version FROM cart WHERE key = ?"
RESULT = "SELECT result FROM validation WHERE id = ?"
SEATS = """
SELECT o.taken, o.released, o.capacity, COUNT(b.id) FROM open_day o
LEFT JOIN booking b ON b.open_day_id = o.id AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY o.id, o.taken, o.released, o.capacity
"""
MEALS = """
SELECT d.taken, d.released, d.capacity, COUNT(b.id) FROM counter_day d
JOIN activity_counter k ON k.counter_id = d.counter_id
JOIN open_day o ON o.activity_id = k.activity_id AND o.day = d.day
LEFT JOIN booking b ON b.open_day_id = o.id AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY d.id, d.taken, d.released, d.capacity
"""


def calendar(structure: int) -> TownCalendar:
    return calendar_of(structure, 1, "Europe/Paris")


def fill(scope: Scope, asked: Asked, now: int) -> int:
    """Click each (day, activity, state wanted); the version of the cart then."""
    for day, activity, want in asked:
        cart.click(scope, Click(day, str(activity), want), calendar(scope.structure), now)
    found: Any = row(VERSION, scope.cart)
    return int(found[0])


def validate(scope: Scope, version: int, now: int) -> int | None:
    """« Valider », the second; the number of the validation."""
    calendars = {scope.structure: calendar(scope.structure)}
    return validation.validate(
        Author(scope.family, 0, "Camille"), scope.cart, version, calendars, now
    )


def told(scope: Scope, version: int, now: int) -> list[str]:
    """« Valider », and what was said of each line, '' where it was recorded."""
    found: Any = row(RESULT, validate(scope, version, now))
    return [line["problem"] for line in json.loads(found[0])]


def take_back(family: int, movement: int, now: int) -> int | str:
    """« Retirer »; how many requests, or why not."""
    done = withdrawal.withdraw(family, movement, now)
    return done.code if isinstance(done, Refusal) else done


def assert_seats_add_up() -> None:
    """Before the night: seats taken are seats held or set aside, never beyond capacity."""
    for sql in (SEATS, MEALS):
        for taken, released, capacity, held in rows(sql):
            assert taken == held + released
            assert capacity is None or taken <= capacity
