"""Fifth step of the night: absences are settled by the rules of their activity."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.jobs.nights import pass_night
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, open_days, terms
from webapp.activities.models import Activity
from webapp.billing.models import Absence, Consumption
from webapp.billing.verification import differences
from webapp.booking.models import Booking
from webapp.families.models import Family
from webapp.wallets.models import Balance

pytestmark = pytest.mark.both_engines
DAYS = 3


@pytest.fixture
def booked(town: Town, clock: Clock) -> list[Booking]:
    """Tuesday to Thursday of this week, as NOW is a Friday."""
    past = [clock.now.date() - timedelta(n) for n in (3, 2, 1)]
    return [a_booking(town.lea, town.martin, open_day) for open_day in open_days(town.matin, past)]


def _rule(town: Town, **absence: Any) -> None:
    stated = json.loads(terms()) | {"absence": absence}
    Activity.update(terms=json.dumps(stated)).where(Activity.id == town.matin.id).execute()


def _missed(bookings: Sequence[Booking], clock: Clock, **more: Any) -> None:
    for booking in bookings:
        values = {"reason": "maladie", "told_at": clock.now - timedelta(hours=48), **more}
        Absence.create(family=booking.family, booking=booking, **values)


def _nights(town: Town, clock: Clock, count: int = 5) -> None:
    for _ in range(count):
        pass_night(town, clock.now)
        clock.forward(hours=24)


def _balance() -> int:
    return sum(b.cents for b in Balance.select())


def test_excused_days_are_given_back_once(town: Town, clock: Clock, booked: list[Booking]) -> None:
    _rule(town, motifs="maladie", carence=1)
    _missed(booked, clock)
    _nights(town, clock)
    assert _balance() == -1485
    credits = Consumption.select().where(Consumption.kind == "absence")
    assert {(c.cents, c.label) for c in credits} == {(-1485, "Matin, absence excusée")}
    assert [a.credit for a in Absence.select().order_by(Absence.id)] == [0, 1485, 1485]
    assert all(a.settled_at for a in Absence.select())
    assert differences() == []


def test_nothing_is_decided_while_the_absence_may_go_on(
    town: Town, clock: Clock, booked: list[Booking]
) -> None:
    _rule(town, motifs="maladie")
    _missed(booked, clock)
    pass_night(town, clock.now)
    assert not any(a.settled_at for a in Absence.select())


@pytest.mark.parametrize(("categories", "credit"), [("agent", 1485), ("", 0)])
def test_who_may_cancel_later_tells_later(
    town: Town, clock: Clock, booked: list[Booking], categories: str, credit: int
) -> None:
    """Told the day before: in time for whom an exception names."""
    Family.update(categories=categories).where(Family.id == town.martin.id).execute()
    later = [{"pour": "agent", "annuler": "1 jour avant à 23h59"}]
    stated = json.loads(terms(exception=later))
    Activity.update(terms=json.dumps(stated)).where(Activity.id == town.matin.id).execute()
    _missed(booked[-1:], clock)
    _nights(town, clock)
    assert [a.credit for a in Absence.select()] == [credit]


@pytest.mark.parametrize(
    ("rule", "more", "credit"),
    [
        ({}, {}, 0),
        ({"motifs": "maladie"}, {"reason": "vacances"}, 0),
        ({"motifs": "maladie"}, {}, 3 * 1485),
        ({"motifs": "maladie", "minimum": 4}, {}, 0),
        ({"motifs": "maladie", "retenue": "20 %"}, {}, 3 * 1188),
    ],
)
def test_the_rule_of_the_activity_decides(
    town: Town, clock: Clock, booked: list[Booking], rule: dict[str, Any], more: dict[str, Any],
    credit: int,
) -> None:  # fmt: skip
    _rule(town, **rule)
    _missed(booked, clock, **more)
    _nights(town, clock)
    assert _balance() == credit - DAYS * 1485
    assert all(a.settled_at for a in Absence.select())


def test_a_certificate_is_waited_for_until_its_term(
    town: Town, clock: Clock, booked: list[Booking]
) -> None:
    _rule(town, justificatif="8 jours")
    _missed(booked, clock, promised=True)
    _nights(town, clock, 5)
    assert not any(a.settled_at for a in Absence.select())
    Absence.update(justified_at=clock.now).execute()
    _nights(town, clock, 1)
    assert _balance() == 0


def test_a_certificate_that_never_comes_leaves_the_days_due(
    town: Town, clock: Clock, booked: list[Booking]
) -> None:
    _rule(town, justificatif="8 jours")
    _missed(booked, clock, promised=True)
    _nights(town, clock, 10)
    assert all(a.settled_at for a in Absence.select())
    assert _balance() == -DAYS * 1485


def test_a_withdrawn_absence_gives_nothing_back(
    town: Town, clock: Clock, booked: list[Booking]
) -> None:
    _rule(town, motifs="maladie")
    _missed(booked, clock, withdrawn_at=clock.now)
    _nights(town, clock)
    assert _balance() == -DAYS * 1485
