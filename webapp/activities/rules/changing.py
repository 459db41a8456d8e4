"""The usual changes of an activity's rules, without touching their file: a deadline, the places of
a day, an amount. Each gives the rules anew, in the words of docs/rules.md; they are read like any
others after it, and whatever is not changed stays as it was written.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from webapp.activities.rules.deadlines import Before, Deadline
from webapp.activities.rules.reading import END_OF_DAY, plain
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.timetable import ByWeekday
from webapp.words import NBSP

UNITS = {
    "calendar": "jours",
    "working": "jours ouvrés",
    "workable": "jours ouvrables",
    "service": "jours de service",
    "office": "jours de mairie",
    "clear": "jours francs",
}
AMOUNTS = ("montant", "taux", "plancher", "plafond")
CHANGES = ("ajoute", "reduit", "multiplie", "remplace", "plancher", "plafond")
MOST = 60
"""Amounts that a form asks for at once; a greater table is changed in its file."""

Path = tuple[str | int, ...]


class Simple(NamedTuple):
    """A deadline as a form has it: so many days of `unit` (a key of UNITS) before, until `hour`
    (« 9h30 »; '' for the end of that day)."""

    number: int
    unit: str
    hour: str


class Amount(NamedTuple):
    """An amount that may be changed: where it stands, what it is for, what it is."""

    path: Path
    label: str
    value: str

    @property
    def name(self) -> str:
        """The name of its field: « prix.tarif.0.montant »."""
        return ".".join(map(str, self.path))


def simple(days: ByWeekday) -> Simple | None:
    """The deadline, if it is the same on all days and of the simplest kind."""
    first = days[0]
    if first is None or any(each != first for each in days) or not isinstance(first, Deadline):
        return None
    where = first.where
    if not isinstance(where, Before) or where.anchor != "day" or first.fallback:
        return None
    if where.unit not in UNITS:
        return None
    at = first.at
    hour = "" if at == END_OF_DAY else f"{at.hour}h{at.minute:02d}".removesuffix("00")
    return Simple(where.count, where.unit, hour)


def sentence(stated: Simple) -> str:
    """The same as a sentence: « 2 jours ouvrés avant à 9h »."""
    unit = UNITS[stated.unit]
    if stated.number == 1:
        unit = " ".join(word.removesuffix("s") for word in unit.split())
    hour = f" à {stated.hour}" if stated.hour else ""
    if stated.unit == "calendar" and stated.number == 0:
        return f"le jour même{hour}"
    return f"{stated.number} {unit} avant{hour}"


def stated_as(stated: Mapping[str, Any], word: str) -> str:
    """How `word` is spelt in these rules (« Réserver »), or `word`."""
    return next((key for key in stated if plain(key) == word), word)


def with_deadline(stated: Mapping[str, Any], action: str, text: str) -> dict[str, Any]:
    """The rules with another sentence for `action`."""
    return {**stated, stated_as(stated, action): text}


def with_places(
    stated: Mapping[str, Any], seats: int | None, *, waiting_list: bool
) -> dict[str, Any]:
    """The rules with so many places on each day (None: without limit), a waiting list or not."""
    key = stated_as(stated, "places")
    places = dict(stated.get(key, {}))
    day = stated_as(places, "jour")
    places = {k: v for k, v in places.items() if k != day} | ({} if seats is None else {day: seats})
    return with_list({**stated, key: places}, waiting_list=waiting_list)


def with_list(stated: Mapping[str, Any], *, waiting_list: bool) -> dict[str, Any]:
    """The rules with a waiting list or without; the places as they are."""
    key = stated_as(stated, "places")
    places = dict(stated.get(key, {}))
    listed = stated_as(places, "liste_attente")
    left = {k: v for k, v in places.items() if k != listed}
    places = {**places, listed: "oui"} if waiting_list else left
    return {**stated, key: places} if places else {k: v for k, v in stated.items() if k != key}


def single_places(terms: Terms) -> tuple[bool, int | None]:
    """Whether all weekdays have the same places, with no age groups; and how many."""
    days = set(terms.places.weekdays)
    return len(days) == 1 and not terms.places.ages, next(iter(days))


def amounts(stated: Mapping[str, Any]) -> list[Amount]:
    """All amounts of the price, in the order of the file."""
    key = stated_as(stated, "prix")
    price = stated.get(key, "0")
    if not isinstance(price, Mapping):
        return [Amount((key,), "Prix d’un jour", str(price))]
    found = list(_of_table(price, (key,), "Prix"))
    tariffs = stated_as(price, "tarif")
    for n, tariff in enumerate(price.get(tariffs, ())):
        found += _of_table(tariff, (key, tariffs, n), _whose("Prix", tariff))
    adjusted = stated_as(price, "ajustement")
    for n, each in enumerate(price.get(adjusted, ())):
        head = _whose("Ajustement", each)
        path = (key, adjusted, n)
        found += [_amount(each, path, name, head) for name in each if plain(name) in CHANGES]
    return found


def _of_table(table: Mapping[str, Any], path: Path, head: str) -> Iterator[Amount]:
    for name in table:
        if plain(name) in AMOUNTS:
            yield _amount(table, path, name, head)
        elif plain(name) == "grille":
            yield from _of_grid(table[name], (*path, name), head)


def _amount(table: Mapping[str, Any], path: Path, name: str, head: str) -> Amount:
    label = head if plain(name) == "montant" else f"{head}, {plain(name)}"
    return Amount((*path, name), label, str(table[name]))


def _of_grid(lines: list[list[Any]], path: Path, head: str) -> Iterator[Amount]:
    names = lines[0]
    for n, line in enumerate(lines[1:], 1):
        for column, cell in enumerate(line[1:], 1):
            of = "" if len(names) == 2 else f", {names[column]}"
            yield Amount((*path, n, column), f"{head}, {names[0]} {line[0]}{of}", str(cell))


def _whose(head: str, table: Mapping[str, Any]) -> str:
    """« Prix (extérieur) »."""
    conditions = ("pour", "formule", "rang", "enfants", "ages", "classes", "ecoles", "qf", "jours")
    asked = (*conditions, "nombre_jours")
    told = [_said(key, value) for key, value in table.items() if plain(key) in asked]
    return f"{head} ({', '.join(told)})" if told else head


def _said(key: str, value: Any) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return shown if plain(key) in ("pour", "formule", "jours") else f"{plain(key)}{NBSP}{shown}"


def with_amounts(stated: Mapping[str, Any], given: Mapping[Path, str]) -> dict[str, Any]:
    """The rules with other amounts, by where they stand."""
    found: Any = copy.deepcopy(dict(stated))
    for path, value in given.items():
        *way, last = path
        holder = found
        for step in way:
            holder = holder[step]
        holder[last] = value
    return found  # type: ignore[no-any-return]
