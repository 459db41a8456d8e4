"""What pages read about structures."""

from datetime import date
from typing import NamedTuple

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
    title: str
    body: str
    structure: str


CONTACTS = """
SELECT id, code, name, address, phone, email, hours FROM structure ORDER BY position, id
"""

NEWS = """
SELECT n.title, n.body, s.name FROM news n JOIN structure s ON s.id = n.structure_id
WHERE (n.public OR n.structure_id = ?) AND (? = 0 OR n.structure_id = ?)
  AND (n.first_day IS NULL OR n.first_day <= ?) AND (n.last_day IS NULL OR n.last_day >= ?)
ORDER BY s.position, n.first_day, n.id
"""


def contacts() -> list[Contact]:
    """All structures, in their order."""
    return [Contact(*found) for found in rows(CONTACTS)]


def public_news(today: date) -> list[NewsItem]:
    """What everybody may read today, of all structures."""
    return _news(0, today)


def news_of(structure_id: int, today: date) -> list[NewsItem]:
    """What a family of the structure may read today."""
    return _news(structure_id, today)


def _news(structure_id: int, today: date) -> list[NewsItem]:
    day = today.isoformat()
    return [NewsItem(*r) for r in rows(NEWS, structure_id, structure_id, structure_id, day, day)]
