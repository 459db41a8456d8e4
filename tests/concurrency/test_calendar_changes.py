"""Days closed in the calendar while families click on them, and by two secretaries at once."""

from datetime import datetime

import pytest

from tests.concurrency.parents import calendar
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.town import Town
from webapp.activities.models import Activity, CalendarChange, OpenDay
from webapp.activities.rules.painting import CLOSE
from webapp.audit.operations import Author
from webapp.booking.models import CartLine
from webapp.booking.operations import cart
from webapp.booking.operations.cart import Click, UnknownDayError
from webapp.booking.queries import Scope
from webapp.staff.operations import year
from webapp.staff.operations.offer import OutrunError
from webapp.staff.operations.year import ChangedError, NothingToChangeError, Painting

pytestmark = pytest.mark.both_engines
BY = Author(9, "Claire Morel", "secretary", "192.0.2.1")


def close(what: Painting, expected: int, now: datetime) -> str:
    """In a process of its own; why it is not done, '' if it is."""
    days = calendar(what.structure)
    try:
        year.paint(what, days, expected, BY, int(now.timestamp()), now.date())
    except (ChangedError, NothingToChangeError, OutrunError) as error:
        return type(error).__name__
    return ""


def clicked(scope: Scope, days: list[str], activity: int, now: datetime) -> list[str]:
    """The days that are in the cart of a family that clicks on all of them."""
    found = []
    for day in days:
        try:
            asked = Click(day, str(activity), "booked")
            cart.click(scope, asked, calendar(scope.structure), int(now.timestamp()))
        except UnknownDayError:
            continue
        found.append(day)
    return found


def act(kind: str, *given: object) -> object:
    return {"close": close, "click": clicked}[kind](*given)  # type: ignore[operator]


def test_a_day_is_either_closed_or_in_a_cart(town: Town, clock: Clock, spawn: Spawn) -> None:
    """Whoever comes second learns it: no click is lost, and none points to a day that is gone."""
    days = sorted(town.days)
    scope = Scope(town.martin.id, "panier", town.lea.id, town.structure.id)
    closing = [
        ("close", Painting(town.structure.id, town.matin.id, None, CLOSE, [day], None, "Fermer"),
         1, clock.now)
        for day in days[:4]
    ]  # fmt: skip
    click = ("click", scope, [day.isoformat() for day in days[:4]], town.matin.id, clock.now)
    *told, kept = spawn.together(act, [*closing, click])
    closed = {str(day) for day, why in zip(days, told, strict=False) if not why}
    there = {str(each.day) for each in OpenDay.select().where(OpenDay.activity == town.matin)}
    assert set(kept) == {str(line.open_day.day) for line in CartLine.select()}
    assert not set(kept) & closed
    assert set(kept) <= there
    assert closed == {str(day) for day in days} - there


def test_two_secretaries_change_the_year_one_after_the_other(
    town: Town, clock: Clock, spawn: Spawn
) -> None:
    version = Activity.get_by_id(town.matin.id).version
    several = [
        (Painting(town.structure.id, town.matin.id, version, CLOSE, [day], None, "Fermer"),
         1, clock.now)
        for day in town.days[:4]
    ]  # fmt: skip
    told = spawn.together(close, several)
    assert sorted(told) == ["", "OutrunError", "OutrunError", "OutrunError"]
    assert CalendarChange.select().count() == 1
