"""All that can be told of what is wrong in the rules of an activity: each part is read by itself,
so that a mistake in one does not hide those of the others."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from webapp.activities.rules.absences import parse_absence
from webapp.activities.rules.adjustments import read_adjustment
from webapp.activities.rules.admission import public, quotas, read_window
from webapp.activities.rules.fees import parse_fees
from webapp.activities.rules.places import read_places
from webapp.activities.rules.pricing import parse_prices, parse_quotient, parse_surcharge
from webapp.activities.rules.reading import RuleError, Table
from webapp.activities.rules.tariffs import read_tariff
from webapp.activities.rules.timetable import KEYS, ByWeekday, by_weekday, timetable
from webapp.activities.rules.when import service

Part = Callable[[], object]
SECTIONS: dict[str, Callable[[Table], object]] = {
    "public": public,
    "limites": quotas,
    "places": read_places,
    "quotient": parse_quotient,
    "absence": parse_absence,
}
EVERY_KEY: dict[str, ByWeekday] = dict.fromkeys(KEYS, (None,) * 7)


def all_of(stated: Any, place: str, first: RuleError) -> RuleError:
    """`first`, with the mistakes of the other parts of `stated`."""
    known = {str(each) for each in first.all()}
    for part in _parts(stated, place):
        try:
            part()
        except RuleError as error:
            new = [each for each in error.all() if str(each) not in known]
            known |= {str(each) for each in new}
            first.others += new
    return first


def _parts(stated: Any, place: str) -> Iterator[Part]:
    table = Table(stated, place)
    for key in KEYS:
        if table.has(key):
            yield partial(by_weekday, table.raw(key), table.at(key), EVERY_KEY)
    yield partial(timetable, Table(stated, place))
    yield partial(table.read, "service", service)
    for key in ("majoration", "retenue"):
        yield partial(table.read, key, parse_surcharge)
    for key, reader in SECTIONS.items():
        yield partial(_section, table, key, reader)
    for each in _list(table, "fenetre"):
        yield partial(read_window, each)
    for each in _list(table, "frais"):
        yield partial(parse_fees, [each])
    yield from _prices(table.raw("prix", "0"), table.at("prix"))


def _prices(stated: Any, place: str) -> Iterator[Part]:
    if isinstance(stated, dict):
        for each in _list(Table(stated, place), "tarif"):
            yield partial(_tariff, each)
        for each in _list(Table(stated, place), "ajustement"):
            yield partial(read_adjustment, each)
    yield partial(parse_prices, stated, place)


def _section(table: Table, key: str, reader: Callable[[Table], object]) -> None:
    reader(table.table(key))


def _tariff(table: Table) -> None:
    read_tariff(table)
    table.done()


def _list(table: Table, key: str) -> Iterator[Table]:
    """The tables of a list; none where it is not one, which `read` says."""
    value = table.raw(key, [])
    for n, item in enumerate(value if isinstance(value, list) else [], 1):
        if isinstance(item, dict):
            yield Table(item, f"{table.at(key)}[{n}]")
