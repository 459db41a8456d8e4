"""What the documents tell people to type exists."""

import re
import shlex
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.architecture.code import ROOT

FENCE = re.compile(r"^( *)```[^\n]*\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
FLASK = re.compile(r"flask --app wsgi ((?:[a-z][a-z-]*(?: |$))+)")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def _documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")),
            ROOT / "tests" / "README.md"]  # fmt: skip


def _commands(path: Path) -> list[str]:
    """Lines of code blocks, and pieces of code in the text."""
    text = path.read_text()
    blocks = [
        line.strip().removeprefix("$ ") for _, b in FENCE.findall(text) for line in b.split("\n")
    ]
    inline = re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    indented = re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    return blocks + inline + indented


def _targets() -> set[str]:
    return set(TARGET.findall((ROOT / "Makefile").read_text()))


@pytest.mark.parametrize("path", _documents(), ids=lambda path: path.name)
def test_make_targets_exist(path: Path) -> None:
    told = {name for command in _commands(path) for name in MAKE.findall(command)}
    assert not told - _targets()


@pytest.mark.parametrize("path", _documents(), ids=lambda path: path.name)
def test_flask_commands_exist(path: Path, app: Flask) -> None:
    runner = app.test_cli_runner()
    for command in _commands(path):
        for words in FLASK.findall(command):
            names = _names(app, shlex.split(words))
            done = runner.invoke(args=[*names, "--help"])
            assert done.exit_code == 0, f"{path.name}: flask --app wsgi {words}\n{done.output}"
            for option in re.findall(r"--[a-z][a-z-]+", command.partition(names[-1])[2]):
                assert option in done.output, f"{path.name}: {names} has no {option}"


def _names(app: Flask, words: list[str]) -> list[str]:
    """« rules try » is a command of a group."""
    group = app.cli.commands.get(words[0])
    inner = group.commands if isinstance(group, click.Group) else {}
    return words[:2] if len(words) > 1 and words[1] in inner else words[:1]


@pytest.mark.parametrize("path", _documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    broken = [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert not broken


def test_the_addresses_of_the_readme_exist(app: Flask) -> None:
    """The first column of « Pages »."""
    section = (ROOT / "README.md").read_text().partition("## Pages")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`/[^|]*)\|", section, re.MULTILINE)
    told = {path for cell in cells for path in re.findall(r"`(/[^`]*)`", cell)}
    assert told
    assert not told - {rule.rule for rule in app.url_map.iter_rules()}


def test_every_target_explains_itself() -> None:
    """`make help` prints what follows ## on the line of each target."""
    makefile = (ROOT / "Makefile").read_text()
    lines = [line for line in makefile.split("\n") if TARGET.match(line)]
    silent = [line for line in lines if "##" not in line and not line.startswith(".")]
    assert not silent
    assert {"setup", "run", "night", "test", "check", "bench", "clean", "help"} <= _targets()


def test_the_documents_are_there() -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "docs/architecture.md",
                 "docs/dependencies.md", "docs/import.md"):  # fmt: skip
        assert (ROOT / name).exists(), name
