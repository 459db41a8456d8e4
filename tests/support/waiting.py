"""Waiting for something to become true, without guessing how long it takes."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
_STEP = 0.02
_never = threading.Event()


def until(condition: Callable[[], Found], *, timeout: float = 10, what: str = "") -> Found:
    """What `condition()` returns once it is true; fails after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            name = what or getattr(condition, "__name__", "the condition")
            raise AssertionError(f"waited {timeout} s in vain: {name}")
        _never.wait(_STEP)
