"""The kinds of cells: how a clerk writes each, how it is read, how it is shown again.

A parser receives a cell that is not empty, without surrounding spaces, and raises ValueError if
it is not what `expected` says. Days come out as ISO text, money as cents, instants as
`YYYY-MM-DDTHH:MM` on the structure's clock (`folder.py` makes UTC seconds of them).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from webapp.accounts.operations.log_in import folded
from webapp.activities.rules.deadlines import Before
from webapp.activities.rules.facts import OUTSIDER, RESIDENT
from webapp.activities.rules.reading import RuleError, number_range, plain, weekdays, word
from webapp.activities.rules.sentences import sentence
from webapp.activities.rules.when import service
from webapp.structures.colours import is_colour, is_readable
from webapp.words import WEEKDAYS as DAY_NAMES
from webapp.words import euros

Value: TypeAlias = str | int | bool | tuple[str, ...] | None

_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HOUR = re.compile(r"([0-9]{1,2})\s*[:h]\s*([0-9]{2})?")
_MONEY = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3})+|[0-9]{1,7})(?:[.,]([0-9]{1,2}))?\s*€?")
_DECIMAL = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3})|[0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
_RULES_FILE = r"[^/\\:*?\"<>|.][^/\\:*?\"<>|]*\.[tT][oO][mM][lL]"
CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ufffe\\uffff]")
_EMAIL = re.compile(r"[^\s@,;:<>\"()]+@[^\s@,;:<>\"()]+\.[^\s@,;:<>\"().]{2,}")


# Marelle finds these out itself: whether a family lives in the town is a column of its own.
KNOWN_OTHERWISE = {OUTSIDER, RESIDENT, *map(word, ("hors délai", "sans réservation", "absent"))}


@dataclass(frozen=True)
class Kind:
    """`name` is the word of docs/import.md; `expected` ends a message « attendu : … »."""

    name: str
    expected: str
    parse: Callable[[str], Value]
    show: Callable[[Value], str] = str


def _matched(pattern: str, longest: int, text: str) -> str:
    if len(text) > longest or not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


def _line(longest: int, text: str) -> str:
    if len(text) > longest or CONTROL.search(text):
        raise ValueError(text)
    return text


def _paragraphs(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(lines) > 10_000 or CONTROL.search(lines.replace("\n", "")):
        raise ValueError(text)
    return lines


@lru_cache(maxsize=4096)
def _day(text: str) -> str:
    if french := _FRENCH_DAY.fullmatch(text):
        day, month, year = french.groups()
    elif iso := _ISO_DAY.fullmatch(text):
        year, month, day = iso.groups()
    else:
        raise ValueError(text)
    if not 1900 <= int(year) <= 2200:
        raise ValueError(text)
    return date(int(year), int(month), int(day)).isoformat()


def french_day(value: Any) -> str:
    """A stored day as a clerk writes it."""
    return f"{date.fromisoformat(value):%d/%m/%Y}" if value else ""


def shown_key(key: Iterable[Value]) -> str:
    """What identifies a row, for people: « mairie / jour / 09/12/2026 »."""
    words = (str(part) for part in key if part is not None)
    return " / ".join(french_day(w) if _ISO_DAY.fullmatch(w) else w for w in words)


def _hour(text: str) -> str:
    found = _HOUR.fullmatch(text)
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValueError(text)
    return f"{hours:02d}:{minutes:02d}"


def _clock(text: str) -> str:
    hour = _hour(text)
    if hour == "24:00":
        raise ValueError(text)
    return hour


@lru_cache(maxsize=4096)
def _instant(text: str) -> str:
    words = text.replace("T", " ").replace(" à ", " ").split(maxsplit=1)
    if len(words) != 2:
        raise ValueError(text)
    return f"{_day(words[0])}T{_clock(words[1])}"


def _cents(text: str) -> int:
    found = _MONEY.fullmatch(text)
    if not found or len(found[1]) > 10:
        raise ValueError(text)
    units, rest = found.groups()
    return int(re.sub(r"\D", "", units)) * 100 + int((rest or "").ljust(2, "0"))


def _count(text: str, lowest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < lowest:
        raise ValueError(text)
    return int(text)


def _words(pattern: str, text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(text.split()))
    if not all(re.fullmatch(pattern, word) for word in words):
        raise ValueError(text)
    return words


def _sorted_words(pattern: str, text: str) -> tuple[str, ...]:
    return tuple(sorted(_words(pattern, text)))


def _joined(pattern: str, text: str) -> str:
    return " ".join(_words(pattern, text))


def _days(text: str) -> str:
    return " ".join(sorted({_day(word) for word in text.split()}))


def _timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError):
        raise ValueError(text) from None


def _email(text: str) -> str:
    if len(text) > 250 or not _EMAIL.fullmatch(text) or CONTROL.search(text):
        raise ValueError(text)
    return text


def _login(text: str) -> str:
    login = folded(_line(80, text))
    if not login or len(login) > 80:
        raise ValueError(text)
    return login


def _deadline(text: str) -> str:
    """A sentence of docs/rules.md, § 2, kept as it is written. « comme réserver » is checked with
    the other deadlines of the row. Nothing here says periods: none can be counted from."""
    written = " ".join(text.split())
    if plain(written).startswith("comme "):
        return written
    where = sentence(written, "").where
    if isinstance(where, Before) and where.anchor == "period":
        raise ValueError(text)
    return written


def _service(text: str) -> str:
    service(text, "")
    return " ".join(text.split())


def _weekdays(text: str) -> str:
    """As structures keep them: « lundi mardi », in the order of the week."""
    return " ".join(DAY_NAMES[number] for number in sorted(weekdays(text, "")))


def _categories(text: str) -> str:
    """Words that no program puts or works out itself."""
    found = {word(each): " ".join(each.split()) for each in text.split(",") if each.strip()}
    if not found or KNOWN_OTHERWISE & found.keys():
        raise ValueError(text)
    return _line(250, ", ".join(found.values()))


def _ages(text: str) -> str:
    try:
        return ages_text(*number_range(text, ""))
    except RuleError:
        raise ValueError(text) from None


def ages_range(text: str) -> tuple[int | None, int | None]:
    """The least and the most of `ages_text`, both included; None without bound."""
    return number_range(text, "") if text else (None, None)


def ages_text(least: int | None, most: int | None) -> str:
    """« 3-5 », « 6+ », « 4 »; nothing for every age."""
    if least is None and most is None:
        return ""
    if most is None:
        return f"{least}+"
    return str(most) if least == most else f"{least or 0}-{most}"


def _colour(text: str) -> str:
    if not is_colour(text.lower()) or not is_readable(text.lower()):
        raise ValueError(text)
    return text.lower()


def _hundredths(text: str) -> int:
    found = _DECIMAL.fullmatch(text)
    if not found:
        raise ValueError(text)
    units, rest = found.groups()
    return int(re.sub(r"\D", "", units)) * 100 + int((rest or "").ljust(2, "0"))


def _show_hundredths(value: Value) -> str:
    units, rest = divmod(value if isinstance(value, int) else 0, 100)
    return f"{units},{rest:02d}" if rest else str(units)


def _chosen(words: Mapping[str, Value], text: str) -> Value:
    try:
        return words[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def choice(words: Mapping[str, Value]) -> Kind:
    """One of some French words; the first word of each meaning is the one documented."""
    names: dict[Value, str] = {}
    for name, meaning in words.items():
        names.setdefault(meaning, name)
    listed = ", ".join(f"`{each}`" for each in names.values())
    expected = "l’un de ces mots : " + ", ".join(names.values())
    return Kind(listed, expected, partial(_chosen, words), lambda value: names.get(value, ""))


def text(longest: int) -> Kind:
    """One line of text."""
    expected = f"un texte d’une ligne, de {longest} caractères au plus"
    return Kind(f"text ({longest})", expected, partial(_line, longest))


def _show_money(value: Value) -> str:
    return euros(value) if isinstance(value, int) else ""


def _show_words(value: Value) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value or "")


_CODE = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_CODE_WORDS = "des codes séparés par des espaces"

CODE = Kind(
    "code",
    "un code de 40 caractères au plus, fait de lettres sans accent, de chiffres et de - _ .",
    partial(_matched, _CODE, 40),
)
SHOP = Kind(
    "shop",
    "le numéro donné par la banque, 6 à 20 chiffres ou lettres",
    partial(_matched, r"[0-9A-Za-z]{6,20}", 20),
)
LONG_CODE = Kind(
    "code (60)",
    "un code de 60 caractères au plus, fait de lettres sans accent, de chiffres et de - _ . /",
    partial(_matched, r"[A-Za-z0-9][A-Za-z0-9_./-]*", 60),
)
CODES = Kind("codes", _CODE_WORDS, partial(_sorted_words, _CODE), _show_words)
SLOTS = Kind(
    "slots",
    "des mots en minuscules séparés par des espaces, par exemple « matin midi »",
    partial(_joined, r"[a-z][a-z-]{0,19}"),
)
PARAGRAPHS = Kind("paragraphs", "un texte de 10 000 caractères au plus", _paragraphs)
DAY = Kind("day", "une date, JJ/MM/AAAA ou AAAA-MM-JJ", _day, french_day)
DAYS = Kind("days", "des dates séparées par des espaces", _days)
INSTANT = Kind("instant", "une date et une heure, JJ/MM/AAAA HH:MM", _instant)
CLOCK = Kind("hour", "une heure de 00:00 à 23:59", _clock)
CENTS = Kind("money", "un montant en euros, par exemple 12,50", _cents, _show_money)
NUMBER = Kind("number", "un nombre entier, 0 ou plus", partial(_count, lowest=0))
QUANTITY = Kind("number (1+)", "un nombre entier, 1 ou plus", partial(_count, lowest=1))
TIMEZONE = Kind("time zone", "un fuseau horaire, par exemple Europe/Paris", _timezone)
EMAIL = Kind("mail", "une adresse mail, par exemple prenom.nom@exemple.fr", _email)
LOGIN = Kind("login", "un identifiant de 80 caractères au plus", _login)
DEADLINE = Kind(
    "deadline",
    "un délai comme les écrit docs/rules.md (§ 2), par exemple « 2 jours calendaires à 23:59 », "
    "« 1 jour ouvré à 09:00 », « la veille à 18:00 » ou « jeudi précédent à 15h »",
    _deadline,
)
SERVICE = Kind(
    "service days",
    "les jours où l’activité a lieu, par exemple « lundi mardi jeudi vendredi hors vacances »",
    _service,
)
WEEKDAYS = Kind(
    "weekdays", "des jours de la semaine, par exemple « lundi mardi jeudi vendredi »", _weekdays
)
CATEGORIES = Kind(
    "categories",
    "des mots séparés par des virgules, 250 caractères au plus, autres que « habitant », "
    "« extérieur » et ceux que Marelle met d’elle-même",
    _categories,
)
DECIMAL = Kind(
    "decimal",
    "un nombre de 0 à 999999, avec deux décimales au plus, par exemple 850 ou 612,50",
    _hundredths,
    _show_hundredths,
)
AGES = Kind("ages", "des âges, par exemple « 3-5 », « 6+ » ou « 4 »", _ages)
SLUG = Kind(
    "address part",
    "un mot de 40 caractères au plus, en lettres minuscules sans accent, chiffres et tirets",
    partial(_matched, r"[a-z0-9]+(-[a-z0-9]+)*", 40),
)
COLOUR = Kind("colour", "une couleur assez foncée pour être lue, par exemple #1b4965", _colour)
PICTURE_FILE = Kind(
    "picture file",
    "le nom d’une image .png, .jpg, .jpeg ou .webp du même dossier",
    partial(_matched, r"(?i)[^/\\:*?\"<>|.][^/\\:*?\"<>|]*\.(png|jpe?g|webp)", 80),
)
RULES_FILE = Kind(
    "rules file",
    "le nom d’un fichier « .toml » du même dossier",
    partial(_matched, _RULES_FILE, 80),
)
YES_NO = choice({"oui": True, "non": False, "o": True, "n": False, "1": True, "0": False})
