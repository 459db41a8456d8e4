"""The rules of an activity as a file of docs/rules.md: written for a clerk, read from one."""

import json
import re
from typing import Any

import tomli_w

from webapp.activities.rules.reading import RuleError
from webapp.activities.rules.terms import TermsError
from webapp.activities.trials import syntax
from webapp.activities.trials.running import case
from webapp.activities.trials.towns import read_town
from webapp.staff.imports.rule_files import Rules, as_json, rules_of
from webapp.structures.rules import DaysOff, TownCalendar
from webapp.words import WEEKDAYS

LONGEST = 60_000
"""Characters of a file; the longest notice that we know of makes nine thousand."""
TOO_LONG = "60\u202f000\u00a0caractères au plus."
LIST = re.compile(r"\[\n((?:\s*(?:\"(?:[^\"\\\n]|\\.)*\"|[\w.+-]+),\n)+)\s*\]")


def written(code: str, name: str, terms: str, calendar: TownCalendar | None = None) -> str:
    """The file of an activity; with the town's `calendar`, one that `rules try` plays alone."""
    stated: dict[str, Any] = {"titre": name}
    if calendar is not None:
        stated["calendrier"] = calendar_of(calendar)
    text = tomli_w.dumps({**stated, "activite": {code: json.loads(terms)}})
    return LIST.sub(_on_one_line, text)


def _on_one_line(found: re.Match[str]) -> str:
    """A line of a grid stands on one line of the file."""
    items = (line.strip().removesuffix(",") for line in found[1].splitlines())
    return f"[{', '.join(items)}]"


def calendar_of(calendar: TownCalendar) -> dict[str, Any]:
    """The days of a structure, in the words of `[calendrier]`."""
    return {
        "vacances": [_span(off) for off in calendar.days_off if off.kind == "school"],
        "fermetures": [_span(off) for off in calendar.days_off if off.kind == "closure"],
        "mairie": " ".join(WEEKDAYS[n] for n in sorted(calendar.office_days)),
        "fuseau": calendar.timezone,
    }


def _span(off: DaysOff) -> str:
    return f"{off.first_day} au {off.last_day}"


def play(text: str, calendar: TownCalendar) -> tuple[int, list[str]]:
    """How many cases a file has that `read` has accepted, and what is told of those that do not
    come out as expected."""
    town = read_town({"calendrier": calendar_of(calendar), **_raw(text)})
    played = [case(town, number) for number in range(len(town.cases))]
    return len(played), [line.removeprefix("  FAIL  ") for good, line in played if not good]


def read(text: str, calendar: TownCalendar) -> Rules:
    """The rules that a file states, TOML or JSON; raises RuleError with all its mistakes. Holidays
    are those of `calendar` unless the file has its own, which only its cases look at."""
    if len(text) > LONGEST:
        raise RuleError("", TOO_LONG)
    try:
        return rules_of(_raw(text), calendar_of(calendar))
    except TermsError as error:
        raise RuleError("", str(error)) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, RuleError):
            raise
        raise RuleError("", "un nombre ou un tableau est hors de toute mesure") from None


def _raw(text: str) -> dict[str, Any]:
    is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    raw = as_json(syntax.read_json(text) if is_json else syntax.read_toml(text))
    if not isinstance(raw, dict):
        raise RuleError("", "un fichier de règles commence par un nom d’activité")
    return raw
