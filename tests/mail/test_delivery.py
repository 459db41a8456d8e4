"""From the outbox to a real mail server, which may be away, refuse, or break off."""

import logging
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from tests.mail.letters import a_letter, queued, row_of
from tests.support.clocks import Clock
from tests.support.smtp import Mailbox
from webapp import clock as present
from webapp.mail import delivery

Deliver = Callable[[], int]


@pytest.fixture
def deliver(app: Flask, clock: Clock) -> Iterator[Deliver]:
    """What the job does."""
    with app.app_context():
        yield lambda: delivery.drain(present.now)


def seconds(clock: Clock) -> int:
    return int(clock.now.timestamp())


def only(messages: list[EmailMessage]) -> EmailMessage:
    (message,) = messages
    return message


def test_a_mail_arrives_in_text_and_html_with_its_headers(
    deliver: Deliver, clock: Clock, smtp: Mailbox
) -> None:
    queued(seconds(clock), a_letter())
    assert deliver() == 1
    message = only(smtp.to("martin@exemple.fr"))
    assert message["From"] == "Mairie de CarteVille <ne-pas-repondre@localhost>"
    assert message["To"] == "Mme MARTIN Camille <martin@exemple.fr>"
    assert message["Reply-To"] == "enfance@carteville.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Une place vous est attribuée – Mairie de CarteVille"
    assert message["Date"].datetime == clock.now
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    for part in (text, html):
        assert "Léa, jeudi 10 décembre\u00a0: Matin, 14,85\u00a0€" in part.get_content()
        assert "https://familles.carteville.example/suivi" in part.get_content()
    assert row_of().state == "sent"
    assert row_of().sent_at == clock.now


def test_a_structure_without_address_has_no_reply_to(
    deliver: Deliver, clock: Clock, smtp: Mailbox
) -> None:
    letter = a_letter()
    letter.context["reply_to"] = ""
    queued(seconds(clock), letter)
    deliver()
    message = only(smtp.messages)
    assert message["Reply-To"] is None
    assert "répondez" not in str(message.get_body(("plain",))).lower()


def test_a_mail_sent_twice_has_one_identity(deliver: Deliver, clock: Clock, smtp: Mailbox) -> None:
    """Its process died between the mail server's « OK » and our own note."""
    (mail,) = queued(seconds(clock), a_letter())
    deliver()
    type(mail).update(state="sending", context=mail.context).execute()
    clock.forward(minutes=11)
    deliver()
    first, second = smtp.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    queued(seconds(clock), a_letter("promotion:1:2"))
    deliver()
    assert smtp.messages[2]["Message-ID"] != first["Message-ID"]


