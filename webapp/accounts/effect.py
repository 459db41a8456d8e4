"""When a change of an account's profile takes effect (S10): with the first night of a structure
of its family, or at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from webapp import words
from webapp.database import rows
from webapp.structures.rules import nights

NIGHTS = """
SELECT DISTINCT s.night_at, s.timezone, s.profile_immediate
FROM account_family af JOIN membership k ON k.family_id = af.family_id
JOIN structure s ON s.id = k.structure_id WHERE af.account_id = ?
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """`at_once`, or « dans la nuit du 27 au 28 novembre »."""

    at_once: bool
    words: str


def effect_for(account: int, now: int) -> Effect:
    """One structure that does without the night is enough; so is having none, hence no night."""
    found = rows(NIGHTS, account)
    if not found or any(immediate for _, _, immediate in found):
        return Effect(True, "aussitôt")
    present = datetime.fromtimestamp(now, UTC)
    first, zone = min(
        (nights.starts_at(nights.coming(at, zone, present), at, zone), zone)
        for at, zone, _ in found
    )
    return Effect(False, f"dans {words.night(first, zone)}")
