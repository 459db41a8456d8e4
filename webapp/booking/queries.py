"""What booking pages and operations read. Every query starts from the family.

The texts are built once: on the hot paths, half the time of an ORM goes into writing SQL.
"""

from typing import Any, NamedTuple

from webapp.activities.people import categories_of, people
from webapp.activities.rules.facts import with_residence
from webapp.booking.rules.option import PACK, Option
from webapp.booking.rules.wishes import Kept
from webapp.database import marks, row, rows

# The live booking, its movement under way, the line of the cart: the same for a day and for a
# supplement, on alias `od` (open day), `a` (activity), `u` (custody), `p` (period).
_OF_AGE = """
(ac.least_age IS NULL OR EXISTS (SELECT 1 FROM child k WHERE k.id = u.child_id AND k.birth_day <=
   CAST(CAST(SUBSTR(od.day, 1, 4) AS INTEGER) - ac.least_age AS CHAR(4)) || SUBSTR(od.day, 5)))
AND (ac.most_age IS NULL OR EXISTS (SELECT 1 FROM child k WHERE k.id = u.child_id AND k.birth_day >
   CAST(CAST(SUBSTR(od.day, 1, 4) AS INTEGER) - ac.most_age - 1 AS CHAR(4)) || SUBSTR(od.day, 5)))
"""
EXCEPTION = """(SELECT ce.family_id = u.family_id FROM custody_exception ce
   WHERE ce.child_id = u.child_id AND od.day BETWEEN ce.first_day AND ce.last_day
   ORDER BY ce.first_day DESC LIMIT 1)"""
_DAY_COLUMNS = f"""
od.id, 0, od.day, u.child_id, a.id, a.structure_id, a.name, a.short_name, a.slots, a.terms,
a.waiting_list, NULL, od.capacity, od.taken,
(SELECT MIN(CAST(cd.capacity - cd.taken AS BIGINT) * {PACK} + cd.capacity) FROM activity_counter ac
   JOIN counter_day cd ON cd.counter_id = ac.counter_id AND cd.day = od.day
  WHERE ac.activity_id = a.id AND {_OF_AGE}),
p.opens_at, p.closes_at, p.name,
b.id, b.state, b.cents, b.family_id <> u.family_id, m.kind,
(SELECT COUNT(*) FROM booking w WHERE w.open_day_id = od.id AND w.state = 'waiting'),
CASE WHEN b.state = 'waiting' THEN
  (SELECT COUNT(*) + 1 FROM booking w WHERE w.open_day_id = od.id AND w.state = 'waiting'
      AND (w.priority, w.waiting_since, w.id) < (b.priority, b.waiting_since, b.id)) END,
l.wish, l.problem, u.pattern, u.days, {EXCEPTION},
EXISTS (SELECT 1 FROM supplement x WHERE x.open_day_id = od.id),
(SELECT z.reason FROM closure z WHERE z.id = od.closure_id),
t.total, t.lowest, t.debit_scope, t.debit_limit
"""
_DAY_JOINS = """
JOIN activity a ON a.id = od.activity_id
LEFT JOIN period p ON p.id = od.period_id
LEFT JOIN booking b ON b.open_day_id = od.id AND b.child_id = u.child_id
  AND b.supplement_id IS NULL AND b.state IN ('booked', 'waiting')
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending'
"""
_EXTRA_COLUMNS = f"""
od.id, x.id, od.day, u.child_id, a.id, a.structure_id, x.name, x.name, '', a.terms,
FALSE, x.cents, x.capacity, x.taken, NULL,
p.opens_at, p.closes_at, p.name,
b.id, b.state, b.cents, b.family_id <> u.family_id, m.kind, 0, NULL,
l.wish, l.problem, u.pattern, u.days, {EXCEPTION}, FALSE,
(SELECT z.reason FROM closure z WHERE z.id = od.closure_id),
t.total, t.lowest, t.debit_scope, t.debit_limit
"""
_EXTRA_JOINS = """
JOIN activity a ON a.id = od.activity_id
LEFT JOIN period p ON p.id = od.period_id
LEFT JOIN booking b ON b.supplement_id = x.id AND b.child_id = u.child_id
  AND b.state IN ('booked', 'waiting')
LEFT JOIN movement m ON m.booking_id = b.id AND m.state = 'pending'
"""
# What the family has with each structure: a few rows, gathered once for all days.
_STANDING = """
LEFT JOIN (SELECT w.structure_id, SUM(v.cents) AS total, MIN(v.cents) AS lowest,
                  s.debit_scope, s.debit_limit
  FROM balance v JOIN wallet w ON w.id = v.wallet_id JOIN structure s ON s.id = w.structure_id
  WHERE v.family_id = ? GROUP BY w.structure_id, s.debit_scope, s.debit_limit
) t ON t.structure_id = a.structure_id
"""
_CART = "LEFT JOIN cart c ON c.key = ? AND c.family_id = u.family_id"
_LINE = "LEFT JOIN cart_line l ON l.cart_id = c.id AND l.child_id = u.child_id"
# What families do not see is shown where they have it all the same.
_SEEN = "(a.visible OR b.id IS NOT NULL)"
_ENROLLED = """
JOIN enrolment e ON e.child_id = u.child_id
JOIN open_day od ON od.activity_id = e.activity_id AND od.day BETWEEN ? AND ?
  AND od.day BETWEEN e.first_day AND e.last_day
"""
_ENROLLED_THAT_DAY = """
JOIN enrolment e ON e.child_id = u.child_id AND e.activity_id = od.activity_id
  AND od.day BETWEEN e.first_day AND e.last_day
"""

