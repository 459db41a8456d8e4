"""Browser tests are never skipped: there is a Chromium, or a sentence that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

from tests import find_chromium
from tests.service.conftest import ROOT


def test_it_prints_a_browser_that_starts() -> None:
    found = find_chromium.find_chromium()
    assert subprocess.run([found, "--version"], capture_output=True, check=True).stdout


def test_without_any_way_it_says_what_to_do(tmp_path: Path) -> None:
    nowhere = {
        "PATH": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.find_chromium"],
        cwd=ROOT, env=os.environ | nowhere, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.endswith(find_chromium.ADVICE + "\n")
