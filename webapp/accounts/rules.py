"""How long to wait after wrong guesses, how long a log-in lasts, what a password must be."""

import math
import string
import unicodedata
from pathlib import Path

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600

# Guesses that cost no wait: by identifiant few, by address more (a town hall, a school share one).
FREE = {"compte": 5, "adresse": 40, "reponse": 3, "mail": 3}
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
LINK_LASTS = {"recover": 30 * MINUTE, "not_me": 30 * DAY}
QUESTIONS = (
    "Le nom de votre premier animal\u202f?",
    "La rue de votre enfance\u202f?",
    "Le prénom de votre première amie\u202f?",
    "Le métier dont vous rêviez enfant\u202f?",
    "Le titre d’un livre qui vous a marqué\u202f?",
)
"""Offered to families; who has none, or does not exist, is always shown the same one of these."""

BITS = 50
"""What the CNIL asks of a password whose attempts are slowed down (recommendation of 2022)."""
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
"""The commonest of France that are long enough to pass otherwise, plain (`plain_answer`)."""


def plain_answer(text: str) -> str:
    """An answer as it is compared: accents, case, spaces and punctuation do not count."""
    letters = unicodedata.normalize("NFKD", text.casefold())
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
    if bare in COMMON:
        return "Ce mot de passe est parmi les plus employés\u202f; choisissez-en un autre."
    if any(len(n) > 3 and n in bare and len(bare) - len(n) < 5 for n in map(plain_answer, names)):
        return "Ce mot de passe ressemble trop à un nom de votre dossier."
    if bits(password) < BITS:
        return (
            "Ce mot de passe est trop facile à trouver\u00a0: allongez-le (trois ou quatre mots"
            " suffisent), ou mêlez minuscules, majuscules, chiffres et signes."
        )
    return ""
