"""Reading a file of rules: every mistake names its place and what was expected.

The words are French, as the clerks who write them; case, accents and spacing are forgiven
(docs/rules.md is the reference).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from webapp.words import WEEKDAYS

Result = TypeVar("Result")

AMOUNT = re.compile(r"(\d{1,6})(?:[.,](\d{1,4}))?\s*(?:€|euros?)?")
SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
CLOCK = re.compile(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?(?::00)?")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})")
RANGE = re.compile(r"(\d+)(?:\s*(-|a)\s*(\d+)|\s*(\+))?")
END_OF_DAY = time.max
"""The hour of what lasts until the end of a day."""


EVERY_DAY = frozenset(range(7))


class RuleError(ValueError):
    """A rule is malformed; the message names the place and what was expected."""

    def __init__(self, place: str, expected: str, value: object = None) -> None:
        got = "" if value is None else f", pas «\u00a0{value}\u00a0»"
        super().__init__(f"{place}\u00a0: {expected}{got}" if place else f"{expected}{got}")
        self.others: list[RuleError] = []

    def all(self) -> "list[RuleError]":
        """This mistake, and those of the same file that were found with it."""
        return [self, *self.others]

    @staticmethod
    def of(found: "list[RuleError]") -> "RuleError":
        """The first mistake, with all others."""
        first = found[0]
        first.others = found[1:]
        return first


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without accents, one space between words: « Férié » is « ferie »."""
    text = text.replace("'", "’").replace("\u2026", "...")
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A category, a formula: plain, without the plural of its words."""
    return " ".join(w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in plain(text).split())


PLAIN_WEEKDAYS = tuple(plain(day) for day in WEEKDAYS)


def weekdays(text: str, place: str) -> frozenset[int]:
    """« lundi mardi jeudi », « lundi à vendredi »: 0 is Monday."""
    names = [n for n in re.split(r"[ ,;]+", plain(text)) if n and n != "et"]
    found: set[int] = set()
    while names:
        first = _weekday(names.pop(0), place)
        if names and names[0] in ("a", "au"):
            last = _weekday(([*names, ""])[1], place)
            names = names[2:]
            found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
        found.add(first)
    if not found:
        raise RuleError(place, "des jours de la semaine sont attendus", text)
    return frozenset(found)


def _weekday(name: str, place: str) -> int:
    single = name.removesuffix("s")
    if single not in PLAIN_WEEKDAYS:
        raise RuleError(place, "un jour de la semaine est attendu (lundi… dimanche)", name)
    return PLAIN_WEEKDAYS.index(single)


def day(value: object, place: str) -> date:
    """« 2027-01-12 », « 12/01/2027 », or a date of TOML."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = DAY.fullmatch(str(value).strip())
    try:
        read = _date(found) if found else None
    except ValueError:
        read = None
    return read if read and 1990 <= read.year <= 2100 else _no_day(value, place)


def _date(found: re.Match[str]) -> date:
    year, month, of_month, day_first, month_first, year_last = found.groups()
    if year:
        return date(int(year), int(month), int(of_month))
    return date(int(year_last), int(month_first), int(day_first))


def _no_day(value: object, place: str) -> date:
    raise RuleError(place, "un jour est attendu (2027-01-12 ou 12/01/2027)", value) from None


def clock(text: str, place: str) -> time:
    """« 9h30 », « 09:30 », « midi », « minuit »; END_OF_DAY for 23:59, 24:00 and « minuit »."""
    asked = plain(text)
    if asked == "midi":
        return time(12)
    if asked == "minuit":
        return END_OF_DAY
    found = CLOCK.fullmatch(asked)
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if (hours, minutes) in ((24, 0), (23, 59)):
        return END_OF_DAY
    if hours > 23 or minutes > 59:
        raise RuleError(place, "une heure est attendue (9h, 9h30, 09:30, midi, minuit)", text)
    return time(hours, minutes)


def instant(value: object, place: str) -> tuple[date, time]:
    """A day and its hour, 0 h if none is said: « 2027-01-08 9h30 »."""
    if isinstance(value, datetime):
        return value.date(), value.time()
    if isinstance(value, date):
        return value, time()
    text = str(value).strip().replace("T", " ")
    first, _, hour = text.partition(" ")
    hour = hour.strip().removeprefix("à").strip()
    return day(first, place), clock(hour, place) if hour else time()


