"""The night, and staff by hand, go by the rules of an activity: days allowed, limits of some,
seats kept for some, and whom it is for."""

from datetime import timedelta
from typing import Any

import pytest

from tests.jobs.nights import assert_seats_are_true, pass_night, state_of
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, terms
from webapp.activities.models import Activity, OpenDay
from webapp.booking.models import Booking, Movement
from webapp.families.models import Family
from webapp.mail.models import OutboxMail

pytestmark = pytest.mark.both_engines


def one_week(town: Town, count: int) -> list[OpenDay]:
    """The first days of the morning in one week."""
    monday = next(day for day in town.days if day.weekday() == 0)
    days = [monday + timedelta(n) for n in range(count)]
    return [town.open_day(town.matin, day=day) for day in days]


def limit(town: Town, **quotas: str) -> None:
    Activity.update(terms=terms(limites=quotas)).where(Activity.id == town.matin.id).execute()


def test_a_child_waits_on_where_it_has_all_the_days_of_its_week(town: Town, clock: Clock) -> None:
    """It has one, waits for three, and may have two; the next on the list are served."""
    limit(town, semaine="au plus 2")
    days = one_week(town, 4)
    a_booking(town.lea, town.martin, days[0])
    waits = [a_booking(town.lea, town.martin, day, "waiting") for day in days[1:]]
    behind = a_booking(town.ines, town.benali, days[3], "waiting")
    pass_night(town, clock.now)
    assert [state_of(each) for each in waits] == ["booked", "waiting", "waiting"]
    assert state_of(behind) == "booked"
    assert_seats_are_true()


def test_a_family_has_no_more_than_its_share(town: Town, clock: Clock) -> None:
    limit(town, famille_semaine="au plus 1")
    for child in (town.lea, town.tom):
        a_booking(child, town.martin, one_week(town, 1)[0], "waiting")
    pass_night(town, clock.now)
    assert sorted(b.state for b in Booking.select()) == ["booked", "waiting"]


def test_nor_do_staff_give_one_more(agent: Client, town: Town) -> None:
    limit(town, semaine="au plus 1")
    days = one_week(town, 2)
    a_booking(town.lea, town.martin, days[0])
    waits = a_booking(town.lea, town.martin, days[1], "waiting")
    query = {"structure": town.structure.id, "reservation": waits.id}
    form = agent.page("/admin/attente/donner", query_string=query).form("/admin/attente/donner")
    assert "tous les jours que les règles" in agent.submit(form, 409).text.replace("\u00a0", " ")
    assert state_of(waits) == "waiting"


def test_who_has_a_later_limit_waits_until_then(town: Town, clock: Clock) -> None:
    Family.update(categories="agent").where(Family.id == town.benali.id).execute()
    later = [{"pour": "agent", "reserver": "1 jour avant"}]
    rules = terms(days=30, exception=later)
    Activity.update(terms=rules).where(Activity.id == town.matin.id).execute()
    day = one_week(town, 1)[0]
    agents = a_booking(town.ines, town.benali, day, "waiting")
    others = a_booking(town.lea, town.martin, day, "waiting")
    pass_night(town, clock.now)
    assert (state_of(agents), state_of(others)) == ("booked", "refused")


def reserve(town: Town, seats: int, until: str = "") -> None:
    kept = {"reserve": [["habitant", seats, *([until] if until else [])]]}
    Activity.update(terms=terms(places=kept)).where(Activity.id == town.matin.id).execute()


def two_outsiders_wait(town: Town, seats: int) -> list[Booking]:
    """Before a resident, on a day of `seats` that nobody has."""
    Family.update(resident=False).where(Family.id == town.martin.id).execute()
    day = town.open_day(town.matin)
    OpenDay.update(capacity=seats, taken=0).where(OpenDay.id == day.id).execute()
    return [
        a_booking(town.lea, town.martin, day, "waiting"),
        a_booking(town.tom, town.martin, day, "waiting"),
        a_booking(town.ines, town.benali, day, "waiting"),
    ]


def test_seats_kept_for_some_pass_over_the_others(town: Town, clock: Clock) -> None:
    """Of two seats one is kept for residents: one outsider has the other, the resident hers."""
    reserve(town, 1)
    waits = two_outsiders_wait(town, 2)
    pass_night(town, clock.now)
    assert [state_of(each) for each in waits] == ["booked", "waiting", "booked"]
    assert not Movement.select().where(Movement.booking == waits[1]).count()
    assert_seats_are_true()


def test_who_takes_a_kept_seat_frees_none_of_the_others(town: Town, clock: Clock) -> None:
    reserve(town, 2)
    waits = two_outsiders_wait(town, 2)
    pass_night(town, clock.now)
    assert [state_of(each) for each in waits] == ["waiting", "waiting", "booked"]


def test_kept_seats_are_for_all_after_their_date(town: Town, clock: Clock) -> None:
    reserve(town, 2, until=clock.now.date().isoformat())
    waits = two_outsiders_wait(town, 2)
    pass_night(town, clock.now)
    assert [state_of(each) for each in waits] == ["waiting", "waiting", "booked"]
    pass_night(town, clock.now + timedelta(1))
    assert [state_of(each) for each in waits] == ["booked", "waiting", "booked"]


def test_staff_give_a_kept_seat_all_the_same(agent: Client, town: Town) -> None:
    reserve(town, 2)
    waits = two_outsiders_wait(town, 2)[0]
    query = {"structure": town.structure.id, "reservation": waits.id}
    form = agent.page("/admin/attente/donner", query_string=query).form("/admin/attente/donner")
    agent.submit(form)
    assert state_of(waits) == "booked"


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"limites": {"semaine": "au plus 1"}}, "l’enfant a déjà tous les jours que les règles"),
        ({"exclut": ["Restauration"]}, "l’enfant a déjà ce jour-là une activité qui ne va pas"),
        ({"avec": ["Soir"]}, "cette activité va avec une autre du même jour"),
        ({"public": {"ages": "11-14"}}, "cette activité n’est pas de l’âge de l’enfant"),
        ({"public": {"classes": "CM2"}}, "cette activité n’est pas ouverte à la classe"),
        ({"public": {"ecoles": ["Jules Ferry"]}}, "cette activité n’est pas ouverte à l’école"),
        ({"public": {"pour": "agent"}}, "cette activité est ouverte à d’autres familles"),
    ],
)
def test_who_is_passed_over_hears_why_once(
    town: Town, clock: Clock, rules: dict[str, Any], why: str
) -> None:
    """The rules have changed since it asked; the next on the list whom they fit has the seat."""
    first, second = one_week(town, 2)
    a_booking(town.lea, town.martin, first)
    a_booking(town.lea, town.martin, town.open_day(town.repas, day=second.day))
    waits = a_booking(town.lea, town.martin, second, "waiting")
    Activity.update(terms=terms(**rules)).where(Activity.id == town.matin.id).execute()
    for _ in range(2):
        pass_night(town, clock.now)
    assert state_of(waits) == "waiting"
    [told] = Movement.select().where(Movement.booking == waits)
    assert told.reason.startswith(f"Une place s’est libérée au rang 1, mais {why}")
    assert (told.state, told.to_state) == ("refused", "waiting")
    assert (
        OutboxMail.select().where(OutboxMail.context.contains("Place passée au suiv")).count() == 1
    )
    Activity.update(terms=terms()).where(Activity.id == town.matin.id).execute()
    pass_night(town, clock.now)
    assert state_of(waits) == "booked"
