"""Static files: served by WhiteNoise, compressed ahead, kept for a year by browsers because their
address carries a fingerprint."""

import gzip
import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).parents[2] / "static"
YEAR = 365 * 24 * 3600
SQUEEZERS: dict[str, Callable[[bytes], bytes]] = {".br": brotli.compress, ".gz": gzip.compress}

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Serve `static/` under `/static/`; templates write `static('name')`."""
    sources = [p for p in STATIC.iterdir() if p.is_file() and p.suffix not in SQUEEZERS]
    for source in sources:
        _compress(source)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(STATIC), prefix="/static/", max_age=YEAR
    )
    addresses = {source.name: _address(source) for source in sources}
    app.jinja_env.globals["static"] = addresses.__getitem__


def _compress(source: Path) -> None:
    """Bring the compressed copies up to date; several processes may do so at once."""
    for suffix, squeeze in SQUEEZERS.items():
        copy = source.with_name(source.name + suffix)
        if copy.exists() and copy.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = source.with_name(f".{copy.name}.{os.getpid()}")
        try:
            draft.write_bytes(squeeze(source.read_bytes()))
            draft.replace(copy)
        except OSError as error:  # a read-only installation: served as it is, only heavier
            log.warning("%s: not compressed (%s)", source.name, error)


def _address(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"/static/{path.name}?{digest}"
