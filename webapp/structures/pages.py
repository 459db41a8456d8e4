"""What the public part of pages shows."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from webapp.structures import queries
from webapp.structures.markup import Album
from webapp.structures.queries import Contact


@dataclass(frozen=True, slots=True)
class Article:
    """`structure` is the name to say beside the title, '' where it goes without saying."""

    title: str
    html: Markup
    structure: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a structure says of itself, and how to reach it."""

    contact: Contact
    html: Markup


@dataclass(frozen=True, slots=True)
class Front:
    """The information of one structure, or of all."""

    presentations: tuple[Presentation, ...]
    articles: tuple[Article, ...]


def front(now: datetime, structure: int = 0, *, family: bool = False) -> Front:
    """What a structure (all if 0) says at `now`, to everybody or to its families."""
    found = queries.published(now, structure, family=family)
    several = len(found.structures) > 1
    names = {each.id: each.name if several else "" for each in found.structures}
    album = Album(found.pictures)
    shown = tuple(
        Presentation(each, album.html(each.id, each.presentation, 4 if several else 3))
        for each in found.structures
    )
    articles = tuple(
        Article(item.title, album.html(item.structure, item.body, 4), names[item.structure])
        for item in found.news
    )
    return Front(shown, articles)