DAYS = f"""
SELECT {_DAY_COLUMNS}
FROM custody u {_CART} {_ENROLLED} {_DAY_JOINS} {_STANDING}
{_LINE} AND l.open_day_id = od.id AND l.supplement_id = 0
WHERE u.family_id = ? AND u.child_id = ? AND a.structure_id = ? AND (? = 0 OR a.id = ?)
  AND {_SEEN}
ORDER BY od.day, a.position, a.id
"""
EXTRAS = f"""
SELECT {_EXTRA_COLUMNS}
FROM custody u {_CART} {_ENROLLED} JOIN supplement x ON x.open_day_id = od.id {_EXTRA_JOINS}
{_STANDING} {_LINE} AND l.supplement_id = x.id
WHERE u.family_id = ? AND u.child_id = ? AND a.structure_id = ? AND (? = 0 OR a.id = ?)
  AND {_SEEN}
ORDER BY od.day, x.id
"""
CART_DAYS = f"""
SELECT {_DAY_COLUMNS}
FROM cart c JOIN cart_line l ON l.cart_id = c.id AND l.supplement_id = 0
JOIN custody u ON u.family_id = c.family_id AND u.child_id = l.child_id
JOIN open_day od ON od.id = l.open_day_id {_ENROLLED_THAT_DAY} {_DAY_JOINS} {_STANDING}
WHERE c.key = ? AND c.family_id = ? AND {_SEEN} ORDER BY od.day, l.child_id, a.position
"""
CART_EXTRAS = f"""
SELECT {_EXTRA_COLUMNS}
FROM cart c JOIN cart_line l ON l.cart_id = c.id AND l.supplement_id > 0
JOIN custody u ON u.family_id = c.family_id AND u.child_id = l.child_id
JOIN open_day od ON od.id = l.open_day_id JOIN supplement x ON x.id = l.supplement_id
{_ENROLLED_THAT_DAY} {_EXTRA_JOINS} {_STANDING}
WHERE c.key = ? AND c.family_id = ? AND {_SEEN} ORDER BY od.day, l.child_id, x.id
"""
# What the children of a cart's bookings have on those days and keep: neither cancelled nor asked
# to be, here. The wider list of states is that of the index of live bookings, which SQLite uses
# only where it is told in these words.
CART_KEPT = """
SELECT DISTINCT b.child_id, b.day, b.open_day_id, a.name, a.slots, b.family_id = c.family_id,
       a.terms
FROM cart c JOIN cart_line l ON l.cart_id = c.id AND l.wish = 'book'
JOIN open_day wanted ON wanted.id = l.open_day_id
JOIN booking b ON b.child_id = l.child_id AND b.day = wanted.day
  AND b.supplement_id IS NULL AND b.state IN ('booked', 'waiting') AND b.state = 'booked'
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE c.key = ? AND c.family_id = ?
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')
  AND NOT EXISTS (SELECT 1 FROM cart_line g WHERE g.cart_id = c.id AND g.child_id = b.child_id
    AND g.open_day_id = b.open_day_id AND g.supplement_id = 0 AND g.wish = 'cancel')
"""
CART_SUMMARY = """
SELECT COUNT(l.id), COALESCE(SUM(l.cents), 0) FROM cart c JOIN cart_line l ON l.cart_id = c.id
WHERE c.key = ? AND c.family_id = ?
"""
CART_VERSION = "SELECT version FROM cart WHERE key = ? AND family_id = ?"
VALIDATION = "SELECT validated_at, result FROM validation WHERE id = ? AND family_id = ?"
ASKED_BY = """
SELECT m.booking_id, m.author FROM movement m
WHERE m.family_id = ? AND m.day = ? AND m.child_id = ? AND m.state <> 'withdrawn'
  AND m.author <> '' ORDER BY m.id
"""
FAMILY = "SELECT name FROM family WHERE id = ?"
CHILDREN = """
SELECT d.id, d.first_name, d.last_name, d.birth_day FROM custody u
JOIN child d ON d.id = u.child_id WHERE u.family_id = ? ORDER BY d.birth_day, d.id
"""
ACTIVITIES = """
SELECT a.id, a.name, a.short_name, a.slots, a.terms, a.waiting_list,
       (SELECT MIN(od.day) FROM open_day od WHERE od.activity_id = a.id),
       (SELECT MAX(od.day) FROM open_day od WHERE od.activity_id = a.id),
       (SELECT MIN(od.day) FROM open_day od LEFT JOIN period p ON p.id = od.period_id
         WHERE od.activity_id = a.id AND od.day >= ?
           AND od.day BETWEEN e.first_day AND e.last_day
           AND (p.id IS NULL OR ((p.opens_at IS NULL OR p.opens_at <= ?)
                                 AND (p.closes_at IS NULL OR p.closes_at > ?))))
FROM custody u JOIN enrolment e ON e.child_id = u.child_id AND e.last_day >= ?
JOIN activity a ON a.id = e.activity_id
WHERE u.family_id = ? AND u.child_id = ? AND a.structure_id = ?
  AND (a.visible OR EXISTS (SELECT 1 FROM booking b JOIN open_day od ON od.id = b.open_day_id
    WHERE b.family_id = u.family_id AND b.child_id = u.child_id AND od.activity_id = a.id
      AND b.state IN ('booked', 'waiting')))
ORDER BY a.position, a.id
"""


