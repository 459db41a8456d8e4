"""How much may be sent: little, but by those who may send pictures or
tables to the pages for them."""

from flask import Flask, request
from flask_login import current_user

from webapp.structures.pictures import HEAVIEST

AROUND = 64 * 1024
"""What a form holds besides the file."""
LARGE = {
    "structures.add_picture": ("news.write", HEAVIEST),
    "staff.send_files": ("import.run", 20 * 1024 * 1024),
}
"""Who may send more, and how much, by the page that takes it."""


def register(app: Flask) -> None:
    """Before anything reads the form."""
    app.before_request(_allow)


def _allow() -> None:
    permission, most = LARGE.get(request.endpoint or "", ("", 0))
    if permission and current_user.is_authenticated and current_user.may(permission):
        request.max_content_length = most + AROUND
