"""The pages of staff in a town of 20,000 families and 2 million bookings, beside one ten times
smaller: a page may not grow with its town.

Both towns have the same offer, half a year of charges, payments and requests. Every page is asked
for in turn, large and small, small and large…, by one process without a network, since what is
compared is the work of a page. A ratio is the median of those of each pair.
"""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from peewee import Database

from benchmarks import town
from webapp import clock, create_app
from webapp.accounts.views import entered
from webapp.database import connect, database, execute, execute_many, write_transaction
from webapp.families.operations import index

TIMES, ROUNDS = 10, 15
STATEMENTS, SEARCH = 10, 100
"""SQL statements of a page; milliseconds that a search may take."""
SAME, NAMESAKES, CHILDREN = 2.0, 3.0, 15.0
"""How many times as long as in the small town a page may take: one that shows as much in both; one
that looks among the names of all; one that shows or counts all the children of a day, a week or a
month, who are ten times as many and fit less well into the memory of a processor."""
FAMILIES = "/admin/familles"
AGENT = 1_000_000
SYLLABLES = tuple(
    syllables.split()
    for syllables in (
        "Ber Mar Du Le La Gar Mo Ro Bon Per Gi Fa Che Vi Sau",
        "na ti ro fè ran bi lle ssi va dou mon ber gui che li",
        "rd n t vre d l gnon ot ier ault nd court ville son x",
    )
)

# What the town of the parents' pages has not, since none of them reads it.
HISTORY = (
    """INSERT INTO consumption
         (code, family_id, child_id, activity_id, day, quantity, cents, booking_id, kind, label)
       SELECT 'r' || b.id, b.family_id, b.child_id, o.activity_id, b.day, 1, b.cents, b.id,
         'booking', ''
       FROM booking b JOIN open_day o ON o.id = b.open_day_id WHERE b.day < :today""",
    """INSERT INTO ledger_entry
         (family_id, wallet_id, day, cents, kind, source, label, author, recorded_at)
       SELECT family_id, 1, day, -cents, 'booking', code, 'Jour', '', :now FROM consumption""",
    """INSERT INTO payment (code, family_id, wallet_id, day, label, means, number, payer, cents)
       SELECT 'p' || family_id || '-' || MAX(day), family_id, 1, MAX(day), 'Règlement', 'CB', '',
         'Camille Nom', SUM(cents)
       FROM consumption GROUP BY family_id, SUBSTR(day, 1, 7)""",
    """INSERT INTO ledger_entry
         (family_id, wallet_id, day, cents, kind, source, label, author, recorded_at)
       SELECT family_id, 1, day, cents, 'payment', code, label, '', :now FROM payment""",
    """INSERT INTO balance (family_id, wallet_id, cents)
       SELECT family_id, wallet_id, SUM(cents) FROM ledger_entry GROUP BY family_id, wallet_id""",
    """INSERT INTO transmission
         (id, structure_id, night, run, state, step, cursor, cutoff, started_at, finished_at,
          counts)
       SELECT ROW_NUMBER() OVER (ORDER BY day), 1, day, 0, 'done', 'reports', '', 0, :now, :now,
         '{}'
       FROM (SELECT DISTINCT day FROM booking WHERE day < :today)""",
    "UPDATE movement SET transmission_id = id % (SELECT MAX(id) FROM transmission) + 1",
    """UPDATE movement SET state = 'pending', decided_at = NULL, transmission_id = NULL,
         to_state = '' WHERE id % 100 = 7 AND day > :soon""",
    """UPDATE booking SET state = 'waiting', waiting_since = created_at
       WHERE id % 100 = 8 AND day > :soon""",
    "UPDATE movement SET state = 'waiting' WHERE id % 100 = 8 AND day > :soon",
    """INSERT INTO outbox_mail (dedup_key, structure_id, family_id, to_address, to_name, template,
         context, state, attempts, next_attempt_at, created_at, sent_at, last_error)
       SELECT 'm' || id, 1, family_id, 'f@exemple.fr', '', 'report', '{}', 'sent', 1, :now, :now,
         :now, '' FROM movement WHERE id % 10 = 0""",
    """INSERT INTO audit_event (at, account_id, actor, plain, role, address, action, object_kind,
         object_id, label, family_id)
       SELECT :now, id % 20, 'Agent ' || (id % 20), 'agent ' || (id % 20), 'secretary', '',
         'family.seen', 'family', family_id, 'Famille', family_id
       FROM movement WHERE id % 10 = 1""",
)


