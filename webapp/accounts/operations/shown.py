"""« Modifier »: the structure that an account looks at."""

from webapp.database import execute, write_transaction

SHOW = "UPDATE account SET shown_id = ? WHERE id = ?"


def show(account: int, structure: int) -> None:
    """Remember the structure, for all devices; that the account may see it is the caller's to
    know."""
    with write_transaction():
        execute(SHOW, structure, account)