def has_hour(value: object) -> bool:
    """True if an instant says its hour: « 2027-01-08 0h », not « 2027-01-08 »."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return False
    return isinstance(value, datetime) or any(c in str(value).strip() for c in "h:T ")


def span(value: object, place: str) -> tuple[date, date]:
    """« 2026-12-19 au 2027-01-03 », or one day."""
    first, _, last = plain(str(value)).partition(" au ")
    start = day(first.removeprefix("du ").strip(), place)
    end = day(last.strip(), place) if last else start
    if end < start:
        raise RuleError(place, "une fin après le début est attendue", value)
    return start, end


def days_of(spans: list[tuple[date, date]]) -> frozenset[date]:
    """All days of these spans."""
    return frozenset(
        first + timedelta(n) for first, last in spans for n in range((last - first).days + 1)
    )


def amount(value: object, place: str) -> Decimal:
    """Euros: « 2,60 »."""
    found = AMOUNT.fullmatch(str(value).strip()) if not isinstance(value, bool | float) else None
    if not found:
        raise RuleError(place, "une somme en euros est attendue, entre guillemets (2,60)", value)
    return Decimal(f"{found[1]}.{found[2] or 0}")


def share(value: object, place: str) -> Decimal:
    """« 50 % » is 0.50."""
    found = SHARE.fullmatch(str(value).strip())
    if not found:
        raise RuleError(place, "une part est attendue (50 %)", value)
    return Decimal(found[1].replace(",", ".")) / 100


def is_share(value: object) -> bool:
    """True if « % » is written."""
    return "%" in str(value)


class Range(NamedTuple):
    """Whole numbers, both ends included; `most` None is without end."""

    least: int
    most: int | None

    def holds(self, number: int) -> bool:
        return number >= self.least and (self.most is None or number <= self.most)


def number_range(value: object, place: str) -> Range:
    """« 3 », « 3+ », « 3-5 »."""
    text = plain(str(value)).removesuffix(" ans").replace(" et plus", "+")
    found = RANGE.fullmatch(text) if not isinstance(value, bool | float) else None
    if not found or (found[3] and int(found[3]) < int(found[1])):
        raise RuleError(
            place, "un nombre, «\u00a03+\u00a0» ou «\u00a03-5\u00a0» est attendu", value
        )
    least = int(found[1])
    return Range(least, int(found[3]) if found[3] else None if found[4] else least)


def words_of(value: object, place: str) -> tuple[str, ...]:
    """Words separated by commas, or a list of them, as `word` makes them."""
    if isinstance(value, str):
        items: list[object] = [item for item in value.split(",") if item.strip()]
    elif isinstance(value, list):
        items = value
    else:
        raise RuleError(place, "des mots sont attendus", value)
    if not all(isinstance(item, str) for item in items) or (isinstance(value, str) and not items):
        raise RuleError(place, "des mots sont attendus", value)
    return tuple(word(str(item)) for item in items)


def names_of(value: object, place: str) -> dict[str, str]:
    """Names as `words_of` compares them, and as they were written."""
    items = value.split(",") if isinstance(value, str) else value
    found = words_of(value, place)
    written = [str(each).strip() for each in items if str(each).strip()]  # type: ignore[attr-defined]
    return dict(zip(found, written, strict=True))


class Table:
    """A table of the file: each key is read once, what nobody has read is an error (`done`)."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise RuleError(place, "un tableau de mots et de valeurs est attendu", value)
        self.place = place
        self.stated = value
        self._raw: dict[str, Any] = {plain(str(k)): v for k, v in value.items()}
        self._left = {plain(str(k)): str(k) for k in value}
        if len(self._left) < len(value):
            raise RuleError(place, "un nom est dit deux fois, à la majuscule ou à l’accent près")

    def at(self, key: str) -> str:
        """The place of `key`, for messages."""
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        return key in self._raw

    def raw(self, key: str, default: object = None) -> Any:
        """The value as it stands."""
        self._left.pop(key, None)
        return self._raw.get(key, default)

    def drop(self, key: str) -> None:
        """Forget a value that has been read."""
        self._raw.pop(key, None)

    def read(
        self, key: str, reader: Callable[[Any, str], Result], default: Result | None = None
    ) -> Result | None:
        """The value read by `reader`, or `default`."""
        value = self.raw(key)
        return default if value is None else reader(value, self.at(key))

    def need(self, key: str, reader: Callable[[Any, str], Result]) -> Result:
        """The value read by `reader`; an error without it."""
        if key not in self._raw:
            raise RuleError(self.at(key), "manque")
        return reader(self.raw(key), self.at(key))

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self.raw(key, default)
        if not isinstance(value, str):
            raise RuleError(self.at(key), "un texte entre guillemets est attendu", value)
        return value

    def choice(self, key: str, known: dict[str, Result], default: str) -> Result:
        """One of the words of `known`."""
        asked = word(self.text(key, default))
        table = {word(name): value for name, value in known.items()}
        if asked not in table:
            names = ", ".join(known)
            raise RuleError(self.at(key), f"l’un de ces mots est attendu\u00a0: {names}", asked)
        return table[asked]

    def number(self, key: str, default: int | None = None) -> int | None:
        """A whole number, 0 or more."""
        value = self.raw(key, default)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if value is not None and (type(value) is not int or value < 0):
            raise RuleError(self.at(key), "un nombre entier est attendu", value)
        return value

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list `[[…key]]`."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            raise RuleError(self.at(key), f"une liste est attendue ([[{self.at(key)}]])")
        for n, item in enumerate(value, 1):
            yield Table(item, f"{self.at(key)}[{n}]")

    def table(self, key: str) -> "Table":
        """The table of `key`, empty if it is not there."""
        return Table(self.raw(key, {}), self.at(key))

    def items(self) -> Iterator[tuple[str, Any, str]]:
        """Keys as they were written, values, places."""
        written = dict(self._left)
        for key, name in written.items():
            yield name, self.raw(key), self.at(name)

    def done(self) -> None:
        """Refuse what nobody has read."""
        unknown = "ce nom n’est pas connu ici (voir docs/rules.md)"
        if self._left:
            raise RuleError.of([RuleError(self.at(name), unknown) for name in self._left.values()])
