"""French typography for texts written with plain spaces: messages, demonstration texts."""

import re

from webapp.words import NBSP, THIN

_RULES = (
    (re.compile(r" ([:»€])"), NBSP + r"\1"),
    (re.compile(r"« "), "«" + NBSP),
    (re.compile(r" ([;!?])"), THIN + r"\1"),
)


def typeset(text: str) -> str:
    """`text` with the no-break spaces that French wants around its punctuation."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
