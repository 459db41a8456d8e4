"""Does the time of an answer tell whether an account exists? Known and unknown names, in turn.

Each attempt comes from an address of its own and each name is tried less often than costs a wait:
what is measured is the answer itself, never the throttle.
"""

import logging
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from webapp import create_app
from webapp.accounts import passwords
from webapp.config import Config
from webapp.database import database, execute_many, write_transaction
from webapp.tables import TABLES

PAIRS, RESAMPLED = 300, 2_000
TRIES = 2
"""How often a name is tried: below all of `accounts.rules.FREE`."""
WAYS = {
    "connexion": "/connexion",
    "question secrète": "/retrouver",
    "réponse secrète": "/retrouver/reponse",
    "lien par mail": "/retrouver/mail",
}
QUESTION = "Le nom de votre premier animal\u202f?"


class Compared(NamedTuple):
    """The median of known over unknown, with its interval at 95 %; milliseconds of each."""

    way: str
    ratio: float
    low: float
    high: float
    known: float
    unknown: float


def measure(pairs: int = PAIRS) -> Iterator[Compared]:
    """Each way in, on a database of its own."""
    logging.getLogger("webapp.jobs").setLevel(logging.ERROR)  # nobody is there to send links
    with tempfile.TemporaryDirectory(prefix="marelle-secrecy-") as directory:
        app = _app(Path(directory), pairs)
        for place, (way, path) in enumerate(WAYS.items()):
            yield _compared(way, list(_timed(app, path, pairs, place)))
        database.close_all()


def _app(folder: Path, pairs: int) -> Flask:
    """An installation with accounts that have everything an attempt may look at."""
    app = create_app(
        Config(
            secret_key="benchmarks-only-benchmarks-only-!",
            database_url=f"sqlite:///{folder / 'accounts.db'}",
            redis_url=f"unix://{folder / 'nobody'}",
            secure_cookies=False,
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    password = passwords.hashed("benchmarks have a password")
    answer = passwords.hashed(passwords.peppered("Caramel le chat", passwords.pepper()))
    with database.connection_context():
        database.create_tables(TABLES)
        with write_transaction():
            execute_many(
                "INSERT INTO account (login, password_hash, title, first_name, last_name, email,"
                " role, active, question, answer_hash) VALUES (?, ?, '', 'Zoé', 'Foule', ?,"
                " 'family', ?, ?, ?)",
                [
                    (f"connu{n}", password, f"connu{n}@exemple.fr", True, QUESTION, answer)
                    for n in range(pairs)
                ],
            )
    return app


def _timed(app: Flask, path: str, pairs: int, place: int) -> Iterator[tuple[float, float]]:
    """Seconds of (known, unknown), one after the other, first one, then the other."""
    client, rng = app.test_client(), random.Random(place)
    _ask(client, path, "chauffe", 0, place)
    for number in range(pairs):
        names = [f"connu{number // TRIES}", f"perdu{number // TRIES}"]
        order = [0, 1] if rng.random() < 0.5 else [1, 0]
        took = {which: _ask(client, path, names[which], number * 2 + which, place)
                for which in order}  # fmt: skip
        yield took[0], took[1]


def _ask(client: FlaskClient, path: str, name: str, number: int, place: int) -> float:
    fields = {
        "identifiant": name, "mot_de_passe": "pas le bon", "reponse": "Médor le chien",
        "mail": f"{name}@exemple.fr",
    }  # fmt: skip
    address = f"10.{place}.{number // 250}.{number % 250}"
    began = time.perf_counter()
    answer = client.post(path, data=fields, environ_base={"REMOTE_ADDR": address})
    took = time.perf_counter() - began
    if answer.status_code == 429:
        raise RuntimeError(f"{path}: the throttle was met, its answer is not what is measured")
    return took


def _compared(way: str, pairs: list[tuple[float, float]]) -> Compared:
    """Ratios pair by pair: a machine whose speed drifts drifts for both."""
    rng, ratios = random.Random(1), [known / unknown for known, unknown in pairs]
    again = sorted(median(rng.choices(ratios, k=len(ratios))) for _ in range(RESAMPLED))
    low, high = again[int(RESAMPLED * 0.025)], again[int(RESAMPLED * 0.975)]
    known, unknown = (1000 * median(side) for side in zip(*pairs, strict=True))
    return Compared(way, median(ratios), low, high, known, unknown)


if __name__ == "__main__":
    for found in measure():
        print(found)
