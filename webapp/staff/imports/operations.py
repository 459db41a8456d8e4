"""Importing a folder: read, check, plan, write; all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import IntegrityError

from webapp.database import database, write_transaction
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
from webapp.staff.imports.writing import OutrunError, grow_revisions, write_file, write_ledger
from webapp.staff.imports.writing_bookings import write_bookings


@dataclass(frozen=True, slots=True)
class _Work:
    picture: Picture
    plans: list[FilePlan]
    new_bookings: list[Row]
    seats: Seats
    prices: Prices


def import_folder(directory: Path, now: datetime, dry_run: bool = False) -> list[FilePlan]:
    """Import the files of `directory`; what was (or, dry, would be) created and changed.

    Raises ImportRefusedError with every problem found: nothing is written then.
    """
    folder = read_folder(directory)
    try:
        with _looking() if dry_run else write_transaction():
            work = _planned(folder)
            if not dry_run:
                _write(work, now)
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
    fill_capacities(picture)
    prices = Prices(picture)
    held = load_held(picture)
    new = new_rows(picture, held)
    seats = Seats(picture, new)
    problems = [
        *folder.problems,
        *check(picture),
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


def _write(work: _Work, now: datetime) -> None:
    ledgers = {CONSUMPTIONS.name: "consumption", PAYMENTS.name: "payment"}
    for plan in work.plans:
        if plan.spec is BOOKINGS:
            write_bookings(work.picture, plan.created, work.seats, work.prices, now)
        elif not plan.is_empty:
            write_file(work.picture, plan)
        if kind := ledgers.get(plan.spec.name):
            write_ledger(work.picture, plan, kind, now)
    grow_revisions(work.picture.known, work.plans)
