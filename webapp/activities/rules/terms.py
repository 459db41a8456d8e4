"""The rules of one activity, as its `terms` column states them.

{"book": {"days": 2, "unit": "calendar", "at": "23:59"},
 "cancel": {"days": 1, "unit": "working", "at": "09:00"},
 "supplement": {…},                       (optional: that of `book`)
 "price": {"flat": 1485}}                 (cents)
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from webapp.activities.rules.deadlines import UNITS, Deadline
from webapp.activities.rules.prices import FlatPrice

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class TermsError(ValueError):
    """The terms are malformed; the message names the place and what was expected."""


@dataclass(frozen=True, slots=True)
class Terms:
    book: Deadline
    cancel: Deadline
    supplement: Deadline
    price: FlatPrice


@lru_cache(maxsize=512)
def parse(text: str) -> Terms:
    """Read a `terms` column; raises TermsError."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise TermsError(f"terms\u00a0: JSON attendu ({error})") from None
    if not isinstance(raw, dict):
        raise TermsError("terms\u00a0: un objet est attendu")
    return Terms(
        book=_deadline(raw, "book"),
        cancel=_deadline(raw, "cancel"),
        supplement=_deadline(raw, "supplement" if "supplement" in raw else "book"),
        price=_price(raw.get("price")),
    )


def _deadline(raw: dict[str, Any], key: str) -> Deadline:
    value = raw.get(key)
    if not isinstance(value, dict):
        raise TermsError(f"{key}\u00a0: un objet est attendu (days, unit, at)")
    days, unit, at = value.get("days"), value.get("unit"), value.get("at")
    if type(days) is not int or not 0 <= days <= 400:
        raise TermsError(f"{key}.days\u00a0: un nombre de 0 à 400 est attendu, pas {days!r}")
    if unit not in UNITS:
        raise TermsError(f"{key}.unit\u00a0: calendar ou working est attendu, pas {unit!r}")
    if not isinstance(at, str) or not HOUR.fullmatch(at):
        raise TermsError(f"{key}.at\u00a0: une heure HH:MM est attendue, pas {at!r}")
    return Deadline(days, unit, at)


def _price(value: Any) -> FlatPrice:
    cents = value.get("flat") if isinstance(value, dict) else None
    if type(cents) is not int or cents < 0:
        raise TermsError(f"price.flat\u00a0: un nombre de centimes est attendu, pas {cents!r}")
    return FlatPrice(cents)
