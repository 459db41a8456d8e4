"""Sentences of deadlines, as a town's notice writes them (docs/rules.md, § 2)."""

import re
from collections.abc import Callable
from datetime import time
from functools import lru_cache

from webapp.activities.rules.deadlines import (
    Before,
    Deadline,
    Fixed,
    Hours,
    LastWeekday,
    NthWeekday,
    OfMonth,
    OfWeek,
    Where,
)
from webapp.activities.rules.reading import (
    END_OF_DAY,
    PLAIN_WEEKDAYS,
    RuleError,
    clock,
    day,
    plain,
)

UNITS = {
    "": "calendar",
    "calendaire": "calendar",
    "ouvre": "working",
    "ouvrable": "workable",
    "franc": "clear",
    "de service": "service",
    "de classe": "service",
    "de mairie": "office",
}
ANCHORS = {
    "": "day",
    "le debut de la periode": "period",
    "la periode": "period",
    "les vacances": "holidays",
    "le debut des vacances": "holidays",
    "la semaine": "week",
    "le debut de la semaine": "week",
    "le mois": "month",
    "le debut du mois": "month",
}
FEW = {"la veille": 1, "l’avant-veille": 2, "le jour meme": 0}
RANKS = {"premier": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "dernier": -1}

HOUR = r"\d{1,2} ?(?:h|:)(?: ?\d{2})?|midi|minuit"
WEEKDAY = "|".join(PLAIN_WEEKDAYS)
MONTHS = (
    r" ?(?:du (?P<same>meme mois)|du (?P<previous>mois precedent)"
    r"|,? ?(?P<months>\d+) mois avant)"
)
WEEKS = (
    r" ?(?:de la (?P<same>meme semaine)|de la (?P<previous>semaine precedente|semaine d’avant)"
    r"|,? ?(?P<weeks>\d+) semaines? avant)"
)
NUMBERS = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
WORDINGS = (
    (r"^(?:au plus tard|jusqu’au) ", ""),
    *(
        (rf"\b{word} (?=jour|semaine|mois|heure)", f"{n} ")
        for n, word in enumerate(NUMBERS.split(), 1)
    ),
    (r"\bune (?=semaine)", "1 "),
    (r"\bj ?- ?(\d+)", r"\1 jours avant"),
    (r"\bprecedant\b", "precedent"),
    (r"\bmois d’avant\b", "mois precedent"),
    (r"\bd’ecole\b", "de service"),
    (r"\b(\d{1,2}) heures?$", r"\1h"),
    (r"^avant (le \d+ .*[^\dh])$", r"\1 a 0h"),
    (r"\((sinon .*)\)$", r", \1"),
)
LIMIT = 400
"""Days that a deadline may count: a year and a little."""

FORMS: dict[str, Callable[[re.Match[str], str], Where]] = {}


def sentence(text: object, place: str) -> Deadline:
    """The deadline that `text` states; raises RuleError."""
    if not isinstance(text, str):
        raise RuleError(place, "une phrase est attendue, entre guillemets", text)
    return _read(text, place)


@lru_cache(maxsize=2048)
def _read(text: str, place: str) -> Deadline:
    asked = _usual(plain(text))
    if asked in ("jamais", "toujours", "sans limite"):
        return Deadline(text, None, always=asked != "jamais")
    asked, fallback = _fallback(asked)
    hours = re.fullmatch(rf"(\d+) ?(?:heures?|h)(?: (ouvree)s?)? avant(?: ({HOUR}))?", asked)
    if hours and not fallback:
        anchor = clock(hours[3], place) if hours[3] else time()
        return Deadline(text, Hours(_count(hours[1], place), anchor, bool(hours[2])))
    found = re.fullmatch(rf"(.*?),? (?:a |avant |des )?({HOUR})", asked)
    base, at = (found[1], clock(found[2], place)) if found else (asked, END_OF_DAY)
    return Deadline(text, _where(base.strip(" ,"), text, place), at, fallback)


def _usual(asked: str) -> str:
    """Other ways of saying the same."""
    for pattern, usual in WORDINGS:
        asked = re.sub(pattern, usual, asked)
    return asked


def _fallback(asked: str) -> tuple[str, tuple[str, int] | None]:
    found = re.fullmatch(
        r"(.*?),? sinon (?:le )?jour (ouvre|ouvrable|de service|de mairie) (precedent|suivant)",
        asked,
    )
    if not found:
        return asked, None
    return found[1], (UNITS[found[2]], -1 if found[3] == "precedent" else 1)


