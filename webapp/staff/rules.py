"""What staff may close, and until when they may undo it; what may be entered at the desk; who is
counted on a list.

Amounts are integer cents.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from webapp.families.rules import age_on

BEFORE_MAILS = 15 * 60
"""Seconds before the mails of a closure leave; so long it can still be undone."""
LONGEST = 92
"""Days that one closure may last: longer is a new calendar."""
MEANS = ("espèces", "chèque", "CESU", "virement", "prélèvement")
NUMBERED = ("chèque",)
"""Means that are worth nothing without their number."""
ADULT = 25
"""Years of age that no child of a centre has."""
MOST = 10_000_00
AMOUNT = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?", re.ASCII)
SPACES = re.compile(r"[\s€\u00a0\u202f]+")


def undoable(made_at: int, now: int) -> bool:
    """True while the mails of a closure wait."""
    return now < made_at + BEFORE_MAILS


def wrong_birth(typed: str, day: object, today: date) -> str:
    """What is wrong with the day (ISO) on which a child was born; '' if nothing is."""
    if typed and isinstance(day, str) and day:
        if day > today.isoformat():
            return "Ce jour n’est pas encore venu."
        if today.year - int(day[:4]) > ADULT:
            return f"Cet enfant aurait plus de {ADULT} ans : vérifiez l’année."
    return ""


def wrong_declaration(day: str, today: date) -> str:
    """What is wrong with the day (ISO) on which a quotient was declared; '' if nothing is."""
    if day and day > (today + timedelta(366)).isoformat():
        return "Ce jour est trop loin."
    return ""


def is_backward(first: str, last: str) -> bool:
    """True if the last day (ISO) is before the first."""
    return last < first


def is_last_night(night: date, today: date) -> bool:
    """Families still call about it; a night is called by the day that it begins on, or ends on."""
    return today - night < timedelta(2)


def is_long(children: int) -> bool:
    """A list that nobody reads on a screen, nor an old tablet shows at once."""
    return children > 300


def wrong_days(first: date | None, last: date | None, today: date) -> dict[str, str]:
    """What is wrong with the days of a closure, by field: `du`, `au`. None: no date at all."""
    if first is None:
        return {"du": "Une date est attendue."}
    if first < today:
        return {"du": "Ce jour est passé\u00a0: il est déjà facturé."}
    if last is None:
        return {"au": "Une date est attendue."}
    if last < first:
        return {"au": "Ce jour est avant le premier."}
    if last - first > timedelta(LONGEST):
        return {"au": f"Une fermeture dure {LONGEST}\u00a0jours au plus."}
    return {}


def cents(text: str) -> int | None:
    """« 1 018,25 € » → 101825; None for what is no amount above zero, or too much."""
    found = AMOUNT.fullmatch(SPACES.sub("", text[:40]))
    if found is None:
        return None
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return amount if 0 < amount <= MOST else None


def cents_or_none(text: str) -> int | None:
    """The same, zero too."""
    return 0 if SPACES.sub("", text[:40]) in ("0", "0,0", "0,00", "0.00") else cents(text)


MONTHS = 24
"""Months back that families may read."""


def readable_months(text: str) -> bool:
    """True for a number of months from 0 to `MONTHS`."""
    return text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= MONTHS


def mistakes(amount: int | None, means: str, number: str, payer: str) -> dict[str, str]:
    """What is wrong with a payment, by field."""
    found = {}
    if amount is None:
        found["montant"] = (
            "Un montant en euros est attendu, par exemple 18,25 (10\u202f000 au plus)."
        )
    if means not in MEANS:
        found["moyen"] = "Choisissez le moyen de paiement."
    if means in NUMBERED and not number:
        found["numero"] = "Recopiez le numéro du chèque."
    if len(number) > 40:
        found["numero"] = "40\u00a0caractères au plus."
    if not payer:
        found["payeur"] = "Qui paie\u202f?"
    if len(payer) > 160:
        found["payeur"] = "160\u00a0caractères au plus."
    return found


def wrong_correction(amount: int | None, reason: str, longest: int) -> dict[str, str]:
    """What is wrong with a correction, by field."""
    found = {}
    if amount is None:
        found["montant"] = (
            "Un montant en euros est attendu, par exemple 18,25 (10\u202f000 au plus)."
        )
    if not reason:
        found["raison"] = "Dites pourquoi\u00a0: la famille le lira."
    elif len(reason) > longest:
        found["raison"] = f"{longest}\u00a0caractères au plus."
    return found


def owed(balance: int) -> int:
    """Cents to ask for: what is missing in a wallet, 0 if nothing is."""
    return max(0, -balance)


def wrong_span(first: date | None, last: date | None) -> str:
    """Why a statement cannot be drawn up from `first` to `last`; '' if it can."""
    if first is None or last is None:
        return "Deux dates sont attendues."
    if last < first:
        return "La seconde date est avant la première."
    return "Un relevé couvre un an au plus." if last - first > timedelta(366) else ""


LITTLE, WEEK = 6, 7
"""Kitchens count apart those below this age."""
FAR = timedelta(366)


class Count(NamedTuple):
    """Children expected on a day: those below six, the others."""

    little: int
    big: int

    @property
    def all(self) -> int:
        return self.little + self.big


class Expected(NamedTuple):
    """So many children born on a day come on another, to an activity and a supplement of it, and
    eat of a menu."""

    activity: int
    name: str
    extra: str
    menu: str
    day: date
    birth: date
    children: int


def week_of(day: date) -> tuple[date, ...]:
    """The seven days of a day's week, from Monday."""
    monday = day - timedelta(day.weekday())
    return tuple(monday + timedelta(more) for more in range(WEEK))


def is_far(day: date, today: date) -> bool:
    """More than a year before or after today: no list is made for it."""
    return abs(day - today) > FAR


def count_on(lines: list[Expected], day: date) -> Count | None:
    """Those of a day; None if nobody comes."""
    came = [line for line in lines if line.day == day]
    little = sum(line.children for line in came if age_on(line.birth, day) < LITTLE)
    return Count(little, sum(line.children for line in came) - little) if came else None


SUBJECT, MESSAGE = 120, 4000
"""Signs of a message’s subject and text."""


def wrong_message(subject: str, body: str) -> dict[str, str]:
    """What is wrong with a message to families, by field: `objet`, `texte`."""
    found = {}
    if not subject:
        found["objet"] = "Donnez un objet au message."
    elif len(subject) > SUBJECT:
        found["objet"] = f"{SUBJECT}\u00a0caractères au plus."
    if not body:
        found["texte"] = "Écrivez le message."
    elif len(body) > MESSAGE:
        found["texte"] = f"{MESSAGE}\u00a0caractères au plus\u00a0: il en a {len(body)}."
    return found


def wrong_stretch(first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with days past or to come, by field: `du`, `au`. None: no date at all."""
    if first is None:
        return {"du": "Une date est attendue."}
    if last is None:
        return {"au": "Une date est attendue."}
    if last < first:
        return {"au": "Ce jour est avant le premier."}
    return {"au": "Un an au plus."} if last - first > FAR else {}
