"""The children of a household, as rules ask about them. One query."""

from datetime import date
from decimal import Decimal

from webapp.activities.rules.facts import OUTSIDER
from webapp.activities.rules.people import Person
from webapp.activities.rules.reading import word
from webapp.database import rows

PEOPLE = """
SELECT d.id, d.birth_day, d.school, d.school_class, d.categories, f.categories, f.resident,
       e.activity_id, q.declared_on, q.hundredths
FROM custody u JOIN child d ON d.id = u.child_id JOIN family f ON f.id = u.family_id
LEFT JOIN enrolment e ON e.child_id = d.id
LEFT JOIN quotient q ON q.family_id = f.id
WHERE u.family_id = ? ORDER BY d.birth_day, d.id, q.declared_on
"""


def people(family: int) -> dict[int, Person]:
    """The children of `family`, by id."""
    found = rows(PEOPLE, family)
    enrolled: dict[int, list[int]] = {}
    for child, *_, activity, _, _ in found:
        if activity is not None and child not in enrolled.setdefault(activity, []):
            enrolled[activity].append(child)
    quotients = {row[8]: row[9] for row in found if row[8] is not None}
    declared = tuple((date.fromisoformat(d), Decimal(n) / 100) for d, n in quotients.items())
    return {
        row[0]: Person(
            row[1], row[2], row[3], categories_of(row[5], row[4], row[6]),
            declared,
            {a: (c.index(row[0]) + 1, len(c)) for a, c in enrolled.items() if row[0] in c},
        )
        for row in found
    }  # fmt: skip


def categories_of(home: str, child: str, resident: bool) -> frozenset[str]:
    """The categories of a child: its own, those of its household, outsider or not."""
    stated = f"{home},{child}".split(",")
    words = frozenset(word(each) for each in stated if each.strip())
    return words if resident else words | {OUTSIDER}
