"""A mail of the outbox as a message: subject, text and HTML from `templates/mail/<template>/`."""

import re
import textwrap
from email import policy
from email.mime.base import MIMEBase
from email.utils import formataddr, parseaddr
from functools import partial
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_mail import Message

from webapp.mail.operations import Claimed

WIDTH = 72
SIGNATURE = "-- "  # mail programs fold what follows
ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\@]+@[^\s<>,;:\"()\[\]\\@]+")
SPACES = "\u00a0\u202f"  # not « printable » to Python
AS_WRITTEN = policy.SMTP.clone(refold_source="none")
LIST_ITEM = re.compile(r"( *(?:[-*] )?)")


class Written(Message):
    """Flask-Mail's message, with an identity of its own and headers that stay as written.

    Python 3.11 folds a long header by decoding it first, and forgets the quotes: a name with a
    comma or an « @ » in it would become addresses.
    """

    def __init__(self, identity: str, **parts: Any) -> None:
        super().__init__(**parts)
        self.msgId = identity

    def _message(self) -> MIMEBase:
        written = super()._message()
        written.policy = AS_WRITTEN
        return written


def message(mail: Claimed) -> Message:
    """The message of a mail, the same at each attempt; raises ValueError for a malformed
    address, TemplateError or LookupError for a template that does not go with its context."""
    site = current_app.config["PUBLIC_URL"]
    stop = mail.context.get("stop", "")
    context = {"stop": stop, **mail.context, "follow_up": f"{site}/suivi", "site": site}
    part = partial(_render, mail.template, context)
    reply_to = mail.context["reply_to"]
    return Written(
        _identity(mail),
        subject=one_line(part("subject.txt")),
        recipients=[named(mail.to_name, mail.to_address)],
        body=wrapped(part("body.txt")),
        html=part("body.html"),
        sender=named(mail.context["sender"], _our_address()),
        reply_to=checked(reply_to) if reply_to else None,
        date=mail.created_at,
        # RFC 3834: no out-of-office answer to a machine.
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": "fr",
            **({"List-Unsubscribe": f"<{site}{stop}>"} if stop else {}),
        },
    )


def _render(template: str, context: dict[str, Any], part: str) -> str:
    """Straight from the environment: a mail knows nothing of requests and their visitors."""
    return current_app.jinja_env.get_template(f"mail/{template}/{part}").render(context)


def _identity(mail: Claimed) -> str:
    """A mail sent twice (its process died before it could say so) is recognised as one."""
    domain = _our_address().rpartition("@")[2]
    digest = sha256(f"{mail.dedup_key} {mail.created_at}".encode()).hexdigest()
    return f"<{digest[:32]}@{domain}>"


def _our_address() -> str:
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def named(name: str, address: str) -> str:
    """`Mairie de CarteVille <…@…>`, on one line whatever the name holds."""
    return formataddr((one_line(name), checked(address)))


def checked(address: str) -> str:
    """The address, if it can be one; ValueError otherwise: nothing slips into a header."""
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"adresse malformée\u00a0: {address!r}")
    return address


def one_line(text: str) -> str:
    """Text without line breaks or control characters, for a header."""
    return "".join(char if char.isprintable() or char in SPACES else " " for char in text).strip()


def wrapped(text: str) -> str:
    """Plain text in lines of 72 signs; items of a list hang, addresses of pages stay whole."""
    lines = (_wrapped_line(line) for line in text.strip().splitlines())
    return "\n".join(lines) + "\n"


def _wrapped_line(line: str) -> str:
    if line == SIGNATURE:
        return line
    found = LIST_ITEM.match(line)
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=" " * (found.end() if found else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )
