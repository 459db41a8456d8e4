"""A mail of the outbox as a message: subject, text and HTML from `templates/mail/<template>/`."""

import re
import textwrap
from email.utils import formataddr
from functools import partial
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_mail import Message

from webapp.mail.operations import Claimed

WIDTH = 72
ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\@]+@[^\s<>,;:\"()\[\]\\@]+")
SPACES = "\u00a0\u202f"  # not « printable » to Python
LIST_ITEM = re.compile(r"( *(?:[-*] )?)")


def message(mail: Claimed) -> Message:
    """The message of a mail, the same at each attempt; raises ValueError for a malformed
    address, TemplateError or LookupError for a template that does not go with its context."""
    context = {**mail.context, "follow_up": f"{current_app.config['PUBLIC_URL']}/suivi"}
    part = partial(_render, mail.template, context)
    reply_to = mail.context["reply_to"]
    return _with_id(
        Message(
            subject=one_line(part("subject.txt")),
            recipients=[named(mail.to_name, mail.to_address)],
            body=wrapped(part("body.txt")),
            html=part("body.html"),
            sender=named(mail.context["sender"], current_app.config["MAIL_DEFAULT_SENDER"]),
            reply_to=checked(reply_to) if reply_to else None,
            date=mail.created_at,
            # RFC 3834: no out-of-office answer to a machine.
            extra_headers={"Auto-Submitted": "auto-generated", "Content-Language": "fr"},
        ),
        mail.dedup_key,
    )


def _render(template: str, context: dict[str, Any], part: str) -> str:
    """Straight from the environment: a mail knows nothing of requests and their visitors."""
    return current_app.jinja_env.get_template(f"mail/{template}/{part}").render(context)


def _with_id(written: Message, dedup_key: str) -> Message:
    """A mail sent twice (its process died before it could say so) is recognised as one."""
    domain = current_app.config["MAIL_DEFAULT_SENDER"].rpartition("@")[2]
    written.msgId = f"<{sha256(dedup_key.encode()).hexdigest()[:32]}@{domain}>"
    return written


def named(name: str, address: str) -> str:
    """`Mairie de CarteVille <…@…>`, on one line whatever the name holds."""
    return formataddr((one_line(name), checked(address)))


def checked(address: str) -> str:
    """The address, if it can be one; ValueError otherwise: nothing slips into a header."""
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"adresse malformée : {address!r}")
    return address


def one_line(text: str) -> str:
    """Text without line breaks or control characters, for a header."""
    return "".join(char if char.isprintable() or char in SPACES else " " for char in text).strip()


def wrapped(text: str) -> str:
    """Plain text in lines of 72 signs; items of a list hang, addresses of pages stay whole."""
    lines = (_wrapped_line(line.rstrip()) for line in text.strip().splitlines())
    return "\n".join(lines) + "\n"


def _wrapped_line(line: str) -> str:
    found = LIST_ITEM.match(line)
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=" " * (found.end() if found else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )
