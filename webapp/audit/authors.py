"""The author of what a request does."""

from flask import request
from flask_login import current_user

from webapp.audit.operations import Author


def author() -> Author:
    """Who is logged in; nobody by name, on a page that is public."""
    address = request.remote_addr or ""
    if not current_user.is_authenticated:
        return Author(0, "Visiteur", "", address)
    who = current_user
    return Author(who.account_id, who.full_name, who.role, address)
