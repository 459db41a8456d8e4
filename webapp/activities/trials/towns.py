"""A file of rules: its calendar, its activities, its cases (docs/rules.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.reading import RuleError, Table, plain, span, weekdays, word
from webapp.activities.rules.terms import Terms
from webapp.activities.trials import syntax
from webapp.structures import official
from webapp.structures.rules import DaysOff, TownCalendar

Read = TypeVar("Read")


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
    except OSError as error:
        raise RuleError("", f"illisible ({error.strerror})") from None
    except UnicodeDecodeError:
        raise RuleError("", "un texte en UTF-8 est attendu") from None
    return read_town(syntax.read_json(text) if path.suffix == ".json" else syntax.read_toml(text))


def read_town(raw: Any) -> Town:
    """The town that `raw` states."""
    table = Table(raw, "")
    title, _ = table.text("titre"), table.text("source")
    wrong: list[RuleError] = []
    calendar = _or_told(wrong, lambda: read_calendar(table.table("calendrier")))
    named = list(table.table("activite").items())
    stated = len(named)
    read = {word(name): _or_told(wrong, _reader(value, place)) for name, value, place in named}
    if wrong or calendar is None:
        raise RuleError.of(wrong)
    activities = {name: terms for name, terms in read.items() if terms is not None}
    if len(activities) < stated:
        raise RuleError("activite", "deux activités ont le même nom, au pluriel ou à l’accent près")
    if not activities:
        raise RuleError("activite", "une activité au moins est attendue ([activite.cantine])")
    cases = tuple(table.tables("cas"))
    table.done()
    _check(activities, calendar)
    return Town(title, calendar, activities, cases)


def _reader(value: Any, place: str) -> Callable[[], Terms]:
    return lambda: term_rules.read(Table(value, place))


def _or_told(wrong: list[RuleError], reader: Callable[[], Read]) -> Read | None:
    """What `reader` reads; its mistakes go to `wrong`."""
    try:
        return reader()
    except RuleError as error:
        wrong += error.all()
        return None


def _check(activities: dict[str, Terms], calendar: TownCalendar) -> None:
    """What can be seen only of the whole: names of other activities, holidays counted from."""
    holidays = any(off.kind == "school" for off in calendar.days_off)
    for name, terms in activities.items():
        unknown = sorted((terms.excludes | terms.needs.keys()) - activities.keys())
        if unknown and len(activities) > 1:
            place = f"activite.{name}"
            raise RuleError(place, "exclut et avec nomment des activités de ce fichier", unknown[0])
        seasonal = terms.service.season or terms.timetable.counts_from("holidays")
        if seasonal and not holidays:
            raise RuleError("calendrier.zone", f"manque, pour les vacances de «\u00a0{name}\u00a0»")


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
