"""The author of what somebody does who is not logged in yet."""

from webapp.audit.operations import Author
from webapp.database import row

NAME = "SELECT first_name, last_name, role FROM account WHERE id = ?"


def author_of(account: int, address: str) -> Author:
    """The account as an author, at this address."""
    first, last, role = row(NAME, account) or ("", "", "")
    return Author(account, f"{first} {last}".strip(), role, address)
