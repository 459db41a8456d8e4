"""Who comes and who is there: the list of a day, the numbers of a week."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from webapp.attendance.rules import ABSENT, LEFT, NOTHING, PRESENT
from webapp.booking.rules.option import as_date
from webapp.database import rows
from webapp.families.rules import age_on
from webapp.staff.rules import Count, Expected, count_on

ACTIVITIES = """
SELECT o.id, a.id, a.name FROM activity a JOIN open_day o ON o.activity_id = a.id AND o.day = ?
WHERE a.structure_id = ? AND o.closure_id IS NULL{activity} ORDER BY a.position, a.id
"""
GROUPS = """
SELECT a.id, a.name, COALESCE(d.school, ''), COUNT(b.id)
FROM activity a JOIN open_day o ON o.activity_id = a.id AND o.day = ?
LEFT JOIN booking b ON b.open_day_id = o.id AND b.state IN ('booked', 'waiting')
  AND b.supplement_id IS NULL
LEFT JOIN child d ON d.id = b.child_id
WHERE a.structure_id = ? AND o.closure_id IS NULL
GROUP BY a.position, a.id, a.name, COALESCE(d.school, '') ORDER BY a.position, a.id, 3
"""
# What a list may be narrowed to.
OF_ACTIVITY, OF_SCHOOL = " AND o.activity_id = ?", " AND d.school = ?"
# Who booked, then who was ticked without a booking.
LIST = """
SELECT o.id, d.id, d.last_name, d.first_name, d.birth_day, d.school, d.school_class,
  d.categories, d.health, d.menu, d.pickup, d.leaves_alone, d.photo, f.id, f.name,
  b.state, COALESCE(x.name, ''), COALESCE(z.reason, ''), m.id IS NOT NULL,
  COALESCE(t.state, ''), t.arrived_at, t.left_at
FROM activity a JOIN open_day o ON o.activity_id = a.id AND o.day = ?
JOIN booking b ON b.open_day_id = o.id AND b.state IN ('booked', 'waiting')
JOIN child d ON d.id = b.child_id JOIN family f ON f.id = b.family_id
LEFT JOIN supplement x ON x.id = b.supplement_id
LEFT JOIN absence z ON z.booking_id = b.id AND z.withdrawn_at IS NULL
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel'
LEFT JOIN attendance t ON t.open_day_id = o.id AND t.child_id = d.id
WHERE a.structure_id = ? AND o.closure_id IS NULL{only}
UNION ALL
SELECT o.id, d.id, d.last_name, d.first_name, d.birth_day, d.school, d.school_class,
  d.categories, d.health, d.menu, d.pickup, d.leaves_alone, d.photo, f.id, f.name,
  '', '', '', FALSE, t.state, t.arrived_at, t.left_at
FROM attendance t JOIN open_day o ON o.id = t.open_day_id
JOIN child d ON d.id = t.child_id JOIN family f ON f.id = t.family_id
WHERE t.structure_id = ? AND t.day = ? AND t.state <> '' AND NOT EXISTS (SELECT 1 FROM booking b
  WHERE b.open_day_id = o.id AND b.child_id = d.id AND b.supplement_id IS NULL
    AND b.state IN ('booked', 'waiting')){only}
ORDER BY 1, 3, 4, 2, 17
"""
PHONES = """
SELECT DISTINCT k.family_id, a.first_name, a.last_name, a.phone
FROM account_family k JOIN account a ON a.id = k.account_id AND a.active AND a.phone <> ''
WHERE k.family_id IN (
  SELECT b.family_id FROM booking b WHERE b.state IN ('booked', 'waiting') AND b.open_day_id IN (
    SELECT o.id FROM open_day o JOIN activity y ON y.id = o.activity_id
    WHERE o.day = ? AND y.structure_id = ?{activity})
  UNION SELECT t.family_id FROM attendance t WHERE t.structure_id = ? AND t.day = ?)
