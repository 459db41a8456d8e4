"""What staff read to edit what a structure says."""

from datetime import date
from typing import Any, NamedTuple

from webapp import words
from webapp.database import row, rows
from webapp.structures.queries import Picture

STRUCTURE = """
SELECT name, address, phone, email, hours, presentation, accent, version,
       COALESCE(slug, LOWER(code))
FROM structure WHERE id = ?
"""
NEWS = """
SELECT id, code, title, body, public, first_day, last_day, version FROM news
WHERE structure_id = ? ORDER BY COALESCE(last_day, '9') DESC, COALESCE(first_day, '0') DESC, id DESC
LIMIT 200
"""
ONE = """
SELECT id, code, title, body, public, first_day, last_day, version FROM news
WHERE structure_id = ? AND id = ?
"""
PICTURES = """
SELECT id, structure_id, code, name, alt, width, height, LENGTH(small) FROM picture
WHERE structure_id = ? ORDER BY id DESC LIMIT 300
"""


class Described(NamedTuple):
    """What is stored of a structure now; `address_part` stands in `/s/…/`."""

    name: str
    address: str
    phone: str
    email: str
    hours: str
    presentation: str
    accent: str
    version: int
    address_part: str


class Written(NamedTuple):
    """A piece of news as it is stored."""

    id: int
    code: str
    title: str
    body: str
    public: bool
    first_day: date | None
    last_day: date | None
    version: int

    def state(self, today: date) -> str:
        """« en ligne », « à venir » or « passée »."""
        if self.first_day and today < self.first_day:
            return f"à venir, le {words.dated(self.first_day)}"
        if self.last_day and self.last_day < today:
            return "passée"
        until = f" jusqu’au {words.dated(self.last_day)}" if self.last_day else ""
        return f"en ligne{until}"


class Kept(NamedTuple):
    """A picture that can be shown."""

    id: int
    picture: Picture


def described(structure: int) -> Described:
    """The structure as it is stored."""
    found: Any = row(STRUCTURE, structure)
    return Described(*found)


def news(structure: int) -> list[Written]:
    """The news of a structure, what lasts longest first."""
    return [_written(*found) for found in rows(NEWS, structure)]


def one(structure: int, number: int) -> Written | None:
    """A piece of news of the structure."""
    found = row(ONE, structure, number)
    return _written(*found) if found else None


def pictures(structure: int) -> list[Kept]:
    """The pictures of a structure, the latest first."""
    return [Kept(number, Picture(*rest)) for number, *rest in rows(PICTURES, structure)]


def uses(structure: int, code: str, articles: list[Written]) -> list[str]:
    """Where a picture is shown: « la présentation », titles of news."""
    mark = f"image:{code})"
    found = ["la présentation"] if mark in described(structure).presentation else []
    return found + [f"«\u00a0{each.title}\u00a0»" for each in articles if mark in each.body]


def _written(number: int, code: str, title: str, body: str, public: bool, first: str | None,
             last: str | None, version: int) -> Written:  # fmt: skip
    return Written(number, code, title, body, bool(public), _day(first), _day(last), version)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
