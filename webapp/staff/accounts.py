"""Accounts as the staff see them."""

from typing import Any, NamedTuple

from webapp.accounts.operations.log_in import folded
from webapp.database import marks, row, rows
from webapp.staff.operations.accounts import Person

PAGE = 50
BATCH = 100
"""Letters made at once: two to three seconds, and a pile that a printer may spoil."""
LONGEST = 80
KNOWN = """
SELECT a.id, a.login, a.title, a.first_name, a.last_name, a.email, a.phone, a.active,
  a.must_change, a.last_login, a.role, f.id, f.name, f.address
FROM account a LEFT JOIN account_family af ON af.account_id = a.id
LEFT JOIN family f ON f.id = af.family_id
"""
WORD = """ AND (a.login LIKE ? ESCAPE '!' OR a.first_name LIKE ? ESCAPE '!'
  OR a.last_name LIKE ? ESCAPE '!' OR UPPER(a.last_name) LIKE ? ESCAPE '!'
  OR f.name LIKE ? ESCAPE '!')"""
FOUND = (
    KNOWN
    + """WHERE a.role = 'family'{words}
ORDER BY a.last_name, a.first_name, a.id, f.id LIMIT ? OFFSET ?"""
)
ONE = KNOWN + "WHERE a.id = ? ORDER BY f.id"
COLLEAGUES = """
SELECT a.id, a.login, a.title, a.first_name, a.last_name, a.email, a.phone, a.active,
  a.must_change, a.last_login, a.role, s.confirmed_at
FROM account a LEFT JOIN second_factor s ON s.account_id = a.id
WHERE a.role <> 'family'{one} ORDER BY a.active DESC, a.last_name, a.first_name, a.id
"""
WITHOUT = """
SELECT f.id, f.name, f.address FROM family f
WHERE NOT EXISTS (SELECT 1 FROM account_family af WHERE af.family_id = f.id)
ORDER BY f.name, f.id LIMIT ?
"""
COUNT_WITHOUT = """
SELECT COUNT(*) FROM family f
WHERE NOT EXISTS (SELECT 1 FROM account_family af WHERE af.family_id = f.id)
"""
# Imported, or made by hand: nobody has ever had a way in. One that its owner has shut is not these.
NO_WAY_IN = """
FROM account a JOIN account_family af ON af.account_id = a.id
WHERE a.role = 'family' AND a.active AND a.password_hash = '' AND a.last_login IS NULL
"""
COUNT_SILENT = "SELECT COUNT(DISTINCT a.id)" + NO_WAY_IN
SILENT = (
    "SELECT DISTINCT a.id, a.title, a.first_name, a.last_name"
    + NO_WAY_IN
    + "ORDER BY a.last_name, a.first_name, a.id LIMIT ?"
)
UNUSED = """
SELECT a.id FROM account a JOIN account_family af ON af.account_id = a.id
WHERE af.family_id IN ({marks}) AND a.role = 'family' AND a.active AND a.must_change
  AND a.last_login IS NULL ORDER BY a.id LIMIT 100
"""
NOT_ENTERED = """
SELECT id FROM account
WHERE id IN ({marks}) AND role = 'family' AND active AND must_change AND last_login IS NULL
ORDER BY id
"""
FAMILIES = """
SELECT id, name, address FROM family
WHERE name LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' OR code = ? ORDER BY name, id LIMIT 30
"""
FAMILY = "SELECT id, name, address FROM family WHERE id = ?"


class Household(NamedTuple):
    id: int
    name: str
    address: str


class Known(NamedTuple):
    """An account. `last_login` in UTC seconds; `fresh`: the first password is still the one;
    `family` is 0 for staff; `second`: since when a second factor is known, of staff."""

    id: int
    login: str
    person: Person
    active: bool
    fresh: bool
    last_login: int | None
    role: str
    family: int
    family_name: str
    second: int | None

    @property
    def name(self) -> str:
        return " ".join(part for part in self.person[:3] if part)

    @property
    def email(self) -> str:
        return self.person.email


class Silent(NamedTuple):
    """An account that nobody has ever had a password for."""

    id: int
    name: str


class Page(NamedTuple):
    accounts: tuple[Known, ...]
    more: bool


def search(asked: str, page: int) -> Page:
    """Accounts of families whose identifiant, name or family begins with each word."""
    words = asked.split()[:5]
    values = [value for word in words for value in _begins(word)]
    sql = FOUND.format(words=WORD * len(words))
    found = rows(sql, *values, PAGE + 1, (page - 1) * PAGE)
    return Page(tuple(_known(line) for line in found[:PAGE]), len(found) > PAGE)


def _begins(word: str) -> tuple[str, ...]:
    typed, upper = _literal(word), _literal(word.upper())
    login = f"%{_literal(folded(word))}%"
    return login, f"{_literal(word.capitalize())}%", f"{typed}%", f"{upper}%", f"{upper}%"


def _literal(text: str) -> str:
    """A text in which LIKE finds no sign of its own."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return text


def one(account: int) -> Known | None:
    """An account of a family; None for any other."""
    found = row(ONE, account)
    return _known(found) if found and found[10] == "family" else None


def colleagues() -> list[Known]:
    """All accounts of staff."""
    return [_colleague(line) for line in rows(COLLEAGUES.format(one=""))]


def colleague(account: int) -> Known | None:
    """An account of staff; None for any other."""
    found = row(COLLEAGUES.format(one=" AND a.id = ?"), account)
    return _colleague(found) if found else None


def without(limit: int = BATCH) -> list[Household]:
    """Families that nobody can log in for, in the order of their letters."""
    return [Household(*line) for line in rows(WITHOUT, limit)]


def count_without() -> int:
    counted = row(COUNT_WITHOUT)
    return int(counted[0]) if counted else 0


def silent(limit: int = BATCH) -> list[Silent]:
    """Accounts without a way in, in the order of their letters."""
    return [
        Silent(number, " ".join(part for part in who if part))
        for number, *who in rows(SILENT, limit)
    ]


def count_silent() -> int:
    counted = row(COUNT_SILENT)
    return int(counted[0]) if counted else 0


def waiting_letters() -> int:
    """Letters that are still to be made, for families without an account and accounts without a
    way in."""
    return count_without() + count_silent()


def unused(homes: list[int]) -> list[int]:
    """Accounts of these families that nobody has entered with yet: letters that may be lost."""
    return [number for (number,) in rows(UNUSED.format(marks=marks(homes)), *homes)]


def not_entered(asked: list[int]) -> list[int]:
    """Those of these accounts whose letter has not served yet."""
    return [number for (number,) in rows(NOT_ENTERED.format(marks=marks(asked)), *asked)]


def families(asked: str) -> list[Household]:
    """Families whose name begins so, or whose code it is."""
    typed = asked.strip()
    patterns = (f"{_literal(typed.upper())}%", f"{_literal(typed)}%")
    return [Household(*line) for line in rows(FAMILIES, *patterns, typed)] if typed else []


def family(number: int) -> Household | None:
    found = row(FAMILY, number)
    return Household(*found) if found else None


def _known(line: tuple[Any, ...]) -> Known:
    number, login, *who, active, fresh, at, role, home, name, _ = line
    state = (bool(active), bool(fresh), at, role)
    return Known(number, login, Person(*who), *state, home or 0, name or "", None)


def _colleague(line: tuple[Any, ...]) -> Known:
    *most, second = line
    return _known((*most, 0, "", ""))._replace(second=second)
