"""The `.toml` files of a folder: the rules of one activity each, in the words of docs/rules.md."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from webapp.activities.rules import packages
from webapp.activities.rules.reading import RuleError, plain
from webapp.activities.rules.terms import Terms, parse
from webapp.activities.rules.timetable import BOOK, SURCHARGED
from webapp.activities.trials.towns import read_town
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import UnreadableError, decoded, unreadable

ENDING = ".toml"
CONFIRMED = (
    "« oui » ne se réserve pas encore en ligne ; retirez cette ligne, ou n’importez pas l’activité"
)
DEARER = "« majoré » ne va pas, en ligne, avec un prix selon le nombre de jours"
LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a file states of its activity: the `terms` column, and the rules read from it."""

    text: str
    terms: Terms


RuleFiles = Mapping[str, Rules | None]
"""By the name of the file as it is compared; None for a file that is wrong."""


def read_rule_files(paths: Mapping[str, Path]) -> tuple[RuleFiles, list[Problem]]:
    """The rules of each file, and what is wrong in the others."""
    found: dict[str, Rules | None] = {}
    problems: list[Problem] = []
    for name, path in paths.items():
        try:
            found[name] = _read(path)
        except UnreadableError as error:
            found[name] = None
            problems += error.problems
    return found, problems


def _read(path: Path) -> Rules:
    try:
        raw = as_json(tomllib.loads(decoded(path.name, path)))
        return rules_of(raw)
    except RuleError as error:
        told = (Problem(path.name, 0, "", "", str(each)) for each in error.all())
        raise UnreadableError(*told) from None
    except tomllib.TOMLDecodeError as error:
        line = LINE.search(str(error))
        said = LINE.sub("", str(error))
        raise unreadable(
            path.name, f"TOML mal écrit ({said})", int(line[1]) if line else 0
        ) from None
    except (ValueError, RecursionError):
        raise unreadable(
            path.name, "TOML mal écrit : un nombre ou un tableau hors de toute mesure"
        ) from None


def rules_of(raw: Any, calendar: Mapping[str, Any] | None = None) -> Rules:
    """The rules of the only activity, if all of them can be booked online; raises RuleError.
    `calendar`: what stands for the `[calendrier]` of a file that has none."""
    town = {"calendrier": calendar, **raw} if calendar and isinstance(raw, dict) else raw
    read_town(town)  # calendar and cases are read too: a mistake in them is one as well
    [activities] = [value for key, value in raw.items() if plain(key) == "activite"]
    if len(activities) != 1:
        names = ", ".join(activities)
        raise RuleError("activite", f"une seule activité est attendue dans ce fichier, pas {names}")
    [(name, stated)] = activities.items()
    # In the order of the file, so that changes are told in it.
    text = json.dumps(stated, ensure_ascii=False)
    terms = parse(text)
    packages.unclear(terms.prices, terms.package, f"activite.{name}")
    if terms.package and terms.timetable.after[BOOK] == SURCHARGED:
        raise RuleError(f"activite.{name}.reserver_apres", DEARER)
    if terms.confirm:
        raise RuleError(f"activite.{name}.confirmation", CONFIRMED)
    return Rules(text, terms)


def as_json(value: Any) -> Any:
    """Days and hours of TOML become the texts that docs/rules.md knows too."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else value
