"""What pages read about structures."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from webapp import words
from webapp.database import row, rows


class Contact(NamedTuple):
    """How to reach a structure; `presentation` is Markdown, `address_part` stands in `/s/…/`."""

    id: int
    code: str
    name: str
    address: str
    phone: str
    email: str
    hours: str
    address_part: str
    accent: str
    presentation: str


class NewsItem(NamedTuple):
    """What a structure publishes; `body` is Markdown."""

    structure: int
    title: str
    body: str


class Picture(NamedTuple):
    """A picture in its small form: pixels, and what it weighs in bytes."""

    structure: int
    code: str
    name: str
    alt: str
    width: int
    height: int
    bytes: int


class Published(NamedTuple):
    """What structures say of themselves at a moment."""

    structures: tuple[Contact, ...]
    news: tuple[NewsItem, ...]
    pictures: tuple[Picture, ...]


CONTACTS = """
SELECT id, code, name, address, phone, email, hours, COALESCE(slug, LOWER(code)), accent,
       presentation
FROM structure ORDER BY position, id
"""
ADDRESS_PART = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
NAME = re.compile(r"[0-9a-f]{20}")
# One statement: rows of three kinds, each with its own reading of the columns.
PUBLISHED = """
SELECT 'structure', id, position, code, name, address, phone, email, hours,
       COALESCE(slug, LOWER(code)), accent, presentation, timezone
FROM structure WHERE (? = 0 OR id = ?)
UNION ALL
SELECT 'news', n.structure_id, n.id, n.title, COALESCE(n.first_day, ''), COALESCE(n.last_day, ''),
       '', '', '', '', '', n.body, ''
FROM news n WHERE (n.public OR ? = 1) AND (? = 0 OR n.structure_id = ?)
UNION ALL
SELECT 'picture', p.structure_id, p.id, p.code, p.name, p.alt, CAST(p.width AS CHAR(9)),
       CAST(p.height AS CHAR(9)), CAST(LENGTH(p.small) AS CHAR(9)), '', '', '', ''
FROM picture p WHERE (? = 0 OR p.structure_id = ?)
"""
SLUG = """
SELECT id FROM structure WHERE COALESCE(slug, LOWER(code)) = ?
ORDER BY CASE WHEN slug IS NULL THEN 1 ELSE 0 END, id LIMIT 1
"""
ASKS = "SELECT 1 FROM structure WHERE secret_question LIMIT 1"
PICTURE = "SELECT small FROM picture WHERE name = ? LIMIT 1"
LARGE_PICTURE = "SELECT large FROM picture WHERE name = ? LIMIT 1"


def contacts() -> list[Contact]:
    """All structures, in their order."""
    return [Contact(*found) for found in rows(CONTACTS)]


def published(now: datetime, structure: int = 0, *, family: bool = False) -> Published:
    """What a structure (all of them if 0) says at `now`: to everybody, or to its families."""
    found = rows(PUBLISHED, structure, structure, int(family), *4 * (structure,))
    kinds: dict[str, list[Any]] = {"structure": [], "news": [], "picture": []}
    for kind, *values in found:
        kinds[kind].append(values)
    known = sorted(kinds["structure"], key=lambda values: (values[1], values[0]))
    return Published(
        tuple(Contact(values[0], *values[2:11]) for values in known),
        tuple(_current(kinds["news"], known, now)),
        tuple(_picture(*values) for values in kinds["picture"]),
    )


def _current(news: list[Any], structures: list[Any], now: datetime) -> Iterable[NewsItem]:
    """The news of the day, in the order of structures; their days are those of the structure's own
    clocks."""
    for structure, *_, timezone in structures:
        today = words.localise(now, timezone).date().isoformat()
        own = [values for values in news if values[0] == structure]
        for values in sorted(own, key=lambda each: (each[3], each[1])):
            title, first, last, body = values[2], values[3], values[4], values[10]
            if (first or today) <= today <= (last or today):
                yield NewsItem(structure, title, body)


def _picture(
    structure: int, _: int, code: str, name: str, alt: str, width: str, height: str, size: str,
    *__: str,
) -> Picture:  # fmt: skip
    return Picture(structure, code, name, alt, int(width), int(height), int(size))


def structure_at(slug: str) -> int:
    """The structure of an address `/s/<slug>/`; 0 if there is none."""
    found = row(SLUG, slug) if ADDRESS_PART.fullmatch(slug) else None
    return int(found[0]) if found else 0


def picture(name: str, *, large: bool) -> bytes | None:
    """The bytes of a picture, WebP."""
    known = NAME.fullmatch(name)
    found = row(LARGE_PICTURE if large else PICTURE, name) if known else None
    return bytes(found[0]) if found else None


def asks_questions() -> bool:
    """True unless every structure does without secret questions."""
    return row(ASKS) is not None
