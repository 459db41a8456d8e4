"""Last step: a mail to each parent of the families that the transmission has something to tell
(S24, S28)."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from webapp.accounts.operations.mail_choice import stop_path
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

# Who logs in for a family: each that has an address has a mail of its own.
ACCOUNTS = """
SELECT f.family_id, a.id, a.email, a.mail_reports, a.mail_places,
    a.title, a.last_name, a.first_name
FROM account_family f JOIN account a ON a.id = f.account_id
WHERE f.family_id IN ({marks}) AND a.active
ORDER BY f.family_id, f.id
"""

LINES = """
SELECT m.family_id, m.kind, m.state, m.day, m.cents, m.reason, c.first_name, a.name, s.name,
    m.author, b.id, b.open_day_id, b.supplement_id, b.state
FROM movement m
JOIN booking b ON b.id = m.booking_id
JOIN child c ON c.id = m.child_id
JOIN open_day o ON o.id = b.open_day_id
JOIN activity a ON a.id = o.activity_id
LEFT JOIN supplement s ON s.id = b.supplement_id
WHERE m.transmission_id = ? AND m.family_id IN ({marks})
ORDER BY m.family_id, m.day, c.first_name, m.id
"""


KINDS = {"night_report": "mail_reports", "promotion": "mail_places"}


class Recipient(NamedTuple):
    """An account that logs in for a family; `address` may be ''; `reports` and `places`: the mails
    that it wants."""

    account_id: int
    address: str
    reports: bool
    places: bool
    name: str


Recipients = dict[int, list[Recipient]]


def chunk(night: Night, cursor: str) -> Progress:
    """Queue the mails of the next families."""
    found = rows(NEXT_FAMILIES, night.id, int(cursor or 0), FAMILIES)
    families = [family_id for (family_id,) in found]
    letters = list(_letters(night, _recipients(families)))
    outbox.queue(letters, night.seconds)
    sent = [letter.template for letter in letters]
    counts = {
        "reports": sent.count("night_report"),
        "promotions": sent.count("promotion"),
        "families": len(families),
    }
    return Progress(str(families[-1]) if len(families) == FAMILIES else None, counts)


def _recipients(families: list[int]) -> Recipients:
    """The accounts of the families that have an address."""
    known: Recipients = {}
    if families:
        for family_id, account_id, email, report, place, *name in rows(
            ACCOUNTS.format(marks=marks(families)), *families
        ):
            called = " ".join(part for part in name if part)
            person = Recipient(account_id, email, bool(report), bool(place), called)
            known.setdefault(family_id, []).append(person)
    return {family: each for family, each in known.items() if any(who.address for who in each)}


def _letters(night: Night, recipients: Recipients) -> Iterable[Letter]:
    if not recipients:
        return
    told = rows(LINES.format(marks=marks(list(recipients))), night.id, *recipients)
    place = places(Wait(*r[10:13]) for r in told if r[1] == "wait" and r[13] == "waiting")
    for family_id, lines in groupby(told, key=itemgetter(0)):
        several = len(recipients[family_id]) > 1
        movements = [
            Movement(
                kind, state, as_date(day), cents,
                place[booking_id].told if booking_id in place else reason,
                child, activity, supplement or "", booking_state, author if several else "",
            )
            for _, kind, state, day, cents, reason, child, activity, supplement,
                author, booking_id, _, _, booking_state in lines
        ]  # fmt: skip
        for template, content in (
            ("night_report", report(movements)),
            ("promotion", promotion(movements)),
        ):
            if content is not None:
                for who in _addresses(recipients[family_id], template):
                    yield _letter(night, family_id, who, template, content)


def _addresses(known: list[Recipient], template: str) -> Iterable[Recipient]:
    """Who wants this mail, one of each address: parents may share theirs."""
    wanted = [who for who in known if (who.places if template == "promotion" else who.reports)]
    once = {who.address.lower(): who for who in reversed(wanted) if who.address}
    return reversed(once.values())


def _letter(
    night: Night, family_id: int, who: Recipient, template: str, content: dict[str, Any]
) -> Letter:
    return Letter(
        dedup_key=f"{template}:{night.id}:{family_id}:{who.account_id}",
        structure_id=night.structure_id,
        family_id=family_id,
        to_address=who.address,
        to_name=who.name,
        template=template,
        context={
            "sender": night.structure_name,
            "reply_to": night.structure_email,
            "name": who.name,
            "stop": stop_path(who.account_id, KINDS[template]),
            **content,
        },
    )
