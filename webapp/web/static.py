"""Static files: served by WhiteNoise, compressed ahead (`make setup`), kept for a year by browsers
because their address carries a fingerprint."""

import hashlib
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).parents[2] / "static"
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Serve `static/` under `/static/`; templates write `static('name')`."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(STATIC), prefix="/static/", max_age=YEAR
    )
    addresses = {path.name: _address(path) for path in STATIC.iterdir() if path.is_file()}
    app.jinja_env.globals["static"] = addresses.__getitem__


def _address(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"/static/{path.name}?{digest}"