TAKERS = """
SELECT b.open_day_id, f.resident, f.categories, d.categories, COUNT(*) FROM booking b
JOIN family f ON f.id = b.family_id JOIN child d ON d.id = b.child_id
WHERE b.open_day_id IN ({marks}) AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY b.open_day_id, f.resident, f.categories, d.categories
"""


QUEUES = """
SELECT b.open_day_id, b.priority, COUNT(*) FROM booking b
WHERE b.open_day_id IN ({marks}) AND b.supplement_id IS NULL AND b.state = 'waiting'
GROUP BY b.open_day_id, b.priority
"""


class CartSummary(NamedTuple):
    """What the bar says: how many wishes, and what they add to the cost, in cents."""

    size: int
    cents: int


class ValidationRow(NamedTuple):
    validated_at: int
    result: str


class ChildRow(NamedTuple):
    id: int
    first_name: str
    last_name: str
    birth_day: str


class ActivityRow(NamedTuple):
    """`first`, `last`: the days that exist; `next`: the next one open for booking, or None."""

    id: int
    name: str
    short_name: str
    slots: str
    terms: str
    waiting_list: bool
    first: str | None
    last: str | None
    next: str | None


class Scope(NamedTuple):
    """Whose options: the family always, and the cart that the browser holds."""

    family: int
    cart: str
    child: int
    structure: int


def days(scope: Scope, first: str, last: str, activity: int = 0) -> list[Option]:
    """Options of a child between two ISO days, both included; all activities if 0."""
    return _options(DAYS, scope, first, last, activity)


