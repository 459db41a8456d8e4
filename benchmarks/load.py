"""Real HTTP load, on 8 connections kept open, by wrk or by our own client."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

CONNECTIONS = 8
HERE = Path(__file__).parent


class LoadError(Exception):
    """The server answered with errors: its speed would mean nothing."""


def tool() -> str:
    """The program that makes the load."""
    return "wrk" if shutil.which("wrk") else "benchmarks/client.py"


def write_requests(path: Path, requests: Iterable[bytes]) -> Path:
    """A file of whole HTTP requests, each after a line with its length."""
    path.write_bytes(b"".join(b"%d\n%s" % (len(one), one) for one in requests))
    return path


def run(port: int, requests: Path, seconds: float, first: int = 0) -> float:
    """Requests answered per second when those of the file are sent, from number `first` on, again
    and again; raises LoadError if one of them met an error."""
    by = _by_wrk if tool() == "wrk" else _by_client
    answered, failed, took = by(port, requests, seconds, first)
    if failed or not answered:
        raise LoadError(f"{requests.name}: {failed} errors for {answered} answers")
    return answered / took


def _by_wrk(port: int, requests: Path, seconds: float, first: int) -> tuple[int, int, float]:
    url = f"http://127.0.0.1:{port}/"
    given = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(HERE / "replay.lua"), url]
    done = subprocess.run(
        ["wrk", *given, "--", str(requests), str(first)], check=True, capture_output=True, text=True
    )
    answered, took = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    lost = re.search(r"Socket errors: connect (\d+), .*timeout (\d+)", done.stdout)
    failed = int(refused[1]) if refused else 0
    failed += int(lost[1]) + int(lost[2]) if lost else 0
    return int(answered), failed, float(took)


def _by_client(port: int, requests: Path, seconds: float, first: int) -> tuple[int, int, float]:
    command = [sys.executable, "-m", "benchmarks.client", str(port), str(seconds), str(requests)]
    running = [
        subprocess.Popen(
            [*command, str(first + place), str(CONNECTIONS)],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(CONNECTIONS)
    ]
    lines = [process.communicate()[0].split() for process in running]
    if any(process.returncode for process in running):
        raise LoadError(f"{requests.name}: a connection was lost")
    return sum(int(line[0]) for line in lines), sum(int(line[1]) for line in lines), seconds
