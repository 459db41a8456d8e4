"""The demonstration town as a folder for `flask import`: same day and seed, same folder."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from webapp.staff.demonstration import lines, pictures
from webapp.staff.demonstration.asking import Rules
from webapp.staff.demonstration.calendars import Calendar
from webapp.staff.demonstration.habits import play_everybody
from webapp.staff.demonstration.households import describe
from webapp.staff.demonstration.money import consumed, paid
from webapp.staff.demonstration.news import make_news
from webapp.staff.demonstration.opening import Opening, add_extras, calendar_around, make_opening
from webapp.staff.demonstration.people import People, halve_holidays, make_people
from webapp.staff.demonstration.register import Register
from webapp.staff.demonstration.rule_files import rule_files
from webapp.staff.demonstration.scenes import (
    Scenes,
    choose,
    crowd_kitchen,
    play_dupont,
    play_full_days,
    play_named,
)

OUTING = 3  # Thursdays of the holidays


@dataclass(frozen=True)
class Town:
    today: date
    calendar: Calendar
    people: People
    opening: Opening
    files: dict[str, str]
    scenes: Scenes
    register: Register
    chance: Random


def make_town(today: date, seed: int) -> Town:
    """CarteVille around `today`."""
    calendar = calendar_around(today)
    opening = make_opening(calendar, today)
    chance = Random(seed)  # noqa: S311 - a town, not a secret
    people = make_people(today, seed)
    describe(people, today, seed)
    coming = next(span for span in calendar.holidays if span.first > today)
    halve_holidays(people, (coming.first, coming.last), coming.name)
    files = rule_files(opening)
    town = Town(
        today,
        calendar,
        people,
        opening,
        files,
        choose(calendar, today),
        Register(opening, Rules(people, files, today), today, chance),
        chance,
    )
    for day in calendar.wednesdays:
        if day.isocalendar().week % 2 == 0:
            add_extras(opening, day)
    for day in calendar.holiday_weekdays:
        if day.weekday() == OUTING:
            add_extras(opening, day)
    play_dupont(town.register, calendar, town.scenes, town.people)
    for family in (town.people.martin, town.people.benali):
        play_named(town.register, calendar, family)
    play_everybody(town.register, calendar, town.scenes, town.people)
    play_full_days(town.register, calendar, town.scenes, town.people)
    crowd_kitchen(opening, calendar, today)
    return town


def write_town(directory: Path, today: date, seed: int) -> dict[str, int]:
    """Write the folder; the number of lines of each file."""
    town = make_town(today, seed)
    consumptions = consumed(town.register)
    payments = paid(town.people, consumptions, today, town.chance)
    files: dict[str, Iterable[Mapping[str, str]]] = {
        "structures.csv": lines.structures(),
        "regies.csv": lines.offices(),
        "images.csv": pictures.lines(),
        "porte_monnaie.csv": lines.wallets(),
        "activites.csv": lines.activities(),
        "compteurs.csv": lines.counters(),
        "compteurs_jours.csv": lines.counter_days(town.opening),
        "periodes.csv": lines.periods(town.opening),
        "jours_ouverts.csv": lines.open_days(town.opening),
        "supplements.csv": lines.supplements(town.opening),
        "vacances.csv": lines.holidays(town.calendar),
        "informations.csv": make_news(town.calendar, town.opening, town.scenes, today),
        "familles.csv": lines.families(town.people),
        "quotients.csv": lines.quotients(town.people),
        "enfants.csv": lines.children(town.people),
        "gardes.csv": lines.custody(town.people),
        "gardes_exceptions.csv": lines.custody_exceptions(town.people),
        "inscriptions.csv": lines.enrolments(town.people, town.calendar),
        "comptes.csv": lines.accounts(town.people),
        "reservations.csv": lines.bookings(town.register),
        "consommations.csv": lines.consumptions(consumptions),
        "reglements.csv": lines.payments(payments),
    }
    directory.mkdir(parents=True, exist_ok=True)
    counts = {name: _write(directory / name, rows) for name, rows in files.items()}
    for name, text in town.files.items():
        (directory / name).write_text(text, encoding="utf-8", newline="\n")
        counts[name] = len(text.splitlines())
    (directory / pictures.NAME).write_bytes(pictures.drawn())
    return counts


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> int:
    """As a French spreadsheet does it: `;`, UTF-8 with its mark, CRLF."""
    found = list(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(found)
    return len(found)
