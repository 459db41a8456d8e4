"""What staff see of card payments: those without news, messages to examine, offices."""

from typing import NamedTuple

from webapp.billing.cards.rules.verdicts import MOST_UNPROVEN, STRANGE, TO_EXAMINE
from webapp.database import marks, rows

SILENT = """
SELECT p.reference, o.name, f.name, p.cents, p.state, p.created_at, s.timezone
FROM card_payment p JOIN cashier_office o ON o.id = p.office_id
JOIN structure s ON s.id = o.structure_id JOIN family f ON f.id = p.family_id
WHERE p.state IN ('started', 'expired') AND p.created_at < ? AND p.created_at >= ?
ORDER BY p.created_at DESC, p.id DESC LIMIT 200
"""
MESSAGES = """
SELECT m.id, m.received_at, m.verdict, m.why, m.channel, o.name, p.reference, p.cents, s.timezone,
  k.author, k.note, k.marked_at
FROM card_message m JOIN cashier_office o ON o.id = m.office_id
JOIN structure s ON s.id = o.structure_id LEFT JOIN card_payment p ON p.id = m.payment_id
LEFT JOIN card_message_mark k ON k.message_id = m.id
"""
PROVEN = f"""{MESSAGES}
WHERE m.verdict IN ({marks(TO_EXAMINE)}) AND (k.id IS NULL OR m.received_at >= ?)
ORDER BY CASE WHEN k.id IS NULL THEN 0 ELSE 1 END, m.id DESC LIMIT 200
"""
STRANGERS = f"""{MESSAGES}
WHERE m.verdict IN ({marks(STRANGE)}) AND m.received_at >= ? ORDER BY m.id DESC LIMIT 50
"""
"""Apart, so that no stranger can push away what a bank has said."""

NOT_KEPT = f"""
SELECT COALESCE(SUM(count - ?), 0) FROM card_message_count
WHERE verdict IN ({marks(STRANGE)}) AND count > ? AND hour >= ?
"""  # noqa: S608 - marks


class Silent(NamedTuple):
    """A payment of which the bank has said nothing. `created_at`: UTC seconds."""

    reference: str
    office: str
    family: str
    cents: int
    state: str
    created_at: int
    timezone: str


class Examined(NamedTuple):
    """A message that a cashier should look at; `reference` None: of no payment of ours. `author`,
    `note` and `marked_at`: who has dealt with it, None if nobody has."""

    id: int
    received_at: int
    verdict: str
    why: str
    channel: str
    office: str
    reference: str | None
    cents: int | None
    timezone: str
    author: str | None
    note: str | None
    marked_at: int | None


def silent(before: int, since: int) -> list[Silent]:
    return [Silent(*found) for found in rows(SILENT, before, since)]


def messages(since: int) -> list[Examined]:
    """What banks have said that a cashier should look at, whenever it was; what somebody has dealt
    with is shown after that, since `since`."""
    return [Examined(*found) for found in rows(PROVEN, *TO_EXAMINE, since)]


def strangers(since: int) -> list[Examined]:
    """The last messages that no bank has signed."""
    return [Examined(*found) for found in rows(STRANGERS, *STRANGE, since)]


def not_kept(since: int) -> int:
    """How many more of those there were."""
    ((count,),) = rows(NOT_KEPT, MOST_UNPROVEN, *STRANGE, MOST_UNPROVEN, since)
    return int(count)
