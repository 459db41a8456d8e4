"""The line that the next page says about what has just been done."""

from flask import get_flashed_messages


def notice() -> str:
    """What was flashed, '' if nothing."""
    return " ".join(str(message) for message in get_flashed_messages())
