"""French words for dates, hours, money and numbers: pure, so that rules, pages and mails agree.

Typography: U+00A0 before « : » and €, U+202F before « ; ! ? » and in thousands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
THIN = "\u202f"
_SPACES = (
    (re.compile(r" (?=[:\xbb€])"), NBSP),
    (re.compile(r"(?<=\xab) "), NBSP),
    (re.compile(r" (?=[;!?])"), THIN),
)

_HOUR = re.compile(r"\b(\d{1,2})(?:h|:(?=\d))(\d{2})?\b")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# What a spreadsheet would take for a formula; some read the wide signs of Asian keyboards too.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


def ordinal(number: int) -> str:
    """Day of the month as read: « 1er », « 2 »."""
    return "1er" if number == 1 else str(number)


@lru_cache(maxsize=2048)
def long_day(day: date) -> str:
    """« mercredi 9 décembre »."""
    return f"{WEEKDAYS[day.weekday()]} {ordinal(day.day)} {MONTHS[day.month - 1]}"


@lru_cache(maxsize=2048)
def dated(day: date) -> str:
    """« 9 décembre 2026 »."""
    return f"{ordinal(day.day)} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=2048)
def short_day(day: date) -> str:
    """« mer. 9 déc. »."""
    return f"{WEEKDAYS[day.weekday()][:3]}. {ordinal(day.day)} {SHORT_MONTHS[day.month - 1]}"


def month_name(day: date) -> str:
    """« décembre 2026 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock(hours: int, minutes: int) -> str:
    """« 23 h 59 », « 9 h »."""
    return f"{hours}{NBSP}h{NBSP}{minutes:02d}" if minutes else f"{hours}{NBSP}h"


def hour(instant: int | datetime, timezone: str) -> str:
    """« 8 h 12 »."""
    then = localise(instant, timezone)
    return clock(then.hour, then.minute)


def moment(instant: int | datetime, timezone: str) -> str:
    """« mardi 8 décembre à 23 h 59 », in the structure's time zone."""
    local = localise(instant, timezone)
    return f"{long_day(local.date())} à {clock(local.hour, local.minute)}"


def stamp(instant: int | datetime, timezone: str) -> str:
    """« 27 novembre 2026 à 2 h 14 »."""
    local = localise(instant, timezone)
    return f"{dated(local.date())} à {clock(local.hour, local.minute)}"


def night(instant: int | datetime, timezone: str) -> str:
    """« la nuit du 27 au 28 novembre », that of an instant in the structure's time zone."""
    local = localise(instant, timezone)
    evening = local.date() - timedelta(1) if local.hour < 12 else local.date()
    morning = evening + timedelta(1)
    last = f"{ordinal(morning.day)} {MONTHS[morning.month - 1]}"
    if evening.month == morning.month:
        return f"la nuit du {ordinal(evening.day)} au {last}"
    return f"la nuit du {ordinal(evening.day)} {MONTHS[evening.month - 1]} au {last}"


def localise(instant: int | datetime, timezone: str) -> datetime:
    """An instant (UTC seconds or aware datetime) on the clock of `timezone`."""
    zone = ZoneInfo(timezone)
    if isinstance(instant, datetime):
        return instant.astimezone(zone)
    return datetime.fromtimestamp(instant, zone)


@lru_cache(maxsize=4096)
def euros(cents: int) -> str:
    """« 1 014,85 € », « − 14,85 € »: cents as read on a page."""
    return f"{amount(cents)}{NBSP}€"


def amount(cents: int) -> str:
    """« 1 014,85 », « − 14,85 »: cents in a column whose head says that they are euros."""
    units, rest = divmod(abs(cents), 100)
    sign = f"−{NBSP}" if cents < 0 else ""
    return f"{sign}{units:,}".replace(",", THIN) + f",{rest:02d}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """« 1 demande », « 2 demandes »; zero is singular in French."""
    word = one if abs(count) < 2 else (many or one + "s")
    return f"{count}{NBSP}{word}"


def duration(seconds: int) -> str:
    """« 3 h 11 », « 12 min », « 2 jours »: how late somebody is, rounded down."""
    minutes = max(1, seconds // 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    if minutes < 48 * 60:
        return clock(*divmod(minutes, 60))
    return plural(minutes // (24 * 60), "jour")


def pause(seconds: int) -> str:
    """« 40 secondes », « 3 minutes »: how long to wait, rounded up."""
    if seconds < 90:
        return plural(max(1, seconds), "seconde")
    return plural(-(-seconds // 60), "minute")


def listed(words: Iterable[str]) -> str:
    """« a, b et c »."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"


def capitalised(text: str) -> str:
    """First letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """First letter in lower case, the rest untouched."""
    return text[:1].lower() + text[1:]


def typeset(text: str) -> str:
    """`text`, written with plain spaces, with the no-break spaces that French wants around its
    punctuation."""
    for pattern, replacement in _SPACES:
        text = pattern.sub(replacement, text)
    return text


def read_aloud(text: str) -> str:
    """`text` of a file as a page shows it: typeset, and « 9h30 » as « 9 h 30 »."""
    return _HOUR.sub(lambda found: clock(int(found[1]), int(found[2] or 0)), typeset(text))


def iso_day(text: str) -> date | None:
    """« 2026-12-09 », as browsers write days; None for whatever else, other spellings included:
    what goes into links and comparisons is the day's own `isoformat`."""
    try:
        return date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None
