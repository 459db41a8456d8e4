"""French typography in the texts of the source itself, also where no test fetches the page."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.code import ROOT, is_sql, modules

FAULTS = (
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "« » need U+00A0 inside"),
    (re.compile(r"[ \u202f]:(?=\s|$)"), "« : » needs U+00A0 before it"),
    (re.compile(r"(?<!^)[ \u00a0][;!?](?=\s|$)"), "« ; ! ? » need U+202F before them"),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "write ’ (U+2019)"),
    (re.compile(r"(?<=\w)\.\.\."), "write … (U+2026)"),
)
SQL = re.compile(r"= \?|\b(JOIN|WHERE|BETWEEN|LIMIT|ORDER BY) ")
# Written plainly, set by `webapp.words.typeset` when they are printed.
SET_LATER = ("webapp.staff.", "webapp.activities.rules.terms")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
ENTITIES = {"&nbsp;": "\u00a0", "&#8239;": "\u202f", "&amp;": "&"}


def _wrong(text: str) -> list[str]:
    return [f"{why}: {text.strip()[:90]!r}" for pattern, why in FAULTS if pattern.search(text)]


def _docstrings(tree: ast.AST) -> set[int]:
    """Texts that stand alone: docstrings and notes, written for developers in English."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    notes = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            statement = is_sql(node.value) or SQL.search(node.value)
            if id(node) not in notes and not statement and " " in node.value:
                yield node.lineno, node.value


def test_texts_in_python() -> None:
    faults = [
        f"{found.where}:{line} {why}"
        for found in modules()
        if not found.name.startswith(SET_LATER)
        for line, text in _texts(found.tree)
        for why in _wrong(text)
    ]
    assert not faults, "\n".join(faults)


def _templates() -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
    ]


@pytest.mark.parametrize("name", _templates())
def test_texts_in_templates(name: str) -> None:
    text = TAG.sub("x", (ROOT / name).read_text())
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    faults = [why for line in text.split("\n") for why in _wrong(line)]
    assert not faults, "\n".join(faults)
