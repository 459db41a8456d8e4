"""Last step: a mail to each family that the transmission has something to tell (S24, S28)."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from webapp.booking.rules.option import as_date
from webapp.database import marks, rows
from webapp.mail import operations as outbox
from webapp.mail.operations import Letter
from webapp.transmission.rules.report import Movement, promotion, report
from webapp.transmission.steps.fullness import Wait, places
from webapp.transmission.steps.night import FAMILIES, Night, Progress

NEXT_FAMILIES = """
SELECT DISTINCT family_id FROM movement
WHERE transmission_id = ? AND family_id > ? ORDER BY family_id LIMIT ?
"""

# The first account of a family that has an address: it is the one that mails go to.
RECIPIENTS = """
SELECT f.family_id, a.email, a.title, a.last_name, a.first_name
FROM account_family f JOIN account a ON a.id = f.account_id
WHERE f.family_id IN ({marks}) AND a.active AND a.email <> ''
ORDER BY f.family_id, f.id DESC
"""

LINES = """
SELECT m.family_id, m.kind, m.state, m.day, m.cents, m.reason, c.first_name, a.name, s.name,
    b.id, b.open_day_id, b.supplement_id, b.state
FROM movement m
JOIN booking b ON b.id = m.booking_id
JOIN child c ON c.id = m.child_id
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
LEFT JOIN supplement s ON s.id = b.supplement_id
WHERE m.transmission_id = ? AND m.family_id IN ({marks})
ORDER BY m.family_id, m.day, c.first_name, m.id
"""


def chunk(night: Night, cursor: str) -> Progress:
    """Queue the mails of the next families."""
    found = rows(NEXT_FAMILIES, night.id, int(cursor or 0), FAMILIES)
    families = [family_id for (family_id,) in found]
    recipients = _recipients(families)
    letters = list(_letters(night, recipients))
    outbox.queue(letters, night.seconds)
    sent = [letter.template for letter in letters]
    counts = {
        "reports": sent.count("night_report"),
        "promotions": sent.count("promotion"),
        "families": len(families),
    }
    return Progress(str(families[-1]) if len(families) == FAMILIES else None, counts)


def _recipients(families: list[int]) -> dict[int, tuple[str, str]]:
    """Address and name to greet, of the families that have an address."""
    if not families:
        return {}
    found = rows(RECIPIENTS.format(marks=marks(families)), *families)
    return {
        family_id: (email, " ".join(part for part in name if part))
        for family_id, email, *name in found
    }


def _letters(night: Night, recipients: dict[int, tuple[str, str]]) -> Iterable[Letter]:
    if not recipients:
        return
    told = rows(LINES.format(marks=marks(list(recipients))), night.id, *recipients)
    place = places(Wait(*r[9:12]) for r in told if r[1] == "wait" and r[12] == "waiting")
    for family_id, lines in groupby(told, key=itemgetter(0)):
        movements = [
            Movement(
                kind, state, as_date(day), cents,
                place[booking_id].told if booking_id in place else reason,
                child, activity, supplement or "", booking_state,
            )
            for _, kind, state, day, cents, reason, child, activity, supplement,
                booking_id, _, _, booking_state in lines
        ]  # fmt: skip
        for template, content in (
            ("night_report", report(movements)),
            ("promotion", promotion(movements)),
        ):
            if content is not None:
                yield _letter(night, family_id, recipients[family_id], template, content)


def _letter(
    night: Night, family_id: int, recipient: tuple[str, str], template: str, content: dict[str, Any]
) -> Letter:
    address, name = recipient
    return Letter(
        dedup_key=f"{template}:{night.id}:{family_id}",
        structure_id=night.structure_id,
        family_id=family_id,
        to_address=address,
        to_name=name,
        template=template,
        context={
            "sender": night.structure_name,
            "reply_to": night.structure_email,
            "name": name,
            **content,
        },
    )