def _where(base: str, text: str, place: str) -> Where:
    if base in FEW:
        return Before(FEW[base], "calendar")
    for form, make in FORMS.items():
        found = re.fullmatch(form, base)
        if found:
            return make(found, place)
    raise RuleError(
        place,
        "un délai est attendu («\u00a02 jours avant à 10h\u00a0», "
        "«\u00a0jeudi précédent à 9h\u00a0», «\u00a0le 15 du mois précédent\u00a0», "
        "«\u00a0jamais\u00a0»… voir docs/rules.md, § 2)",
        text,
    )


def _form(pattern: str) -> Callable[[Callable[[re.Match[str], str], Where]], object]:
    def keep(make: Callable[[re.Match[str], str], Where]) -> object:
        FORMS[pattern] = make
        return make

    return keep


@_form(
    r"(?P<count>\d+) jours? ?"
    r"(?P<unit>calendaire|ouvre|ouvrable|franc|de service|de classe|de mairie)?s?"
    r"(?: avant)?(?: (?P<anchor>l[ae]s? .+))?"
)
def _days(found: re.Match[str], place: str) -> Where:
    return Before(_count(found["count"], place), UNITS[found["unit"] or ""], _anchor(found, place))


@_form(r"(?P<count>\d+) semaines? avant(?: (?P<anchor>l[ae]s? .+))?")
def _weeks(found: re.Match[str], place: str) -> Where:
    return Before(7 * _count(found["count"], place, 52), "calendar", _anchor(found, place))


@_form(rf"(?:le )?(?P<day>{WEEKDAY}){WEEKS}")
def _of_week(found: re.Match[str], _: str) -> Where:
    weeks = 0 if found["same"] else 1 if found["previous"] else int(found["weeks"])
    return OfWeek(PLAIN_WEEKDAYS.index(found["day"]), weeks)


@_form(
    rf"(?:le )?(?P<day>{WEEKDAY}) (?:precedent|d’avant)(?: avant (?P<anchor>l[ae]s? .+))?"
    rf"|(?:le )?(?P<eve>{WEEKDAY}) avant (?P<start>l[ae]s? .+)"
)
def _last(found: re.Match[str], place: str) -> Where:
    anchor = found["anchor"] or found["start"] or ""
    weekday = PLAIN_WEEKDAYS.index(found["day"] or found["eve"])
    return LastWeekday(weekday, _named_anchor(anchor, place))


@_form(rf"le (?P<number>\d+|1er){MONTHS}")
def _of_month(found: re.Match[str], place: str) -> Where:
    number = int(found["number"].removesuffix("er"))
    if not 1 <= number <= 31:
        raise RuleError(place, "un jour du mois de 1 à 31 est attendu", number)
    return OfMonth(number, _months(found))


@_form(rf"le dernier jour(?: (?P<unit>ouvre|ouvrable|de service|de mairie))?{MONTHS}")
def _end_of_month(found: re.Match[str], _: str) -> Where:
    return OfMonth(0, _months(found), UNITS[found["unit"] or ""])


@_form(rf"le (?P<rank>{'|'.join(RANKS)}) (?P<day>{WEEKDAY}){MONTHS}")
def _nth(found: re.Match[str], _: str) -> Where:
    return NthWeekday(RANKS[found["rank"]], PLAIN_WEEKDAYS.index(found["day"]), _months(found))


@_form(rf"le (?P<day>{WEEKDAY}) de la derniere semaine complete{MONTHS}")
def _whole_week(found: re.Match[str], _: str) -> Where:
    return NthWeekday(-1, PLAIN_WEEKDAYS.index(found["day"]), _months(found), whole=True)


@_form(r"(?:le )?(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})")
def _fixed(found: re.Match[str], place: str) -> Where:
    return Fixed(day(found["day"], place))


def _months(found: re.Match[str]) -> int:
    return 0 if found["same"] else 1 if found["previous"] else int(found["months"])


def _anchor(found: re.Match[str], place: str) -> str:
    return _named_anchor(found["anchor"] or "", place)


def _named_anchor(anchor: str, place: str) -> str:
    if anchor not in ANCHORS:
        raise RuleError(
            place,
            "«\u00a0avant la période\u00a0», «\u00a0les vacances\u00a0», «\u00a0la semaine\u00a0»"
            " ou «\u00a0le mois\u00a0» est attendu",
            anchor,
        )
    return ANCHORS[anchor]


def _count(text: str, place: str, most: int = LIMIT) -> int:
    if int(text) > most:
        raise RuleError(place, f"{most} au plus est attendu", text)
    return int(text)
