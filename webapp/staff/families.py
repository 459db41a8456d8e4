"""Families as staff look them up: by a few letters, then one sheet for all there is."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from webapp.database import marks, rows
from webapp.families.rules import near, numbers, words_of

FOUND, PAGE, WORDS, LAST_LETTERS = 30, 10, 5, "z" * 40
WHOLE = "SELECT family_id FROM family_word WHERE near = FALSE AND word >= ? AND word <= ?"
NEARLY = "SELECT family_id FROM family_word WHERE near = TRUE AND word IN ({marks})"
SEARCH = """
SELECT id, code, name, address FROM family WHERE id IN ({within}) ORDER BY name, code LIMIT ?
"""
CHILDREN = """
SELECT u.family_id, d.first_name, d.last_name FROM custody u JOIN child d ON d.id = u.child_id
WHERE u.family_id IN ({marks}) ORDER BY d.birth_day, d.id
"""
FAMILY = """
SELECT f.code, f.name, f.address, f.resident, f.categories, q.declared_on, q.hundredths
FROM family f LEFT JOIN quotient q ON q.family_id = f.id WHERE f.id = ?
ORDER BY q.declared_on DESC LIMIT 24
"""
ENROLLED = """
SELECT d.id, d.first_name, d.last_name, d.birth_day, d.school, d.school_class, u.pattern,
  a.name, e.first_day, e.last_day
FROM custody u JOIN child d ON d.id = u.child_id
LEFT JOIN enrolment e ON e.child_id = d.id AND e.last_day >= ?
LEFT JOIN activity a ON a.id = e.activity_id
WHERE u.family_id = ? ORDER BY d.birth_day, d.id, e.first_day, a.position, e.id LIMIT 200
"""
ACCOUNTS = """
SELECT a.title, a.first_name, a.last_name, a.login, a.email, a.phone, a.active, a.last_login
FROM account_family k JOIN account a ON a.id = k.account_id
WHERE k.family_id = ? ORDER BY a.id LIMIT 20
"""
BALANCES = """
SELECT s.name, w.name, b.cents FROM balance b JOIN wallet w ON w.id = b.wallet_id
JOIN structure s ON s.id = w.structure_id WHERE b.family_id = ? ORDER BY s.name, w.name LIMIT 50
"""
STRUCTURES = """
SELECT s.id, s.name FROM membership k JOIN structure s ON s.id = k.structure_id
WHERE k.family_id = ? ORDER BY s.position, s.id
"""
BOOKINGS = """
SELECT b.day, d.first_name, COALESCE(x.name, a.name), b.state, b.cents, b.price_rule
FROM booking b JOIN child d ON d.id = b.child_id JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE b.family_id = ? AND b.day >= ? AND b.state IN ('booked', 'waiting')
ORDER BY b.day, b.id LIMIT ? OFFSET ?
"""
REQUESTS = """
SELECT m.requested_at, m.day, d.first_name, COALESCE(x.name, a.name), m.kind, m.state, m.author,
  m.reason
