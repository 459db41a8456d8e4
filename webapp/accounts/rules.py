"""How long to wait after wrong guesses, how long a log-in lasts, what a password must be."""

import math
import string
import unicodedata
from datetime import date
from pathlib import Path

from webapp.words import MONTHS, ordinal

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600

# Guesses that cost no wait: by identifiant few, by address more (a town hall, a school share one).
FREE = {"compte": 5, "appareil": 5, "adresse": 40, "reponse": 3, "mail": 3,
        "envoi": 6, "code": 5}  # fmt: skip
FIRST, LONGEST = 5, 15 * MINUTE
HEALING = 30 * MINUTE
"""The time in which the number of failures halves."""

REMEMBERED = 30 * DAY
FAMILY_IDLE, STAFF_IDLE = 12 * HOUR, 30 * MINUTE
SEEN_EVERY = MINUTE


def is_stale(seen_at: int, now: int) -> bool:
    """True if the last use of a log-in is to be noted again."""
    return seen_at < now - SEEN_EVERY


def wait_after(key: str, failures: int) -> int:
    """Seconds to wait after so many failures of `key` (« compte:martin », « adresse:… »)."""
    over = failures - FREE[key.partition(":")[0]]
    return min(LONGEST, FIRST * 2 ** min(over, 20)) if over >= 0 else 0


