"""Who may be ticked."""

from datetime import date
from typing import NamedTuple

from webapp.database import rows
from webapp.families.rules import words_of

MOST = 60
OPENED = """
SELECT o.id, o.day, a.id, a.name FROM open_day o JOIN activity a ON a.id = o.activity_id
WHERE o.id = ? AND a.structure_id = ? AND o.closure_id IS NULL
"""
NOT_LISTED = """ AND NOT EXISTS (SELECT 1 FROM booking b
    WHERE b.open_day_id = ? AND b.child_id = d.id AND b.supplement_id IS NULL
      AND b.state IN ('booked', 'waiting'))
  AND NOT EXISTS (SELECT 1 FROM attendance t
    WHERE t.open_day_id = ? AND t.child_id = d.id AND t.state <> '')
"""
ENROLLED = """
SELECT DISTINCT d.last_name, d.first_name, d.id, d.birth_day, d.school FROM enrolment e
JOIN child d ON d.id = e.child_id
WHERE e.activity_id = ? AND e.first_day <= ? AND e.last_day >= ?{others}
ORDER BY d.last_name, d.first_name, d.id LIMIT ?
"""
# By name, whoever the structure knows: a child comes to what it was never enrolled for.
KNOWN = """
SELECT DISTINCT d.last_name, d.first_name, d.id, d.birth_day, d.school
FROM custody u JOIN child d ON d.id = u.child_id
JOIN membership k ON k.family_id = u.family_id AND k.structure_id = ?
WHERE u.family_id IN ({within}){others}
ORDER BY d.last_name, d.first_name, d.id LIMIT ?
"""
WORD = "SELECT family_id FROM family_word WHERE near = FALSE AND word >= ? AND word <= ?"


class Opened(NamedTuple):
    """An activity on a day of a structure."""

    id: int
    day: date
    activity: int
    name: str


class Other(NamedTuple):
    id: int
    name: str
    birth_day: date
    school: str


def opened(structure: int, number: int) -> Opened | None:
    """An open day of the structure; None for another, or one that is closed."""
    found = rows(OPENED, number, structure)
    return next((Opened(o, date.fromisoformat(day), a, name) for o, day, a, name in found), None)


def others(structure: int, opened: Opened, asked: str) -> list[Other]:
    """Children who are not on the list: those enrolled, or with a name those whom the structure
    knows; `MOST` of them by name."""
    words = sorted(words_of(asked), key=len, reverse=True)[:4]
    day = opened.day.isoformat()
    if words:
        within = " INTERSECT ".join([WORD] * len(words))
        values = [value for word in words for value in (word, word + "z" * 40)]
        found = rows(
            KNOWN.format(within=within, others=NOT_LISTED),
            structure,
            *values,
            opened.id,
            opened.id,
            MOST,
        )
    else:
        found = rows(
            ENROLLED.format(others=NOT_LISTED),
            opened.activity,
            day,
            day,
            opened.id,
            opened.id,
            MOST,
        )
    return [
        Other(number, f"{last} {first}", date.fromisoformat(birth), school)
        for last, first, number, birth, school in found
    ]
