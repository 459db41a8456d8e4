"""What the tests of the night share: running one, and the truths that hold after it."""

from datetime import datetime
from typing import Any

from tests.town import Town
from webapp.activities.models import OpenDay
from webapp.booking.models import Booking, Movement
from webapp.database import rows
from webapp.families.models import Child, Family
from webapp.transmission import operations

TRUE_DAYS = """
SELECT o.id, o.taken, o.released, o.capacity, COUNT(b.id) FROM open_day o
LEFT JOIN booking b ON b.open_day_id = o.id AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY o.id, o.taken, o.released, o.capacity
"""
TRUE_COUNTERS = """
SELECT d.id, d.taken, d.released, d.capacity, COUNT(b.id) FROM counter_day d
LEFT JOIN activity_counter k ON k.counter_id = d.counter_id
LEFT JOIN open_day o ON o.activity_id = k.activity_id AND o.day = d.day
LEFT JOIN booking b ON b.open_day_id = o.id AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY d.id, d.taken, d.released, d.capacity
"""
TRUE_SUPPLEMENTS = """
SELECT s.id, s.taken, s.released, s.capacity, COUNT(b.id) FROM supplement s
LEFT JOIN booking b ON b.supplement_id = s.id AND b.state = 'booked'
GROUP BY s.id, s.taken, s.released, s.capacity
"""
STRAY_SLOTS = """
SELECT COUNT(*) FROM booking_slot t JOIN booking b ON b.id = t.booking_id
WHERE b.state <> 'booked'
"""


def pass_night(town: Town, now: datetime) -> str:
    """The night, now; its line."""
    transmission_id = operations.open_by_hand(town.structure.id, now)
    operations.run(transmission_id, now)
    return operations.told(transmission_id)


def assert_seats_are_true() -> None:
    """After a night: seats taken are seats held, none is set aside, none is beyond capacity."""
    for sql in (TRUE_DAYS, TRUE_COUNTERS, TRUE_SUPPLEMENTS):
        for seat, taken, released, capacity, held in rows(sql):
            assert (taken, released) == (held, 0), f"seat {seat} of {sql.split()[8]}"
            assert capacity is None or taken <= capacity
    assert rows(STRAY_SLOTS)[0][0] == 0


def again(thing: Any) -> Any:
    """The row as it stands now."""
    return type(thing).get_by_id(thing.id)


def state_of(thing: Any) -> str:
    """The state of a booking or a movement, as it stands now."""
    return str(again(thing).state)


def promotion_of(booking: Booking) -> Movement | None:
    """The movement of the night on a booking that waited."""
    return Movement.get_or_none(Movement.booking == booking, Movement.kind == "promote")


def other_children(town: Town, open_day: OpenDay, count: int) -> list[tuple[Child, Family]]:
    """Children of other families, enrolled, to fill a list with."""
    from tests.world import a_family, an_account, enrol

    found = []
    for number in range(count):
        family = a_family(f"Voisin{number}", town.structure, "Zoé")
        an_account(f"voisin{number}", family)
        child = Child.get(Child.code == f"voisin{number}-zoé")
        enrol(child, open_day.activity)
        found.append((child, family))
    return found
