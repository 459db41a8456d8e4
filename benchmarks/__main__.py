"""`make bench`: one table, each figure beside its limit, all measured in this run.

Bare Flask and Marelle are loaded in turn, A B A B…, by the same client; ratios are taken pair by
pair and their median is told, so that a machine whose speed drifts drifts for both.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import load, night, raw, secrecy, servers, staff

ROUNDS, SECONDS = 5, 3.0
CARTS = 9_000
ENVIRONMENT = {
    "SECRET_KEY": "benchmarks-only-benchmarks-only-!",
    "SECURE_COOKIES": "0",
    "MALLOC_ARENA_MAX": "2",  # as `make run` sets it
}


class Figure(NamedTuple):
    """A line of the table. `good` is None for what is told for information."""

    name: str
    value: str
    limit: str
    good: bool | None


class Requests(NamedTuple):
    """Files of requests, ready to be sent."""

    bare: Path
    calendar: Path
    clicks: Path
    validations: Path


def main() -> int:
    """Measure everything and print the table; 1 if a limit is missed."""
    with tempfile.TemporaryDirectory(prefix="marelle-bench-") as directory:
        folder = Path(directory)
        base = folder / "town.db"
        os.environ.update(ENVIRONMENT, DATABASE_URL=f"sqlite:///{base}")
        print("Ville de 2 000 familles et 200 000 réservations…", flush=True)
        requests = _prepare(folder)
        print(f"Charge : {load.tool()}, {load.CONNECTIONS} connexions…", flush=True)
        figures = [*_pages(requests, base, folder), *_nights(), *_secrets(), *_staff()]
    _print(figures)
    return int(any(figure.good is False for figure in figures))


def _prepare(folder: Path) -> Requests:
    from benchmarks import town, visits
    from webapp import clock, create_app
    from webapp.database import database

    app, now = create_app(), clock.now()
    made = town.build(now)
    browsers = visits.log_in(app, made.families)
    carts = visits.carts(browsers, made, int(now.timestamp()), CARTS)
    requests = Requests(
        load.write_requests(folder / "bare", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"]),
        load.write_requests(folder / "calendar", visits.calendars(browsers, made)),
        load.write_requests(folder / "clicks", visits.clicks(browsers, made)),
        load.write_requests(folder / "validations", carts),
    )
    database.close_all()
    return requests


def _pages(requests: Requests, base: Path, folder: Path) -> Iterator[Figure]:
    environment = {**ENVIRONMENT, "DATABASE_URL": f"sqlite:///{base}"}
    with servers.yardstick() as bare, servers.marelle("granian", environment, folder) as ours:

        def yardstick() -> float:
            return load.run(bare.port, requests.bare, SECONDS)

        for name, path, least in (
            ("page du calendrier", requests.calendar, 0.25),
            ("clic", requests.clicks, 0.40),
        ):
            load.run(ours.port, path, 1)
            pairs = _pairs(yardstick, lambda n, p=path: load.run(ours.port, p, SECONDS, n * 900))
            yield _ratio(name, pairs, least)
        yield from _validations(ours, requests, base)
        memory = ours.memory()
        yield Figure("mémoire d’un ouvrier web", f"{memory:.0f} Mo", "≤ 60 Mo", memory <= 60)
    yield Figure("clic en SQL brut, un processus", f"{raw.clicks(base):,.0f}/s", "repère", None)


def _pairs(
    yardstick: Callable[[], float], ours: Callable[[int], float]
) -> list[tuple[float, float]]:
    return [(yardstick(), ours(number)) for number in range(ROUNDS)]


def _ratio(name: str, pairs: list[tuple[float, float]], least: float) -> Figure:
    bare, ours = (median(side) for side in zip(*pairs, strict=True))
    ratios = sorted(mine / theirs for theirs, mine in pairs)
    middle = median(ratios)
    told = (
        f"{middle:.2f} [{ratios[0]:.2f}–{ratios[-1]:.2f}] ({ours:,.0f}/s, Flask nu {bare:,.0f}/s)"
    )
    return Figure(name, told, f"≥ {least:.2f} de Flask nu", middle >= least)


def _validations(ours: servers.Server, requests: Requests, base: Path) -> Iterator[Figure]:
    """Counted in the database: what was recorded, not what was answered."""
    speeds = []
    with _reader(base) as count:
        for number in range(3):
            before = count()
            load.run(ours.port, requests.validations, 2, number * CARTS // 3)
            speeds.append((count() - before) / 2)
    speed = median(speeds)
    yield Figure("« Valider » de dix jours", f"{speed:,.0f}/s", "≥ 400/s", speed >= 400)


@contextmanager
def _reader(base: Path) -> Iterator[Callable[[], int]]:
    connection = sqlite3.connect(base)
    try:
        yield lambda: int(connection.execute("SELECT COUNT(*) FROM validation").fetchone()[0])
    finally:
        connection.close()


def _nights() -> Iterator[Figure]:
    small = min(night.measure(10_000).seconds for _ in range(3))
    large = min(night.measure(100_000).seconds for _ in range(3))
    yield Figure("nuit de 100 000 demandes", f"{large:.1f} s", "≤ 5 s", large <= 5)
    growth = large / small / 10
    told = f"{growth:.2f} fois celui de 10 000 ({small:.2f} s)"
    yield Figure("coût d’une demande de cette nuit", told, "≤ 1,15 fois", growth <= 1.15)
    both = min(night.measure(100_000, due=True).seconds for _ in range(2))
    yield Figure("100 000 jours passés à facturer de plus", f"{both - large:.1f} s", "repère", None)


def _secrets() -> Iterator[Figure]:
    """What the time of an answer tells about who has an account: nothing."""
    for way, ratio, low, high, known, unknown in secrecy.measure():
        told = (
            f"{ratio:.3f} [{low:.3f}–{high:.3f}] ({known:.1f} ms connu, {unknown:.1f} ms inconnu)"
        )
        good = low <= 1.05 and high >= 0.95
        yield Figure(f"temps de réponse, {way}", told, "± 5 %, à 95 %", good)


def _staff() -> Iterator[Figure]:
    """Each page in a town of 20,000 families, beside itself in one of 2,000."""
    for page in staff.measure():
        told = (
            f"{page.ratio:.2f} [{page.low:.2f}–{page.high:.2f}] fois, {page.milliseconds:.1f} ms, "
            f"{page.statements} requêtes SQL"
        )
        longest = f", {page.longest} ms" if page.longest else ""
        limit = f"≤ {page.limit:g} fois{longest}, {staff.STATEMENTS} requêtes"
        yield Figure(f"agents\u00a0: {page.name}", told, limit, page.good)


def _print(figures: list[Figure]) -> None:
    signs = {True: "oui", False: "NON", None: "–"}
    rows = [("mesure", "valeur", "limite", "tenu"), *((*f[:3], signs[f.good]) for f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


if __name__ == "__main__":
    sys.exit(main())
