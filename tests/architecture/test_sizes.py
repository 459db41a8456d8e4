"""Nothing grows into a pile: split by noun when a limit is reached, never into « utils »."""

import ast
from pathlib import Path

from tests.architecture.code import ROOT, functions

FUNCTION, FILE, TEMPLATE, TEST_FILE = 40, 350, 100, 350
FORBIDDEN = {"utils", "helpers", "misc", "common", "tools"}


def _python(*places: str) -> list[Path]:
    return [path for place in places for path in sorted((ROOT / place).rglob("*.py"))]


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _ours() -> list[Path]:
    return [
        path for path in _python("webapp", "benchmarks", "tests") if "migrations" not in path.parts
    ]


def test_functions_are_short() -> None:
    faults = []
    for path in _ours():
        for function in functions(ast.parse(path.read_text())):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION:
                where = f"{path.relative_to(ROOT)}:{function.lineno}"
                faults.append(f"{where} {function.name}: {length} lines, {FUNCTION} at most")
    assert not faults, "\n".join(faults)


def test_files_are_short() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {_lines(path)} lines, {FILE} at most"
        for path in _ours()
        if _lines(path) > FILE
    ]
    assert not faults, "\n".join(faults)


def test_templates_are_short() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {_lines(path)} lines, {TEMPLATE} at most"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file() and _lines(path) > TEMPLATE
    ]
    assert not faults, "\n".join(faults)


def test_files_are_named_after_what_they_hold() -> None:
    faults = [str(path.relative_to(ROOT)) for path in _ours() if path.stem in FORBIDDEN]
    assert not faults, faults


def test_every_directory_of_tests_is_a_package() -> None:
    """Two test files of the same name in two directories would otherwise hide each other."""
    faults = {
        str(path.parent.relative_to(ROOT))
        for path in _python("tests")
        if not (path.parent / "__init__.py").exists()
    }
    assert not faults, faults


def test_every_test_is_run() -> None:
    """A function with assertions in a test file that does not begin with test_ never runs."""
    faults = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.stem.startswith("test_") or "support" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        faults += [
            f"{path.relative_to(ROOT)}: {function.name}"
            for function in functions(tree)
            if function.name.startswith("test")
        ]
    assert not faults, faults
