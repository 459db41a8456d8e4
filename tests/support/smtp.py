"""A real SMTP server that keeps what it is given."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A TCP port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """`smtp.messages`, `smtp.to(address)`; `smtp.stop()` and `start()`; `smtp.refuse = "451 …"`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.refuse = ""
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen (again)."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Nobody answers until `start()`."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """The mails received for an address."""
        return [message for message in self.messages if message["X-RcptTo"] == address]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A mail has arrived (aiosmtpd's hook)."""
        if self.refuse:
            return self.refuse
        content: Any = envelope.content
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def smtp(smtp_port: int) -> Iterator[Mailbox]:
    """The mail server that the application of the tests is set to, empty."""
    mailbox = Mailbox(smtp_port)
    mailbox.start()
    yield mailbox
    mailbox.stop()
