"""Letters for the tests of the mail."""

from typing import Any

from webapp.database import write_transaction
from webapp.mail import operations
from webapp.mail.models import OutboxMail
from webapp.mail.operations import Letter


def a_letter(key: str = "promotion:1:1", address: str = "martin@exemple.fr", **more: Any) -> Letter:
    """A promotion mail to Mme Martin, unless told otherwise."""
    context = {"sender": "Mairie de CarteVille", "reply_to": "enfance@carteville.example",
               "name": "Mme MARTIN Camille",
               "lines": ["Léa, jeudi 10 décembre\u00a0: Matin, 14,85\u00a0€"]}  # fmt: skip
    values = {"to_name": "Mme MARTIN Camille", "template": "promotion", "context": context, **more}
    return Letter(dedup_key=key, to_address=address, **values)


def queued(now: int, *letters: Letter) -> list[OutboxMail]:
    """The letters as rows of the outbox."""
    with write_transaction():
        operations.queue(letters, now)
    return list(OutboxMail.select().order_by(OutboxMail.id))


def row_of(key: str = "promotion:1:1") -> OutboxMail:
    """The mail as it stands now."""
    return OutboxMail.get(OutboxMail.dedup_key == key)
