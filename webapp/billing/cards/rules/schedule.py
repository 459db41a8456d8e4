"""When to look for news of a payment, and for how long one may go on with it. Seconds."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FRESH = 10 * 60
"""A payment begun this long ago at most is gone on with; later, another is begun."""

AT_ONCE = 20
"""The least between two looks, whoever wants news: the page that waits, an unsigned message."""

WHILE_PAYING = 15 * 60
EVERY = 5 * 60
OFTEN = 3 * 3600
FOR = 3 * 24 * 3600
SILENCE = 24 * 3600
"""Without news for this long, a payment counts as expired; a proof still revives it."""

QUIET = 15 * 60
"""Without news for this long, staff see it."""

NIGHT = time(3)


def given_up(created: int, now: int) -> bool:
    """No news for so long that the payment counts as expired."""
    return now - created > SILENCE


def too_old(created: int, now: int) -> bool:
    """A payment that is not gone on with any more: another is begun."""
    return now - created > FRESH


def next_look(created: int, now: int, timezone: str) -> int | None:
    """Every twenty seconds while the family may be looking, every five minutes for three hours,
    then every night for three days; None: no more."""
    age = now - created
    if age < WHILE_PAYING:
        return now + AT_ONCE
    if age < OFTEN:
        return now + EVERY
    if age >= FOR:
        return None
    zone = ZoneInfo(timezone)
    tomorrow = datetime.fromtimestamp(now, zone).date() + timedelta(1)
    return int(datetime.combine(tomorrow, NIGHT, zone).timestamp())
