"""French typography, checked on the text of every page that a test fetches."""

import re
import unicodedata
from functools import lru_cache

RULES = (
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "straight apostrophe: write ’ (U+2019)"),
    (re.compile(r"\.\.\."), "three full stops: write … (U+2026)"),
    (re.compile(r"(?<!\u00a0):(?=\s|$)"), "« : » needs a no-break space (U+00A0) before it"),
    (re.compile(r"(?<=[^\W_])[;!?](?=\s|$)"), "« ; ! ? » need a thin space (U+202F) before them"),
    (re.compile(r"[ \u00a0\n][;!?](?=\s|$)"), "« ; ! ? » need a thin space (U+202F), not this one"),
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "« » need no-break spaces (U+00A0) inside"),
    (re.compile(r"(?<=\d)[ \n]?€"), "€ needs a no-break space (U+00A0) before it"),
    (re.compile(r"\b\d{1,2} ?h ?\d{2}\b"), "hours need no-break spaces (U+00A0): 23 h 59"),
    (re.compile(r"\(s\)"), "« (s) »: write the right plural"),
)


@lru_cache(maxsize=20_000)  # menus and labels stand on every page
def faults(text: str) -> tuple[str, ...]:
    """What is wrong with a text, each with its surroundings; empty if nothing."""
    return tuple(
        f"{meaning}, in “{_around(text, match)}”"
        for pattern, meaning in RULES
        for match in pattern.finditer(text)
    )


def _around(text: str, match: re.Match[str]) -> str:
    near = text[max(0, match.start() - 25) : match.end() + 15]
    return "".join(
        c if c == " " or not unicodedata.category(c).startswith("Z") else f"[U+{ord(c):04X}]"
        for c in near
    )