class Page(NamedTuple):
    """A page that staff look at: its growth from the small town to the large one (median, lowest,
    highest), milliseconds and SQL statements in the large one."""

    name: str
    ratio: float
    low: float
    high: float
    milliseconds: float
    statements: int
    limit: float
    longest: float | None

    @property
    def good(self) -> bool:
        """Whether it keeps within all its limits."""
        fast = self.longest is None or self.milliseconds <= self.longest
        return self.ratio <= self.limit and self.statements <= STATEMENTS and fast


class Asked(NamedTuple):
    """A page by its name, its address and how it may grow."""

    name: str
    address: str
    limit: float


class Office(NamedTuple):
    """A town, and an agent's browser in it."""

    database: Database
    client: FlaskClient


def measure() -> Iterator[Page]:
    """Make both towns, then measure each page."""
    with tempfile.TemporaryDirectory(prefix="marelle-bench-") as directory:
        paths = [Path(directory, name) for name in ("small.db", "large.db")]
        app: Flask | None = None
        offices = []
        for path, times in zip(paths, (1, TIMES), strict=True):
            _make(path, times)
            app = app or _app(path)
            offices.append(_office(app, path))
        for asked in _pages(clock.now().date()):
            yield measured(asked, *offices)
        database.close_all()


def _app(path: Path) -> Flask:
    os.environ.setdefault("SECRET_KEY", "benchmarks-only-benchmarks-only-!")
    os.environ.update(SECURE_COOKIES="0", DATABASE_URL=f"sqlite:///{path}")
    return create_app()


def _make(path: Path, times: int) -> None:
    connect(f"sqlite:///{path}")
    now = clock.now()
    with database.connection_context():
        execute("PRAGMA cache_size = -400000")
        made = town.build(now, times)
        with write_transaction():
            _people(made)
            index()
    database.close_all()
    facts = {
        "today": str(now.date()),
        "soon": str(now.date() + timedelta(7)),
        "now": int(now.timestamp()),
    }
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA cache_size = -400000")
        for sql in HISTORY:
            raw.execute(sql, facts)
        raw.execute("ANALYZE")


def _people(made: town.Town) -> None:
    """Families called as people are, and an agent."""
    rng = random.Random(3)
    names = {family: "".join(map(rng.choice, SYLLABLES)) for family in made.children}
    told = [(name, family) for family, name in names.items()]
    execute_many("UPDATE family SET name = ? WHERE id = ?", told)
    execute_many("UPDATE account SET last_name = ? WHERE id = ?", told)
    children = [(names[family], c) for family, own in made.children.items() for c in own]
    execute_many("UPDATE child SET last_name = ? WHERE id = ?", children)
    town.insert(
        "account",
        "id, login, password_hash, title, first_name, last_name, email, role, active",
        [(AGENT, "agent", "", "Mme", "Anne", "Agent", "agent@exemple.fr", "admin", True)],
    )


def _office(app: Flask, path: Path) -> Office:
    connect(f"sqlite:///{path}")
    client = app.test_client()
    with app.test_request_context("/connexion"), database.connection_context():
        answer = app.process_response(entered(AGENT, ""))
    for cookie in answer.headers.getlist("Set-Cookie"):
        name, _, value = cookie.partition(";")[0].partition("=")
        client.set_cookie(name, value)
    return Office(database.obj, client)