def test_a_server_that_is_away_loses_nothing_and_costs_no_attempt(
    deliver: Deliver, clock: Clock, smtp: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    queued(seconds(clock), *(a_letter(f"promotion:1:{n}") for n in range(5)))
    smtp.stop()
    with caplog.at_level(logging.WARNING):
        assert deliver() == 0
    assert "does not answer" in caplog.text
    assert (row_of("promotion:1:3").state, row_of("promotion:1:3").attempts) == ("pending", 0)
    assert "ConnectionRefusedError" in row_of("promotion:1:3").last_error
    smtp.start()
    assert deliver() == 5
    assert len(smtp.messages) == 5
    assert row_of("promotion:1:3").last_error == ""


def test_not_now_is_tried_again_later(deliver: Deliver, clock: Clock, smtp: Mailbox) -> None:
    queued(seconds(clock), a_letter())
    smtp.refuse = "451 4.7.1 later"
    assert deliver() == 0
    assert (row_of().state, row_of().attempts) == ("pending", 1)
    assert row_of().last_error == "451 4.7.1 later"
    smtp.refuse = ""
    assert deliver() == 0  # a minute has not passed
    clock.forward(minutes=1)
    assert deliver() == 1


def test_no_is_no(deliver: Deliver, clock: Clock, smtp: Mailbox) -> None:
    queued(seconds(clock), a_letter())
    smtp.refuse = "554 5.7.1 spam"
    deliver()
    assert (row_of().state, row_of().last_error) == ("failed", "554 5.7.1 spam")
    smtp.refuse = ""
    clock.forward(days=1)
    assert deliver() == 0


class Choosy(Mailbox):
    """Knows no `inconnu@…`, is busy for `plein@…`, and hangs up on `brusque@…`, once."""

    hung_up = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """aiosmtpd's hook."""
        if address.startswith("inconnu"):
            return "550 5.1.1 unknown"
        if address.startswith("plein"):
            return "452 4.2.2 mailbox full"
        if address.startswith("brusque") and not self.hung_up:
            self.hung_up = True
            server.transport.close()
            return "421 good bye"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"


@pytest.fixture
def choosy(smtp_port: int) -> Iterator[Choosy]:
    server = Choosy(smtp_port)
    server.start()
    yield server
    server.stop()


def test_a_refused_recipient_fails_alone(deliver: Deliver, clock: Clock, choosy: Choosy) -> None:
    addresses = ("inconnu@exemple.fr", "plein@exemple.fr", "martin@exemple.fr")
    queued(seconds(clock), *(a_letter(f"p:{a}", a) for a in addresses))
    assert deliver() == 1
    assert [row_of(f"p:{a}").state for a in addresses] == ["failed", "pending", "sent"]
    assert row_of("p:inconnu@exemple.fr").last_error == "550 5.1.1 unknown"
    assert row_of("p:plein@exemple.fr").last_error == "452 4.2.2 mailbox full"


def test_a_line_that_breaks_costs_one_mail_one_attempt(
    deliver: Deliver, clock: Clock, choosy: Choosy
) -> None:
    addresses = ("premier@exemple.fr", "brusque@exemple.fr", "martin@exemple.fr")
    queued(seconds(clock), *(a_letter(f"p:{a}", a) for a in addresses))
    assert deliver() == 1
    assert [row_of(f"p:{a}").attempts for a in addresses] == [1, 1, 0]
    assert deliver() == 1  # the last one; the second waits its minute
    clock.forward(minutes=1)
    assert deliver() == 1
    assert len(choosy.messages) == 3


def test_a_hundred_mails_share_a_connection(deliver: Deliver, clock: Clock, smtp_port: int) -> None:
    class Counting(Mailbox):
        connections = 0

        async def handle_EHLO(  # noqa: N802
            self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str,
            responses: list[str],
        ) -> list[str]:  # fmt: skip
            """aiosmtpd's hook."""
            self.connections += 1
            session.host_name = hostname
            return responses

    server = Counting(smtp_port)
    server.start()
    try:
        queued(seconds(clock), *(a_letter(f"promotion:1:{n}") for n in range(150)))
        assert deliver() == 150
        assert (len(server.messages), server.connections) == (150, 2)
    finally:
        server.stop()


def test_a_mail_that_cannot_be_written_fails_and_the_next_goes(
    deliver: Deliver, clock: Clock, smtp: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    incomplete = a_letter("bad:context")
    del incomplete.context["lines"]
    unknown = a_letter("bad:template", template="no_such_mail")
    queued(seconds(clock), incomplete, unknown, a_letter())
    with caplog.at_level(logging.CRITICAL):
        assert deliver() == 1
    assert row_of("bad:context").state == row_of("bad:template").state == "failed"
    assert "lines" in row_of("bad:context").last_error


INJECTIONS = (
    "Mairie\r\nBcc: tous@exemple.fr",
    "Mairie\nX-Evil: 1",
    'Mairie" <evil@exemple.fr>, "',
    "Mairie\u2028Bcc: tous@exemple.fr\x00",
    "Mairie, service\u00a0: « enfance » (ville)",
)


@pytest.mark.parametrize("name", INJECTIONS)
def test_no_name_breaks_a_header(deliver: Deliver, clock: Clock, smtp: Mailbox, name: str) -> None:
    letter = a_letter(to_name=name)
    letter.context.update(sender=name, name=name, lines=[name])
    queued(seconds(clock), letter)
    assert deliver() == 1
    message = only(smtp.messages)
    assert message["X-RcptTo"] == "martin@exemple.fr"
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    for header, address in (("From", "ne-pas-repondre@localhost"), ("To", "martin@exemple.fr")):
        (mailbox,) = message[header].addresses
        assert mailbox.addr_spec == address


@pytest.mark.parametrize(
    "address",
    ["a@exemple.fr\r\nBcc: b@exemple.fr", "a@exemple.fr, b@exemple.fr", "Léa <a@exemple.fr>", "a",
     "a b@exemple.fr", ""],
)  # fmt: skip
def test_a_malformed_address_fails_and_goes_nowhere(
    deliver: Deliver, clock: Clock, smtp: Mailbox, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    queued(seconds(clock), a_letter(address=address))
    assert deliver() == 0
    assert row_of().state == "failed"
    assert smtp.messages == []


def test_html_escapes_what_people_wrote(deliver: Deliver, clock: Clock, smtp: Mailbox) -> None:
    letter = a_letter()
    letter.context["lines"] = ["<script>alert(1)</script> & Cie"]
    queued(seconds(clock), letter)
    deliver()
    html, text = (only(smtp.messages).get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert text is not None
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cie" in html.get_content()
    assert "<script>alert(1)</script> & Cie" in text.get_content()