def failures_left(failures: int, seconds: int) -> int:
    """What is left of failures after some quiet time."""
    return failures >> min(60, max(0, seconds) // HEALING)


def lasts(role: str, *, remembered: bool) -> int:
    """Seconds that a log-in lasts from its last use; « Rester connecté » counts from the log-in.
    Staff are never remembered."""
    if role != "family":
        return STAFF_IDLE
    return REMEMBERED if remembered else FAMILY_IDLE


HOLD = 48 * HOUR
PAUSE = 15 * MINUTE
"""Between two links to one account, whoever asks for them."""
LINK_LASTS = {
    "recover": 30 * MINUTE,
    "not_me": 30 * DAY,
    "mine": HOLD,
    "undo": 7 * DAY,
    "confirm": 7 * DAY,
    "approve": 2 * DAY,
    "second": 10 * MINUTE,
}
QUESTIONS = (
    "Le nom de votre premier animal\u202f?",
    "La rue de votre enfance\u202f?",
    "Le prénom de votre première amie\u202f?",
    "Le métier dont vous rêviez enfant\u202f?",
    "Le titre d’un livre qui vous a marqué\u202f?",
    "Le nom de votre premier professeur de sport\u202f?",
    "Le plat que vous détestiez à la cantine\u202f?",
    "Le lieu de vos plus belles vacances\u202f?",
)
"""Those to choose from; who has none, or does not exist, is always shown the same one of these. A
question in one's own words would tell that its account exists."""


def is_held(hold_until: int | None, now: int) -> bool:
    """True within 48 hours of a recovery by question: what would lock the owner out, or carry the
    family's data away, needs the mail on file first."""
    return hold_until is not None and hold_until > now


BITS = 50
"""What the CNIL asks of a password whose attempts are slowed down (recommendation of 2022)."""
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
"""The commonest of France, the words they are made of, and the answers to questions that are tried
first; plain (`plain_answer`)."""
LONGEST_PASSWORD = 200
TOO_LONG = f"Un mot de passe compte {LONGEST_PASSWORD}\u00a0signes au plus."


LONG = 20
"""Signs from which on a common word and a number no longer make a common password."""


def plain_answer(text: str) -> str:
    """An answer as it is compared: accents, case, spaces and punctuation do not count. Cut where
    no answer and no password reaches: see `log_in.folded`."""
    letters = unicodedata.normalize("NFKD", text[:LONGEST_PASSWORD].casefold())
    return "".join(c for c in letters if c.isalnum())


def bits(password: str) -> float:
    """The strength of a password by its length and the kinds of signs in it."""
    kinds = [sum(map(len, (k for k in CLASSES if set(k) & set(password))))]
    others = {c for c in password if c not in "".join(CLASSES)}
    size = kinds[0] + (33 if others else 0)
    distinct = len(set(password))
    return min(len(password), distinct * 3) * math.log2(size) if size > 1 else 0.0


def weakness(password: str, names: tuple[str, ...] = ()) -> str:
    """Why a password will not do, in a French sentence; '' if it will. `names`: the identifiant,
    the names of the family."""
    bare = plain_answer(password)
    if len(password) > LONGEST_PASSWORD:
        return TOO_LONG
    if bare in COMMON or (bare.strip(string.digits) in COMMON and len(bare) < LONG):
        return "Ce mot de passe est parmi les plus employés\u202f; choisissez-en un autre."
    if any(len(n) > 3 and n in bare and len(bare) - len(n) < 5 for n in map(plain_answer, names)):
        return "Ce mot de passe ressemble trop à un nom de votre dossier."
    if bits(password) < BITS:
        return (
            "Ce mot de passe est trop facile à trouver\u00a0: allongez-le (trois ou quatre mots"
            " suffisent), ou mêlez minuscules, majuscules, chiffres et signes."
        )
    return ""


SHORTEST_ANSWER = 5


def weak_answer(question: str, answer: str, names: tuple[str, ...], days: tuple[date, ...]) -> str:
    """Why an answer will not do, in a French sentence; '' if it will. `names`: those of the
    family's file and of its town; `days`: the birth days of the file."""
    bare = plain_answer(answer)
    if len(bare) < SHORTEST_ANSWER:
        return f"Cette réponse est trop courte\u00a0: {SHORTEST_ANSWER} lettres au moins."
    if bare in plain_answer(question):
        return "La question contient déjà cette réponse."
    if bare.isdigit() or bare in _dates(days):
        return "Une date ou un nombre se devinent trop vite\u00a0: répondez par des mots."
    if _without(bare, names) < SHORTEST_ANSWER:
        return "Cette réponse est un nom de votre dossier ou de votre commune."
    if bare in COMMON or len(set(bare)) < 3:
        return "Cette réponse est de celles qu’on essaie en premier\u202f; choisissez-en une autre."
    return ""


def _without(bare: str, names: tuple[str, ...]) -> int:
    """How many signs are left of an answer once the names known are taken out."""
    for name in sorted(set(map(plain_answer, names)), key=len, reverse=True):
        if len(name) > 2:
            bare = bare.replace(name, "")
    return len(bare)


def _dates(days: tuple[date, ...]) -> set[str]:
    """« 14 mai 2019 », « 14 mai », « mai 2019 » of each day, plain."""
    told = set()
    for day in days:
        number, month = ordinal(day.day), MONTHS[day.month - 1]
        told |= {f"{number} {month} {day.year}", f"{number} {month}", f"{month} {day.year}"}
    return {plain_answer(text) for text in told} | {plain_answer(f"le {text}") for text in told}


MAILS = {
    "mail_reports": "le compte rendu de la nuit, quand vos demandes ont été traitées",
    "mail_places": "les places attribuées depuis une liste d’attente",
    "mail_news": "les informations de la structure",
}
"""The mails that one may do without."""

CORRECTABLE = {
    "nom": "Mon nom, mon prénom, ma civilité",
    "adresse": "Mon adresse postale, mon téléphone",
    "enfant": "Un enfant\u00a0: nom, naissance, école, santé, autorisations",
    "garde": "La garde d’un enfant",
    "quotient": "Le quotient familial",
    "autre": "Autre chose",
}
MOST_CORRECTIONS = 10
"""Corrections asked by an account that wait at once."""

KEPT = {"session": 30 * DAY, "attempt": DAY, "link": 7 * DAY, "change": 90 * DAY, "cart": 62 * DAY}
CORRECTIONS_KEPT = 365 * DAY
MAILS_KEPT = 365 * DAY
"""That a mail was sent, to whom and when; what it said is erased as it leaves."""
UNCONFIRMED = 7 * DAY
"""A change whose new address nobody has confirmed lapses."""
