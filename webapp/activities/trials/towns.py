"""A file of rules: its calendar, its activities, its cases (docs/rules.md)."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.reading import RuleError, Table, plain, span, weekdays, word
from webapp.activities.rules.terms import Terms
from webapp.structures import official
from webapp.structures.rules import DaysOff, TownCalendar


@dataclass(frozen=True, slots=True)
class Town:
    """`activities` by plain name (`reading.word`); `cases` as they were written."""

    title: str
    calendar: TownCalendar
    activities: dict[str, Terms]
    cases: tuple[Table, ...]


def read_file(path: Path) -> Town:
    """The town of a `.toml` or `.json` file; raises RuleError with the place of a mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise RuleError("", f"illisible ({error.strerror})") from None
    except UnicodeDecodeError:
        raise RuleError("", "un texte en UTF-8 est attendu") from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        language = "JSON" if path.suffix == ".json" else "TOML"
        raise RuleError("", f"{language} mal écrit\u00a0: {error}") from None
    return read_town(raw)


def read_town(raw: Any) -> Town:
    """The town that `raw` states."""
    table = Table(raw, "")
    title, _ = table.text("titre"), table.text("source")
    calendar = read_calendar(table.table("calendrier"))
    activities = {
        word(name): term_rules.read(Table(value, place))
        for name, value, place in table.table("activite").items()
    }
    if not activities:
        raise RuleError("activite", "une activité au moins est attendue ([activite.cantine])")
    cases = tuple(table.tables("cas"))
    table.done()
    return Town(title, calendar, activities, cases)


def read_calendar(table: Table) -> TownCalendar:
    """Read `[calendrier]`."""
    days: list[DaysOff] = []
    zone = table.text("zone").strip().upper()
    if zone and zone not in official.ZONES:
        raise RuleError(table.at("zone"), f"{', '.join(official.ZONES)} est attendu", zone)
    days += official.school_holidays(zone) if zone else ()
    days += _public(table.text("feries", "métropole"), table.at("feries"))
    for key, kind, name in (("vacances", "school", "Vacances"), ("fermetures", "closure", "Fermé")):
        for n, text in enumerate(_list(table, key), 1):
            days.append(DaysOff(kind, name, *span(text, f"{table.at(key)}[{n}]")))
    office = table.read("mairie", _office)
    timezone = table.text("fuseau", "Europe/Paris")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        place = table.at("fuseau")
        raise RuleError(place, "un fuseau est attendu (Europe/Paris)", timezone) from None
    table.done()
    return TownCalendar(timezone, tuple(days), office or frozenset(range(5)))


def _public(region: str, place: str) -> tuple[DaysOff, ...]:
    if plain(region) == "aucun":
        return ()
    names = {plain(name): name for name in official.REGIONS}
    if plain(region) not in names:
        raise RuleError(place, f"{', '.join(official.REGIONS)} ou aucun est attendu", region)
    return official.public_holidays(names[plain(region)])


def _list(table: Table, key: str) -> list[Any]:
    value = table.raw(key, [])
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise RuleError(table.at(key), "une liste de dates est attendue", value)
    return value


def _office(value: object, place: str) -> frozenset[int]:
    return weekdays(str(value), place)
