"""Many families at once: what each process does, in the words of the operations."""

from datetime import date
from typing import Any

from tests.town import Town
from tests.world import a_family, enrol
from webapp.activities.models import Activity
from webapp.booking.operations import cart, validation, withdrawal
from webapp.booking.operations.cart import Click
from webapp.booking.operations.recording import Author
from webapp.booking.queries import Scope
from webapp.database import rows
from webapp.families.models import Child
from webapp.structures.rules import TownCalendar

Wish = tuple[int, str, str, str]
"""Child, day, target (an activity's id, « s » and a supplement's), wanted state."""


def neighbours(town: Town, count: int) -> list[tuple[int, int]]:
    """Families of one child each, enrolled everywhere: (family, child)."""
    found = []
    for number in range(count):
        family = a_family(f"Voisin{number}", town.structure, "Zoé")
        child = Child.get(Child.code == f"voisin{number}-zoé")
        enrol(child, town.matin, town.journee, town.repas)
        found.append((family.id, child.id))
    return found


def wish(child: int, activity: Activity, day: date, want: str = "booked") -> Wish:
    return child, day.isoformat(), str(activity.id), want


def ask(family: int, key: str, wishes: list[Wish], structure: int, now: int) -> int:
    """Put wishes in a cart; its version, the key of « Valider »."""
    calendar = TownCalendar("Europe/Paris", ())
    for child, day, target, want in wishes:
        scope = Scope(family, key, child, structure)
        clicked = cart.click(scope, Click(day, target, want), calendar, now)
        assert clicked.refusal is None, clicked.refusal
    return int(rows("SELECT version FROM cart WHERE key = ?", key)[0][0])


def record(family: int, key: str, version: int, structure: int, now: int) -> int | None:
    """« Valider »."""
    calendars = {structure: TownCalendar("Europe/Paris", ())}
    author = Author(family, 1, "Camille Martin")
    return validation.validate(author, key, version, calendars, now)


def ask_and_record(
    family: int, key: str, wishes: list[Wish], structure: int, now: int
) -> dict[str, str]:
    """Both; what became of each line, target → the reason, '' if it was recorded."""
    version = ask(family, key, wishes, structure, now)
    done = record(family, key, version, structure, now)
    return told(done)


def told(done: Any) -> dict[str, str]:
    """The result of a validation: « day name » → the reason, '' if it was recorded."""
    import json

    result = rows("SELECT result FROM validation WHERE id = ?", done)[0][0]
    return {f"{line['day']} {line['name']}": line["problem"] for line in json.loads(result)}


def take_back(family: int, movement: int, now: int) -> int:
    """Withdraw a request; how many went, 0 if it had gone."""
    done = withdrawal.withdraw(family, movement, now)
    assert isinstance(done, int), done
    return done
