"""How long to wait after wrong guesses, and how long a log-in lasts."""

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600

# Guesses that cost no wait: by identifiant few, by address more (a town hall, a school share one).
FREE = {"compte": 5, "adresse": 40}
FIRST, LONGEST = 5, 15 * MINUTE
HEALING = 30 * MINUTE
"""The time in which the number of failures halves."""

REMEMBERED = 30 * DAY
FAMILY_IDLE, STAFF_IDLE = 12 * HOUR, 30 * MINUTE
SEEN_EVERY = MINUTE


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
