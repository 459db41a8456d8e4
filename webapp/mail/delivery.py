"""From the outbox to the mail server."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from flask_mail import Connection, Message
from jinja2 import TemplateError

from webapp.mail import operations, rendering
from webapp.mail.operations import Claimed

BATCH = 100
TIMEOUT = 30
PERMANENT = 500

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


class Postman(Connection):
    """Flask-Mail's connection, which gives up on a silent server and checks its certificate."""

    def configure_host(self) -> smtplib.SMTP:
        settings = self.mail
        host = smtplib.SMTP(settings.server, settings.port, timeout=TIMEOUT)
        if settings.use_tls:
            host.starttls(context=ssl.create_default_context())
        if settings.username and settings.password:
            host.login(settings.username, settings.password)
        return host

    def __exit__(self, *_: object) -> None:
        if self.host is not None:
            self.host.close()


def drain(now: Clock) -> int:
    """Send all that is due, over one connection per hundred mails; how many were sent.

    A mail server that does not answer costs no mail an attempt: they stay due, and the next
    drain tries again.
    """
    total = 0
    while True:
        waiting = operations.next_due(_seconds(now), BATCH)
        if not waiting:
            return total
        try:
            with Postman(current_app.extensions["mail"]) as postman:
                for mail_id in waiting:
                    total += _send_one(mail_id, postman, now)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("The mail server does not answer: %s", error)
            operations.blame(_told(error), _seconds(now))
            return total


def _send_one(mail_id: int, postman: Postman, now: Clock) -> bool:
    """True if the mail went; raises OSError or SMTPException if the server has gone."""
    claimed = operations.claim(mail_id, _seconds(now))
    if claimed is None:
        return False
    try:
        message = rendering.message(claimed)
    except (TemplateError, ValueError, LookupError) as error:
        # Nothing that time would mend.
        log.exception("Mail %s cannot be written", claimed.dedup_key)
        operations.fail(claimed, _told(error))
        return False
    return _send(claimed, message, postman, now)


def _send(claimed: Claimed, message: Message, postman: Postman, now: Clock) -> bool:
    try:
        postman.send(message)
    except smtplib.SMTPRecipientsRefused as error:
        _refused(claimed, *next(iter(error.recipients.values())), now)
    except smtplib.SMTPDataError as error:
        _refused(claimed, error.smtp_code, error.smtp_error, now)
    except ValueError as error:  # an address that no mail server can be told
        operations.fail(claimed, _told(error))
    except (OSError, smtplib.SMTPException) as error:
        operations.postpone(claimed, _told(error), _seconds(now))
        raise
    else:
        operations.sent(claimed.id, _seconds(now))
        return True
    return False


def _refused(claimed: Claimed, code: int, text: bytes | str, now: Clock) -> None:
    """The server refuses this mail and no other: for good (5xx) or for the moment."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if code >= PERMANENT:
        operations.fail(claimed, f"{code} {words}")
    else:
        operations.postpone(claimed, f"{code} {words}", _seconds(now))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _seconds(now: Clock) -> int:
    return int(now().timestamp())
