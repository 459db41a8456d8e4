"""What pages read about structures."""

from datetime import datetime
from typing import NamedTuple

from webapp import words
from webapp.database import rows


class Contact(NamedTuple):
    """How to reach a structure."""

    id: int
    code: str
    name: str
    address: str
    phone: str
    email: str
    hours: str


class NewsItem(NamedTuple):
    """What a structure publishes."""

    title: str
    body: str
    structure: str


CONTACTS = """
SELECT id, code, name, address, phone, email, hours FROM structure ORDER BY position, id
"""

NEWS = """
SELECT n.title, n.body, s.name, s.timezone, n.first_day, n.last_day
FROM news n JOIN structure s ON s.id = n.structure_id
WHERE (n.public OR n.structure_id = ?) AND (? = 0 OR n.structure_id = ?)
ORDER BY s.position, n.first_day, n.id
"""


def contacts() -> list[Contact]:
    """All structures, in their order."""
    return [Contact(*found) for found in rows(CONTACTS)]


def public_news(now: datetime) -> list[NewsItem]:
    """What everybody may read now, of all structures."""
    return _news(0, now)


def news_of(structure_id: int, now: datetime) -> list[NewsItem]:
    """What a family of the structure may read now."""
    return _news(structure_id, now)


def _news(structure_id: int, now: datetime) -> list[NewsItem]:
    """Each structure's days are those of its own clocks."""
    items = []
    for title, body, name, timezone, first, last in rows(NEWS, *3 * (structure_id,)):
        today = words.localise(now, timezone).date().isoformat()
        if (first or today) <= today <= (last or today):
            items.append(NewsItem(title, body, name))
    return items