FROM movement m JOIN child d ON d.id = m.child_id JOIN booking b ON b.id = m.booking_id
JOIN open_day o ON o.id = b.open_day_id JOIN activity a ON a.id = o.activity_id
LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE m.family_id = ? ORDER BY m.id DESC LIMIT ? OFFSET ?
"""
MAILS = """
SELECT created_at, sent_at, to_address, template, state FROM outbox_mail
WHERE family_id = ? ORDER BY id DESC LIMIT ? OFFSET ?
"""


class Found(NamedTuple):
    id: int
    code: str
    name: str
    address: str
    children: tuple[str, ...]


class Result(NamedTuple):
    """`close`: nothing is called so, these are called nearly so; `more`: and others."""

    found: tuple[Found, ...]
    close: bool = False
    more: bool = False


def search(text: str) -> Result:
    """The families that all the words of `text` begin a word of: name, code, child, parent,
    identifiant, mail, phone. If there is none, those with a typing error in a word."""
    words = sorted(numbers(text) or words_of(text), key=len, reverse=True)[:WORDS]
    if not words or len(words[0]) < 2:
        return Result(())
    exactly = [(WHOLE, (word, word + LAST_LETTERS)) for word in words]
    found = _search(exactly)
    close = not found and any(near(word) for word in words)
    if close:
        found = _search([_nearly(word) for word in words])
    return Result(_told(found[:FOUND]), close, len(found) > FOUND)


def within(text: str) -> tuple[str, list[str]]:
    """The query of the ids of the families that all the words of a text begin a word of, and its
    values; '' if there is no word. One letter alone begins too many: it is a word of its own."""
    words = sorted(words_of(text), key=len, reverse=True)[:WORDS]
    ends = [word + LAST_LETTERS if word[1:] else word for word in words]
    values = [value for pair in zip(words, ends, strict=True) for value in pair]
    return " INTERSECT ".join([WHOLE] * len(words)), values


def _nearly(word: str) -> tuple[str, tuple[str, ...]]:
    variants = tuple(sorted(near(word)))
    if not variants:
        return WHOLE, (word, word + LAST_LETTERS)
    return NEARLY.format(marks=marks(variants)), variants


def _search(conditions: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[Any, ...]]:
    within = " INTERSECT ".join(sql for sql, _ in conditions)
    values = [value for _, found in conditions for value in found]
    return rows(SEARCH.format(within=within), *values, FOUND + 1)


def _told(found: list[tuple[Any, ...]]) -> tuple[Found, ...]:
    if not found:
        return ()
    names: dict[int, list[str]] = {line[0]: [] for line in found}
    for family, first, last in rows(CHILDREN.format(marks=marks(found)), *names):
        names[family].append(f"{first} {last}")
    return tuple(
        Found(number, code, name, address, tuple(names[number]))
        for number, code, name, address in found
    )


class Child(NamedTuple):
    """`enrolments`: activity, first and last day of those that have not ended."""

    id: int
    name: str
    birth_day: date
    school: str
    pattern: str
    enrolments: tuple[tuple[str, date, date], ...]


class Family(NamedTuple):
    """`quotients`: (declared on, cents), the last first."""

    id: int
    code: str
    name: str
    address: str
    resident: bool
    categories: str
    quotients: tuple[tuple[date, int], ...]


class Slice(NamedTuple):
    """A page of a list; `more`: another follows."""

    lines: tuple[tuple[Any, ...], ...]
    page: int
    more: bool


def family(number: int) -> Family | None:
    """The family of that id."""
    found = rows(FAMILY, number)
    if not found:
        return None
    quotients = tuple((date.fromisoformat(line[5]), line[6]) for line in found if line[5])
    code, name, address, resident, categories = found[0][:5]
    return Family(number, code, name, address, bool(resident), categories, quotients)


def children(number: int, today: date) -> tuple[Child, ...]:
    """The family's children and what each is enrolled for."""
    known: dict[int, Child] = {}
    for child, first, last, birth, school, room, pattern, activity, *days in rows(
        ENROLLED, today.isoformat(), number
    ):
        place = ", ".join(part for part in (school, room) if part)
        new = Child(child, f"{first} {last}", date.fromisoformat(birth), place, pattern, ())
        kept = known.setdefault(child, new)
        if activity:
            start, end = (date.fromisoformat(day) for day in days)
            more = (*kept.enrolments, (activity, start, end))
            known[child] = kept._replace(enrolments=more)
    return tuple(known.values())


def accounts(number: int) -> list[tuple[Any, ...]]:
    return rows(ACCOUNTS, number)


def balances(number: int) -> list[tuple[Any, ...]]:
    return rows(BALANCES, number)


def structures(number: int) -> list[tuple[Any, ...]]:
    return rows(STRUCTURES, number)


def bookings(number: int, today: date, page: int) -> Slice:
    """What is booked from today on."""
    found = rows(BOOKINGS, number, today.isoformat(), PAGE + 1, PAGE * (page - 1))
    return _slice([(date.fromisoformat(day), *rest) for day, *rest in found], page)


def requests(number: int, page: int) -> Slice:
    """What was asked, the last first."""
    found = rows(REQUESTS, number, PAGE + 1, PAGE * (page - 1))
    return _slice([(at, date.fromisoformat(day), *rest) for at, day, *rest in found], page)


def mails(number: int, page: int) -> Slice:
    """What was written to it, the last first."""
    return _slice(rows(MAILS, number, PAGE + 1, PAGE * (page - 1)), page)


def _slice(found: list[tuple[Any, ...]], page: int) -> Slice:
    return Slice(tuple(found[:PAGE]), page, len(found) > PAGE)
