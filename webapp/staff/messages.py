"""Messages to families: whom one would reach, what became of each."""

from typing import NamedTuple

from webapp.database import marks, row, rows

ALL, ENROLLED, BOOKED, WAITING = "tous", "inscrits", "reserves", "attente"
AUDIENCES = {
    ALL: "Toutes les familles de la structure",
    ENROLLED: "Celles d’un enfant inscrit à ces activités",
    BOOKED: "Celles qui ont réservé ces jours-là",
    WAITING: "Celles qui attendent une place ces jours-là",
}
FAMILIES = {
    ALL: "SELECT k.family_id FROM membership k WHERE k.structure_id = ?",
    ENROLLED: """
SELECT u.family_id FROM enrolment e JOIN custody u ON u.child_id = e.child_id
JOIN membership k ON k.family_id = u.family_id AND k.structure_id = ?
WHERE e.last_day >= ? AND e.activity_id IN ({marks})""",
    BOOKED: """
SELECT b.family_id FROM open_day o JOIN booking b ON b.open_day_id = o.id AND b.state = 'booked'
WHERE b.structure_id = ? AND o.day BETWEEN ? AND ? AND o.activity_id IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM movement m
    WHERE m.booking_id = b.id AND m.state = 'pending' AND m.kind = 'cancel')""",
    WAITING: """
SELECT b.family_id FROM open_day o JOIN booking b ON b.open_day_id = o.id AND b.state = 'waiting'
WHERE b.structure_id = ? AND o.day BETWEEN ? AND ? AND o.activity_id IN ({marks})""",
}
READERS = """
SELECT f.id, f.name, a.id, a.email, a.title, a.first_name, a.last_name, a.phone, a.mail_news
FROM family f LEFT JOIN account_family k ON k.family_id = f.id
LEFT JOIN account a ON a.id = k.account_id AND a.active
WHERE f.id IN ({families}) ORDER BY f.name, f.id, a.id
"""
ACTIVITIES = "SELECT id, name FROM activity WHERE structure_id = ? ORDER BY position, id"
LIST = """
SELECT id, subject, audience, families, letters, author, made_at, recalled_at FROM message
WHERE structure_id = ? ORDER BY id DESC LIMIT ? OFFSET ?
"""
ONE = """
SELECT id, subject, audience, families, letters, author, made_at, recalled_at, body, news
FROM message WHERE id = ? AND structure_id = ?
"""
PROGRESS = """
SELECT state, COUNT(*) FROM outbox_mail WHERE dedup_key >= ? AND dedup_key < ? GROUP BY state
"""
PAGE, UNREACHED = 20, 100


class Audience(NamedTuple):
    """Whom to write to: `kind` is one of `AUDIENCES`; activities by id; days are ISO, '' where
    the kind asks for none; `today` too."""

    structure: int
    kind: str
    activities: tuple[int, ...]
    first: str
    last: str
    today: str


class Reader(NamedTuple):
    """An address of a family."""

    family: int
    account: int
    address: str
    name: str


class Reach(NamedTuple):
    """Whom a message would reach: how many families, at which addresses; those that do not want
    news; (family, id, phones) of those without any address."""

    families: int
    readers: tuple[Reader, ...]
    unwilling: int
    without: tuple[tuple[str, int, str], ...]


class Sent(NamedTuple):
    """A message; instants in UTC seconds."""

    id: int
    subject: str
    audience: str
    families: int
    letters: int
    author: str
    made_at: int
    recalled_at: int | None


class Page(NamedTuple):
    sent: tuple[Sent, ...]
    page: int
    more: bool


class Progress(NamedTuple):
    """A message with how many of its mails are in which state."""

    sent: Sent
    body: str
    news: bool
    states: dict[str, int]

    @property
    def gone(self) -> int:
        return self.states.get("sent", 0)

    @property
    def failed(self) -> int:
        return self.states.get("failed", 0)

    @property
    def queued(self) -> int:
        return self.states.get("pending", 0) + self.states.get("sending", 0)


def activities(structure: int) -> list[tuple[int, str]]:
    return [(number, name) for number, name in rows(ACTIVITIES, structure)]


def reach(audience: Audience, *, news: bool) -> Reach:
    """Whom a message would reach now; `news`: who does not want them has none."""
    found: dict[int, tuple[str, list[tuple[Reader, bool]], list[str]]] = {}
    sql, values = _families(audience)
    for family, name, account, email, title, first, last, phone, wants in rows(
        READERS.format(families=sql), *values
    ):
        _, readers, phones = found.setdefault(family, (name, [], []))
        if email:
            called = " ".join(part for part in (title, first, last) if part)
            readers.append((Reader(family, account, email, called), bool(wants)))
        if phone:
            phones.append(phone)
    told = [
        reader
        for _, readers, _ in found.values()
        for reader in _once([each for each, wants in readers if wants or not news])
    ]
    reached = {reader.family for reader in told}
    without = [(name, f, ", ".join(ph)) for f, (name, readers, ph) in found.items() if not readers]
    unwilling = len(found) - len(reached) - len(without)
    return Reach(len(found), tuple(told), unwilling, tuple(without))


def _families(audience: Audience) -> tuple[str, tuple[int | str, ...]]:
    sql = FAMILIES[audience.kind].format(marks=marks(audience.activities))
    if audience.kind == ALL:
        return sql, (audience.structure,)
    days = (audience.today,) if audience.kind == ENROLLED else (audience.first, audience.last)
    return sql, (audience.structure, *days, *audience.activities)


def _once(readers: list[Reader]) -> list[Reader]:
    """Parents may share an address: one mail to each."""
    return list({each.address.lower(): each for each in reversed(readers)}.values())[::-1]


def page(structure: int, number: int) -> Page:
    """The messages of a structure, the last first."""
    found = rows(LIST, structure, PAGE + 1, PAGE * (number - 1))
    return Page(tuple(Sent(*line) for line in found[:PAGE]), number, len(found) > PAGE)


def progress(structure: int, number: int) -> Progress | None:
    """How far a message is; None for one that the structure has not written."""
    found = row(ONE, number, structure)
    if found is None:
        return None
    *sent, body, news = found
    states = dict(rows(PROGRESS, f"message:{number}:", f"message:{number};"))
    return Progress(Sent(*sent), body, bool(news), states)