def _pages(today: date) -> Iterator[Asked]:
    """What staff ask for in a day. « ber » begins one name in fifteen."""
    friday = today + timedelta((4 - today.weekday()) % 7 + 7)
    week = {"du": str(friday), "au": str(friday + timedelta(7))}
    day = {"jour": str(friday)}
    for limit, name, path, asked in (
        (SAME, "tableau de bord", "/admin", {}),
        (NAMESAKES, "recherche, trois lettres", FAMILIES, {"q": "ber"}),
        (NAMESAKES, "recherche, nom et prénom", FAMILIES, {"q": "bernard camille"}),
        (NAMESAKES, "recherche, faute de frappe", FAMILIES, {"q": "bernrad"}),
        (NAMESAKES, "recherche, personne", FAMILIES, {"q": "zzzzzz"}),
        (SAME, "fiche d’une famille", f"{FAMILIES}/1200", {}),
        (SAME, "demandes", "/admin/demandes", {}),
        (SAME, "demandes non transmises", "/admin/demandes", {"etat": "pending"}),
        (
            CHILDREN,
            "demandes refusées, une semaine",
            "/admin/demandes",
            {"etat": "refused", **week},
        ),
        (NAMESAKES, "demandes d’une famille", "/admin/demandes", {"famille": "bernard"}),
        (NAMESAKES, "liste d’attente", "/admin/attente", {}),
        (CHILDREN, "listes du jour", "/admin/listes", day),
        (CHILDREN, "liste d’une activité", "/admin/listes", {**day, "activite": 3}),
        (CHILDREN, "repas de la semaine", "/admin/repas", day),
        (CHILDREN, "enfants, trois lettres", "/admin/enfants", {"nom": "ber"}),
        (SAME, "compte d’une famille", "/admin/regie/familles/1200", {}),
        (SAME, "régie", "/admin/regie", {}),
        (CHILDREN, "relevé des paiements", "/admin/regie/releve", {}),
        (SAME, "journal", "/admin/journal", {}),
        (NAMESAKES, "journal, une famille", "/admin/journal", {"famille": "f1200"}),
        (CHILDREN, "comptes", "/admin/comptes", {}),
        (SAME, "nuits", "/admin/nuits", {}),
        (SAME, "une nuit", "/admin/nuits/30", {}),
        (SAME, "message à écrire", "/admin/messages/nouveau", {}),
        (CHILDREN, "activités", "/admin/activites", {}),
        (CHILDREN, "calendrier de l’année", "/admin/activites/1/calendrier", {}),
        (SAME, "fermetures", "/admin/fermetures", {}),
    ):
        yield Asked(name, path + ("?" + urlencode(asked) if asked else ""), limit)


def measured(asked: Asked, small: Office, large: Office) -> Page:
    """One page, in both towns."""
    pairs = []
    for number in range(ROUNDS + 1):
        turn = (small, large) if number % 2 else (large, small)
        taken = {office is large: _time(office, asked.address) for office in turn}
        pairs.append((taken[False], taken[True]))
    pairs = pairs[1:]  # the first reads what the others find
    ratios = sorted(theirs / ours for ours, theirs in pairs)
    return Page(
        asked.name,
        median(ratios),
        ratios[0],
        ratios[-1],
        median(theirs for _, theirs in pairs) * 1000,
        _statements(large, asked.address),
        asked.limit,
        SEARCH if asked.name.startswith("recherche") else None,
    )


def _time(office: Office, address: str) -> float:
    database.initialize(office.database)
    start = time.perf_counter()
    answer = office.client.get(address, buffered=True)
    taken = time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return taken


def _statements(office: Office, address: str) -> int:
    seen: list[str] = []
    run = office.database.execute_sql

    def noted(sql: str, *args: object, **kwargs: object) -> object:
        seen.append(sql)
        return run(sql, *args, **kwargs)

    office.database.execute_sql = noted
    try:
        _time(office, address)
    finally:
        del office.database.execute_sql
    return len(seen)
