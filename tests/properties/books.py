"""A town so small that everything meets, and the things that families do in it, one by one."""

from dataclasses import dataclass

from tests.town import Town
from tests.world import NOW, a_child, a_supplement, enrol
from webapp.activities.models import CounterDay, OpenDay
from webapp.booking import recap
from webapp.booking.operations import cart, validation, withdrawal
from webapp.booking.operations.cart import Click
from webapp.booking.operations.recording import Author
from webapp.booking.queries import Scope
from webapp.database import execute, rows
from webapp.structures.rules import TownCalendar

SECONDS = int(NOW.timestamp())
CALENDAR = TownCalendar("Europe/Paris", ())
WRITTEN = ("booking_slot", "movement", "cart_line", "validation", "cart", "booking")
COUNTED = ("open_day", "counter_day", "supplement")


@dataclass(frozen=True)
class Village:
    """`carts`: the family of each. Noé is the child of both. `targets`: what each day offers."""

    structure: int
    carts: dict[str, int]
    children: dict[int, list[int]]
    targets: dict[str, list[str]]


def make_village(town: Town) -> Village:
    """Two days, one seat in the morning, two meals, a pool for one."""
    noe = a_child("Noé", town.martin, town.benali)
    enrol(noe, town.matin, town.journee, town.repas)
    days = town.days[:2]
    OpenDay.update(capacity=1).where(OpenDay.activity == town.matin).execute()
    OpenDay.update(capacity=2).where(OpenDay.activity == town.journee).execute()
    CounterDay.update(capacity=2).execute()
    pools = [a_supplement(town.open_day(town.matin, day), capacity=1) for day in days]
    rides = [a_supplement(town.open_day(town.journee, day), "Poney") for day in days]
    activities = [str(a.id) for a in (town.matin, town.journee, town.repas)]
    return Village(
        town.structure.id,
        {"martin-a": town.martin.id, "martin-b": town.martin.id, "benali": town.benali.id},
        {
            town.martin.id: [town.lea.id, town.tom.id, noe.id],
            town.benali.id: [town.ines.id, noe.id],
        },
        {
            day.isoformat(): [*activities, f"s{pool.id}", f"s{ride.id}"]
            for day, pool, ride in zip(days, pools, rides, strict=True)
        },
    )


def forget_bookings() -> None:
    """The village as it was before anybody booked."""
    for table in WRITTEN:
        execute(f"DELETE FROM {table}")
    for table in COUNTED:
        execute(f"UPDATE {table} SET taken = 0, released = 0")


def click(village: Village, key: str, child: int, day: int, target: int, want: str) -> None:
    """A click that is granted, or refused with a reason; the numbers choose."""
    family = village.carts[key]
    children, days = village.children[family], list(village.targets)
    scope = Scope(family, key, children[child % len(children)], village.structure)
    asked = Click(days[day], village.targets[days[day]][target], want)
    done = cart.click(scope, asked, CALENDAR, SECONDS)
    wishes = {o.target: o.wish for o in done.options}
    assert done.option.wish == wishes[done.option.target]
    again = cart.click(scope, asked, CALENDAR, SECONDS)
    assert again.summary == done.summary, "idempotent"
    assert (again.option.wish or "") == (done.option.wish or "")


def validate(village: Village, key: str) -> None:
    """« Valider » right after the recap: what it said possible is recorded, but for the seats
    that two lines of the same cart want."""
    family, calendars = village.carts[key], {village.structure: CALENDAR}
    read = recap.recap(family, key, calendars, SECONDS)
    done = validation.validate(Author(family, 1, "Camille"), key, read.version, calendars, SECONDS)
    if done is None:
        assert read.version == 0
        return
    result = recap.result(family, done)
    assert result is not None
    impossible = {(line.child_id, line.day, line.name) for line in read.impossible}
    for line in result.refused:
        known = (line.child_id, line.day, line.name) in impossible
        assert known or line.why.startswith(("Complet", "Ce supplément va avec")), line
    replayed = validation.validate(
        Author(family, 1, "Camille"), key, read.version, calendars, SECONDS
    )
    assert replayed == done


def take_back(village: Village, number: int) -> None:
    """One of the requests not yet transmitted."""
    pending = rows("SELECT id, family_id FROM movement WHERE state = 'pending' ORDER BY id")
    if pending:
        movement, family = pending[number % len(pending)]
        withdrawal.withdraw(family, movement, SECONDS)


def take_all_back(village: Village, key: str) -> None:
    withdrawal.withdraw_all(village.carts[key], village.structure, SECONDS)


def transmit(village: Village, key: str) -> None:
    """What a night leaves of a family's requests: they can only be cancelled from now on."""
    for kind, state in (("book", "accepted"), ("wait", "waiting")):
        execute(
            "UPDATE movement SET state = ? WHERE state = 'pending' AND kind = ? AND family_id = ?",
            state, kind, village.carts[key],
        )  # fmt: skip
