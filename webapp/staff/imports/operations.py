"""Importing a folder: read, check, plan, write; all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import IntegrityError

from webapp.database import database, write_transaction
from webapp.families.operations import index
from webapp.staff.imports.age_groups import add_age_groups, too_long
from webapp.staff.imports.bookings import check_bookings, load_held, new_rows
from webapp.staff.imports.capacities import Seats, check_capacities, fill_capacities
from webapp.staff.imports.checking import check
from webapp.staff.imports.files import BOOKINGS, CONSUMPTIONS, FILES, PAYMENTS
from webapp.staff.imports.folder import Folder, read_folder
from webapp.staff.imports.known import load_known
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.planning import FilePlan, plan_file
from webapp.staff.imports.prices import Prices
from webapp.staff.imports.problems import ImportRefusedError, Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.writing import (
    OutrunError,
    grow_revisions,
    set_aside,
    write_file,
    write_ledger,
)
from webapp.staff.imports.writing_bookings import write_bookings
from webapp.words import plural

Telling = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Work:
    picture: Picture
    plans: list[FilePlan]
    new_bookings: list[Row]
    seats: Seats
    prices: Prices


def import_folder(
    directory: Path,
    now: datetime,
    dry_run: bool = False,
    ending: Callable[[list[FilePlan]], None] | None = None,
    telling: Telling = lambda _: None,
) -> list[FilePlan]:
    """Import the files of `directory`; what was (or, dry, would be) created and changed. `ending`
    is called with that before the transaction ends, `telling` with each step, in French.

    Raises ImportRefusedError with every problem found: nothing is written then.
    """
    telling("Lecture des fichiers")
    folder = read_folder(directory)
    lines = sum(len(table.rows) for table in folder.tables.values())
    telling(f"Vérification de {plural(lines, 'ligne')}")
    try:
        with _looking() if dry_run else write_transaction():
            work = _planned(folder)
            if not dry_run:
                _write(work, now, telling)
            if ending is not None:
                ending(work.plans)
    except (OutrunError, IntegrityError):
        expected = "la base a changé pendant l’import, rien n’a été importé ; relancez la commande"
        raise ImportRefusedError([Problem(str(directory), 0, "", "", expected)]) from None
    return work.plans


@contextmanager
def _looking() -> Iterator[None]:
    """A consistent view of the database that keeps nobody from writing."""
    with database.atomic():
        yield


def _planned(folder: Folder) -> _Work:
    codes = (_codes(folder, CONSUMPTIONS.name), _codes(folder, PAYMENTS.name))
    picture = Picture(folder, load_known(*codes))
    add_age_groups(picture)
    fill_capacities(picture)
    prices = Prices(picture)
    held = load_held(picture)
    new = new_rows(picture, held)
    seats = Seats(picture, new)
    problems = [
        *folder.problems,
        *check(picture),
        *too_long(picture),
        *check_bookings(picture, new, held, prices),
        *check_capacities(picture, seats),
    ]
    if problems:
        raise ImportRefusedError(problems)
    plans = [
        _plan(picture, new, name) for name in (s.name for s in FILES) if folder.tables[name].rows
    ]
    return _Work(picture, plans, new, seats, prices)


def _codes(folder: Folder, name: str) -> list[str]:
    return [str(row.values["code"]) for row in folder.tables[name].rows]


def _plan(picture: Picture, new_bookings: list[Row], name: str) -> FilePlan:
    spec = picture.tables[name].spec
    if spec is not BOOKINGS:
        return plan_file(picture, spec)
    known = len(picture.keys[name]) - len(new_bookings)
    return FilePlan(spec, created=new_bookings, unchanged=known)


def _write(work: _Work, now: datetime, telling: Telling) -> None:
    ledgers = {CONSUMPTIONS.name: "consumption", PAYMENTS.name: "payment"}
    for number, plan in enumerate(work.plans, 1):
        telling(f"Écriture de {plan.spec.name}, fichier {number} sur {len(work.plans)}")
        if plan.spec is BOOKINGS:
            write_bookings(work.picture, plan.created, work.seats, work.prices, now)
        elif not plan.is_empty:
            write_file(work.picture, plan)
        if kind := ledgers.get(plan.spec.name):
            write_ledger(work.picture, plan, kind, now)
    set_aside(work.plans)
    grow_revisions(work.picture.known, work.plans)
    index()
