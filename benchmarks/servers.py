"""Starting and stopping what is measured: the yardstick's server and ours, two workers each."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webapp.service import parts
from webapp.service.settings import Settings, free_port

ROOT = Path(__file__).resolve().parents[1]
GUNICORN = (sys.executable, "-m", "gunicorn", "--log-level", "warning", "--workers")


@dataclass(frozen=True)
class Server:
    """A server that answers on `port`."""

    port: int
    pid: int

    def memory(self) -> float:
        """Resident megabytes of its largest worker."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss="], check=True, capture_output=True, text=True
        )
        lines = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        return max(rss for _, parent, rss in lines if parent == self.pid) / 1024


@contextmanager
def yardstick() -> Iterator[Server]:
    """Bare Flask under gunicorn's sync workers."""
    port = free_port()
    command = (*GUNICORN, str(parts.WEB_WORKERS), "--bind", f"127.0.0.1:{port}")
    with _running([*command, "benchmarks.yardstick:app"], port, "/", {}) as server:
        yield server


@contextmanager
def marelle(kind: str, environment: dict[str, str], data_dir: Path) -> Iterator[Server]:
    """Our application, under the server we ship or under gunicorn's threads."""
    port = free_port()
    command = list(parts.web(Settings(port, data_dir)).argv)
    if kind == "gthread":
        threads = ("--threads", str(parts.WEB_THREADS), "--bind", f"127.0.0.1:{port}")
        command = [*GUNICORN, str(parts.WEB_WORKERS), *threads, "wsgi:app"]
    with _running(command, port, "/sante", environment) as server:
        yield server


@contextmanager
def _running(
    command: list[str], port: int, path: str, environment: dict[str, str]
) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")
