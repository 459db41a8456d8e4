"""What staff change of what a structure says: each verb one transaction, logged.

Whoever edits says which version was read; a version that is no longer the present one is refused,
so that nobody overwrites what somebody else has just written.
"""

from typing import Any, NamedTuple

from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, is_sqlite, row, write_transaction
from webapp.structures.pictures import Prepared

READ = """
SELECT name, address, phone, email, hours, presentation, accent FROM structure WHERE id = ?
"""
DESCRIBE = """
UPDATE structure SET name = ?, address = ?, phone = ?, email = ?, hours = ?, presentation = ?,
       accent = ?, version = version + 1
WHERE id = ? AND version = ?
"""
READ_NEWS = """
SELECT title, body, public, first_day, last_day FROM news WHERE id = ? AND structure_id = ?
"""
WRITE = """
INSERT INTO news (structure_id, code, title, body, public, first_day, last_day, version)
VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING RETURNING id
"""
REWRITE = """
UPDATE news SET title = ?, body = ?, public = ?, first_day = ?, last_day = ?, version = version + 1
WHERE id = ? AND structure_id = ? AND version = ?
"""
DELETE_NEWS = """
DELETE FROM news WHERE id = ? AND structure_id = ? AND version = ? RETURNING title
"""
SAME_PICTURE = "SELECT code FROM picture WHERE structure_id = ? AND name = ?"
TAKEN_CODE = "SELECT 1 FROM picture WHERE structure_id = ? AND code = ?"
ADD_PICTURE = """
INSERT INTO picture (structure_id, code, alt, name, width, height, small, large)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
DELETE_PICTURE = "DELETE FROM picture WHERE id = ? AND structure_id = ? RETURNING code"
LOCK = "SELECT id FROM structure WHERE id = ? FOR UPDATE"
WORDS = ("nom", "adresse", "téléphone", "mail", "horaires", "présentation", "couleur")
NEWS_WORDS = ("titre", "texte", "publique", "du", "au")


class OutrunError(Exception):
    """Somebody else changed or deleted it meanwhile; nothing was written."""


class Said(NamedTuple):
    """What a structure says of itself; `accent` is `#rrggbb` or ''."""

    name: str
    address: str
    phone: str
    email: str
    hours: str
    presentation: str
    accent: str


class Told(NamedTuple):
    """A piece of news; days are ISO text, None without."""

    title: str
    body: str
    public: bool
    first_day: str | None
    last_day: str | None


def describe(structure: int, version: int, said: Said, by: Author, now: int) -> None:
    """Say something else of the structure; raises OutrunError."""
    with write_transaction():
        before = row(READ, structure) or said
        if not execute(DESCRIBE, *said, structure, version):
            raise OutrunError
        old, new = _changed(WORDS, before, said)
        record(
            by,
            now,
            "structure.changed",
            Thing("structure", structure, said.name),
            before=old,
            after=new,
        )


def write_news(structure: int, code: str, told: Told, by: Author, now: int) -> None:
    """New news; `code` was made with the form, so that a form sent twice writes once."""
    with write_transaction():
        made = row(WRITE, structure, code, *told)
        if made:
            record(by, now, "news.created", Thing("news", made[0], told.title))


def rewrite_news(structure: int, news: int, version: int, told: Told, by: Author, now: int) -> None:
    """Change news; raises OutrunError."""
    with write_transaction():
        before = row(READ_NEWS, news, structure)
        if before is None or not execute(REWRITE, *told, news, structure, version):
            raise OutrunError
        old, new = _changed(NEWS_WORDS, (*before[:2], bool(before[2]), *before[3:]), told)
        record(by, now, "news.changed", Thing("news", news, told.title), before=old, after=new)


def delete_news(structure: int, news: int, version: int, by: Author, now: int) -> bool:
    """Delete news; False if it was gone, OutrunError if it has changed meanwhile."""
    with write_transaction():
        found = row(DELETE_NEWS, news, structure, version)
        if found:
            record(by, now, "news.deleted", Thing("news", news, found[0]))
        elif row(READ_NEWS, news, structure):
            raise OutrunError
        return found is not None


def add_picture(structure: int, code: str, alt: str, made: Prepared, by: Author, now: int) -> str:
    """Keep a picture; the code that texts show it by: `code`, or with a number if that is taken,
    or that of the same picture if it is there already."""
    with write_transaction():
        if not is_sqlite():
            row(LOCK, structure)  # two at once must not take the same code
        same = row(SAME_PICTURE, structure, made.name)
        if same:
            return str(same[0])
        free = _free(structure, code)
        pixels = (made.name, made.width, made.height, made.small, made.large)
        execute(ADD_PICTURE, structure, free, alt, *pixels)
        record(by, now, "picture.added", Thing("picture", None, free))
        return free


def delete_picture(structure: int, picture: int, by: Author, now: int) -> bool:
    """Delete a picture; False if it was gone."""
    with write_transaction():
        found = row(DELETE_PICTURE, picture, structure)
        if found:
            record(by, now, "picture.deleted", Thing("picture", picture, found[0]))
        return found is not None


def _free(structure: int, code: str) -> str:
    found, number = code, 2
    while row(TAKEN_CODE, structure, found):
        found, number = f"{code}-{number}", number + 1
    return found


def _changed(
    names: tuple[str, ...], before: tuple[Any, ...], after: tuple[Any, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, by French name: as it was, as it is."""
    pairs = [each for each in zip(names, before, after, strict=True) if each[1] != each[2]]
    return {name: old for name, old, _ in pairs}, {name: new for name, _, new in pairs}