def extras(scope: Scope, first: str, last: str, activity: int = 0) -> list[Option]:
    """Supplements, likewise."""
    return _options(EXTRAS, scope, first, last, activity)


def _options(sql: str, scope: Scope, first: str, last: str, activity: int) -> list[Option]:
    family, cart, child, structure = scope
    found = rows(sql, cart, first, last, family, family, child, structure, activity, activity)
    return _known(found, family)


def _known(found: list[tuple[Any, ...]], family: int) -> list[Option]:
    """Options, with what their rules ask of the children, if they do."""
    options = [Option(*found_row) for found_row in found]
    if not any(option.rules.personal for option in options):
        return options
    known = people(family)
    reserved = {o.open_day for o in options if o.rules.places.reserves and not o.supplement}
    takers = takers_of(sorted(reserved))
    options = [
        option._replace(person=known.get(option.child), takers=takers.get(option.open_day, ()))
        for option in options
    ]
    ranked = {o.open_day for o in options if o.rules.places.priority and o.queue}
    queues = _queues(sorted(ranked)) if ranked else {}
    return [
        option._replace(ahead=option.rules.places.ahead(option.facts.all_categories, queue))
        if (queue := queues.get(option.open_day)) and not option.supplement
        else option
        for option in options
    ]


def _queues(open_days: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Who waits for these days: by open day, priority and how many."""
    found: dict[int, list[tuple[int, int]]] = {}
    for day, priority, count in rows(QUEUES.format(marks=marks(open_days)), *open_days):
        found.setdefault(day, []).append((priority, count))
    return found


def takers_of(open_days: list[int]) -> dict[int, list[tuple[frozenset[str], int]]]:
    """Who has the seats of these days: by open day, categories and how many."""
    found: dict[int, list[tuple[frozenset[str], int]]] = {}
    if not open_days:
        return found
    for day, resident, home, child, count in rows(
        TAKERS.format(marks=marks(open_days)), *open_days
    ):
        who = with_residence(categories_of(home, child, resident))
        found.setdefault(day, []).append((who, count))
    return found


def cart_options(family: int, cart: str) -> list[Option]:
    """The lines of a cart as options with their `wish`: days first, those that go only with
    another one after it, then supplements."""
    found = rows(CART_DAYS, family, cart, family) + rows(CART_EXTRAS, family, cart, family)
    known = _known(found, family)
    return sorted(known, key=lambda o: (bool(o.supplement), o.day, o.child, bool(o.rules.needs)))


def cart_kept(family: int, cart: str) -> list[Kept]:
    """What stands beside the bookings that a cart asks for."""
    return [Kept._make(found) for found in rows(CART_KEPT, cart, family)]


def cart_summary(family: int, cart: str) -> CartSummary:
    """Count and cost of the cart."""
    found: Any = row(CART_SUMMARY, cart, family)
    return CartSummary(int(found[0]), int(found[1]))


def asked_by(family: int, child: int, day: str) -> dict[int, str]:
    """Who asked last for each booking of a child's day, by booking."""
    return dict(rows(ASKED_BY, family, day, child))


def family_name(family: int) -> str:
    """The family's name."""
    found: Any = row(FAMILY, family)
    return str(found[0])


def children(family: int) -> list[ChildRow]:
    """The family's children, eldest first."""
    return [ChildRow(*found) for found in rows(CHILDREN, family)]


def activities(
    family: int, child: int, structure: int, today: str, now: int, since: str
) -> list[ActivityRow]:
    """Activities that the child is enrolled in, enrolments ended before `since` left out."""
    found = rows(ACTIVITIES, today, now, now, since, family, child, structure)
    unique: dict[int, ActivityRow] = {}
    for enrolled in map(ActivityRow._make, found):
        known = unique.setdefault(enrolled.id, enrolled)
        if (enrolled.next or "9") < (known.next or "9"):
            unique[enrolled.id] = enrolled
    return list(unique.values())


def cart_version(family: int, cart: str) -> int:
    """The version of the cart, 0 if nothing was ever put in it."""
    found = row(CART_VERSION, cart, family)
    return int(found[0]) if found else 0


def validation(family: int, validation: int) -> ValidationRow | None:
    """A validation of this family."""
    found = row(VALIDATION, validation, family)
    return ValidationRow(*found) if found else None
