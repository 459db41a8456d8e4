"""Find a Chromium for the browser tests, or fetch one; never skip them for want of it.

python -m tests.find_chromium      prints its path, or says what to do and ends with 1
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 900  # seconds: a slow line must be able to carry 150 MB

WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""

ADVICE = """\
Aucun Chromium pour les tests de navigateur, et il n’a pas pu être installé. Au choix :
  - Debian, Ubuntu :  sudo apt-get install chromium
  - ailleurs :        .venv/bin/python -m playwright install chromium
puis relancez « make test »."""


class ChromiumMissingError(Exception):
    """There is no Chromium and none can be had; the message says in French what to do."""


@cache
def find_chromium() -> Path:
    """The path of a Chromium that starts: the system's, playwright's, or one fetched now."""
    for way in (_of_the_system, _of_playwright, _from_apt, _from_playwright):
        path = way()
        if path is not None and _starts(path):
            return path
    raise ChromiumMissingError(ADVICE)


def _of_the_system() -> Path | None:
    found = filter(None, map(shutil.which, NAMES))
    return next((path for path in map(Path, found) if _starts(path)), None)


def _of_playwright() -> Path | None:
    """Asked in a process of its own: playwright may be running in this one."""
    asked = subprocess.run(
        [sys.executable, "-c", WHERE], capture_output=True, text=True, check=False
    )
    return Path(asked.stdout.strip()) if asked.returncode == 0 else None


def _from_apt() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("Installation de Chromium par apt-get…")
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    if _done([*apt, "update"]) and _done([*apt, "install", "--yes", "chromium"]):
        return _of_the_system()
    return None


def _from_playwright() -> Path | None:
    _say("Téléchargement de Chromium par playwright…")
    if _done([sys.executable, "-m", "playwright", "install", "chromium"]):
        return _of_playwright()
    return None


def _starts(path: Path) -> bool:
    """Ubuntu's package is an empty shell that asks for a snap: only a version proves a browser."""
    return path.is_file() and _done([str(path), "--version"], 60, errors=subprocess.DEVNULL)


def _done(command: list[str], seconds: int = PATIENCE, errors: int | None = None) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(find: Callable[[], Path] = find_chromium) -> int:
    try:
        print(find())
    except ChromiumMissingError as error:
        _say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
