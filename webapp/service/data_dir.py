"""The data directory: one run at a time, and what the run under way tells to `make night`."""

import fcntl
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import IO

from webapp.service.errors import ServiceError

# sun_path holds 108 bytes on Linux and 104 on macOS, the final zero included.
LONGEST_SOCKET_PATH = 100
PLAIN = re.compile(r"[\w/.-]+")


def open_dir(path: Path) -> None:
    """Make sure that `path` is a directory in which we may write; raises ServiceError.

    Only its owner may enter: it holds families' mails and the key of the sessions.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise ServiceError(
            f"Impossible d’écrire dans {path} ({error.strerror})\u00a0: choisissez un autre"
            " dossier, par exemple DATA_DIR=~/marelle make run."
        ) from None


def lock(path: Path) -> IO[str] | None:
    """Take the directory for this process and its parts, or None if another run has it.

    The kernel gives it back when the last of them ends, whatever the way.
    """
    handle = (path / "lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def socket_path(path: Path) -> Path:
    """Where Valkey listens: in the data directory or, when its path is too long for a socket or
    is not plain, in a private directory of the temporary files, always the same for the same data.

    Not plain: Valkey tells a client's address as `key=value` words, and redis-py stumbles over a
    path with a space.
    """
    inside = path / "valkey.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH and PLAIN.fullmatch(str(inside)):
        return inside
    mark = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"marelle-{os.getuid()}-{mark}"
    private.mkdir(mode=0o700, exist_ok=True)
    status = private.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or private.is_symlink():
        raise ServiceError(f"{private} appartient à quelqu’un d’autre\u00a0: supprimez ce dossier.")
    return private / "valkey.sock"


def announce(path: Path, kind: str, environment: dict[str, str]) -> None:
    """Write down that a `kind` (run, night) is under way, with the settings of its parts."""
    fresh = path / "run.json.new"
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"kind": kind, "environment": environment}), encoding="utf-8")
    fresh.replace(path / "run.json")


def forget(path: Path) -> None:
    """Nothing is under way (any more)."""
    (path / "run.json").unlink(missing_ok=True)


def announced(path: Path) -> tuple[str, dict[str, str]] | None:
    """Kind and settings of what is under way; only means something while the lock is taken."""
    try:
        told = json.loads((path / "run.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return told["kind"], told["environment"]
