"""A message to families, whatever happens to who sends it: all of its mails, or none."""

from datetime import datetime

import pytest

from tests.concurrency.crowd import FAMILIES, make_crowd
from tests.support.clocks import Clock
from tests.support.processes import Spawn
from tests.support.waiting import until
from tests.town import Town
from webapp.audit.operations import Author
from webapp.mail.models import OutboxMail
from webapp.staff.messages import ALL, Audience
from webapp.staff.models import Message
from webapp.staff.operations import writing
from webapp.staff.operations.writing import Text

pytestmark = pytest.mark.both_engines
MAILS = FAMILIES + 2


def send(structure_id: int, now: datetime) -> int:
    """In a process of its own, with the key of one form."""
    today = now.date().isoformat()
    text = Text("k", "Sortie", "Prévoir des bottes. " * 190, "Toutes", news=False)
    audience = Audience(structure_id, ALL, (), "", "", today)
    by = Author(1, "Mme Agent", "secretary", "")
    return writing.send(audience, text, MAILS, by, int(now.timestamp()))


def test_killed_or_posted_twice(town: Town, clock: Clock, spawn: Spawn) -> None:
    make_crowd(town, clock.now, days=1)
    for _ in range(3):
        sender = spawn(send, town.structure.id, clock.now)
        until(sender.running, timeout=60, what="the sender")
        sender.kill()
        assert OutboxMail.select().count() in (0, MAILS)
    sent = spawn.together(send, 4 * [(town.structure.id, clock.now)])
    assert set(sent) == {Message.get().id}
    assert OutboxMail.select().count() == MAILS