ORDER BY k.family_id, a.last_name, a.first_name, a.phone
"""
# A cancellation that waits for the night counts as done, and so does an absence declared.
NUMBERS = """
SELECT a.id, a.name, COALESCE(x.name, ''), d.menu, o.day, d.birth_day, COUNT(*)
FROM activity a JOIN open_day o ON o.activity_id = a.id AND o.day BETWEEN ? AND ?
JOIN booking b ON b.open_day_id = o.id AND b.state = 'booked'
JOIN child d ON d.id = b.child_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE a.structure_id = ? AND o.closure_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM absence z WHERE z.booking_id = b.id AND z.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
GROUP BY a.position, a.id, a.name, COALESCE(x.name, ''), d.menu, o.day, d.birth_day
ORDER BY a.position, a.id, COALESCE(x.name, ''), d.menu, o.day
"""
COMES, WAITS, AWAY, LEAVES = "attendu", "liste d’attente", "absence annoncée", "annulation demandée"
UNBOOKED = "sans réservation"


class Sheet(NamedTuple):
    """What whoever receives a child must know. `known`: words of the town (PAI…)."""

    known: str
    health: str
    menu: str
    pickup: str
    leaves_alone: bool
    photo: bool

    @property
    def told(self) -> str:
        """All of it in a line of a file."""
        parts = (
            self.known, self.health, self.menu and f"menu {self.menu}",
            self.pickup and f"peuvent venir\u00a0: {self.pickup}",
            "part seul" if self.leaves_alone else "", "" if self.photo else "pas de photo",
        )  # fmt: skip
        return "\u202f; ".join(part for part in parts if part)


class Tick(NamedTuple):
    """What was ticked (`attendance.rules.STATES`), and when it came and left, UTC seconds."""

    state: str
    arrived_at: int | None
    left_at: int | None


class Child(NamedTuple):
    """A line of the list; `extras`: the supplements; `state`: `COMES`, `WAITS`, `AWAY`,
    `LEAVES` or `UNBOOKED`; `phones`: (name, number)."""

    id: int
    name: str
    age: int
    school: str
    state: str
    extras: tuple[str, ...]
    family: int
    family_name: str
    sheet: Sheet
    tick: Tick
    phones: tuple[tuple[str, str], ...]


class Activity(NamedTuple):
    """The children of an activity on a day, by name."""

    open_day: int
    id: int
    name: str
    children: tuple[Child, ...]

    @property
    def expected(self) -> int:
        return sum(child.state == COMES for child in self.children)

    def ticked(self, state: str) -> int:
        """How many are `state` (`attendance.rules.STATES`)."""
        return sum(child.tick.state == state for child in self.children)

    @property
    def present(self) -> int:
        return self.ticked(PRESENT)

    @property
    def left(self) -> int:
        return self.ticked(LEFT)

    @property
    def absent(self) -> int:
        return self.ticked(ABSENT)

    @property
    def missing(self) -> int:
        """Expected, and not ticked yet."""
        return sum(c.state == COMES and c.tick.state == NOTHING for c in self.children)

    def child(self, number: int) -> Child | None:
        return next((child for child in self.children if child.id == number), None)


class Group(NamedTuple):
    """What is open; `schools`: how many children of each, '' for those whose school is unknown."""

    activity: int
    name: str
    schools: dict[str, int]

    @property
    def children(self) -> int:
        return sum(self.schools.values())


class Numbers(NamedTuple):
    """An activity, a supplement of it, those of a menu ('' for all of them); a `Count` for each
    day of the week, None when closed or nobody comes."""

    activity: str
    supplement: str
    menu: str
    days: tuple[Count | None, ...]


def groups(structure: int, day: date) -> list[Group]:
    """What is open on a day, and how many children of each school have it or wait for it."""
    found = rows(GROUPS, day.isoformat(), structure)
    return [
        Group(number, name, {school: count for *_, school, count in lines if count})
        for (number, name), lines in groupby(found, key=itemgetter(0, 1))
    ]


def on(structure: int, day: date, activity: int = 0, school: str = "") -> list[Activity]:
    """The list of a day: every activity that is open, or one of them; the children of every school,
    or of one."""
    iso = day.isoformat()
    which = OF_ACTIVITY if activity else ""
    one = (activity,) if activity else ()
    only, narrowed = which + (OF_SCHOOL if school else ""), (*one, school) if school else one
    found: dict[int, list[tuple[Any, ...]]] = {}
    sql = LIST.format(only=only)
    for line in rows(sql, iso, structure, *narrowed, structure, iso, *narrowed):
        found.setdefault(line[0], []).append(line[1:])
    phones: dict[int, list[tuple[str, str]]] = {}
    sql = PHONES.format(activity=which)
    for family, first, last, phone in rows(sql, iso, structure, *one, structure, iso):
        phones.setdefault(family, []).append((f"{first} {last}", phone))
    return [
        Activity(opened, number, name, tuple(_children(found.get(opened, ()), day, phones)))
        for opened, number, name in rows(ACTIVITIES.format(activity=which), iso, structure, *one)
    ]


def _children(
    lines: Iterable[tuple[Any, ...]], day: date, phones: Mapping[int, list[tuple[str, str]]]
) -> Iterable[Child]:
    for number, group in groupby(lines, key=lambda line: line[0]):
        booked = list(group)
        own = next((line for line in booked if not line[15]), booked[0])
        last, first, birth, school, room, *sheet, home, name, state, _, away, leaves = own[1:18]
        told = WAITS if state == "waiting" else LEAVES if leaves else AWAY if away else COMES
        yield Child(
            id=number,
            name=f"{last} {first}",
            age=age_on(as_date(birth), day),
            school=", ".join(part for part in (school, room) if part),
            state=told if state else UNBOOKED,
            extras=tuple(line[15] for line in booked if line[15] and not line[17]),
            family=home,
            family_name=name,
            sheet=Sheet(*sheet),
            tick=Tick(*own[18:21]),
            phones=tuple(phones.get(home, ())),
        )


def numbers(structure: int, days: tuple[date, ...]) -> list[Numbers]:
    """How many are expected on each of these days, by activity, supplement and menu."""
    found = [
        Expected(activity, name, extra, menu, as_date(day), as_date(birth), count)
        for activity, name, extra, menu, day, birth, count in rows(
            NUMBERS, days[0].isoformat(), days[-1].isoformat(), structure
        )
    ]
    return [
        line
        for (_, name, extra), group in groupby(found, attrgetter("activity", "name", "extra"))
        for line in _by_menu(name, extra, list(group), days)
    ]


def _by_menu(
    name: str, extra: str, lines: list[Expected], days: tuple[date, ...]
) -> Iterable[Numbers]:
    """All of them, then those of each menu that is not the usual one."""
    yield Numbers(name, extra, "", tuple(count_on(lines, day) for day in days))
    for menu in sorted({line.menu for line in lines} - {""}):
        own = [line for line in lines if line.menu == menu]
        yield Numbers(name, extra, menu, tuple(count_on(own, day) for day in days))
