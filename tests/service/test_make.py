"""The Makefile explains itself, and says what is missing."""

import shutil
import subprocess
from pathlib import Path

from tests.service.conftest import ROOT

TARGETS = ("setup", "run", "night", "test", "check", "bench", "clean")


def make(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=place, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def elsewhere(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_alone_it_names_every_target() -> None:
    said = make(ROOT).stdout
    assert all(f"make {target} " in said for target in TARGETS)


def test_it_says_that_there_is_no_python(tmp_path: Path) -> None:
    done = make(elsewhere(tmp_path), "setup", "PYTHON=/nowhere/python3")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Il manque Python 3.11 ou plus récent\u00a0: ")


def test_it_says_that_the_python_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / ".venv" / "bin" / "python"
    old.parent.mkdir(parents=True)
    old.symlink_to("/bin/false")  # whatever it is asked, it is not recent enough
    done = make(elsewhere(tmp_path), "setup")
    assert done.returncode != 0
    assert "plus ancien que 3.11" in done.stderr.splitlines()[0]


def test_every_library_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-r"))]
        assert all("==" in line for line in wanted)
