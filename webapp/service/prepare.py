"""Before the parts start: the tables, and the first time a town to look at."""

import os
import subprocess
import sys
from pathlib import Path

from peewee import PeeweeException

from webapp import database, migrate
from webapp.service.errors import ServiceError
from webapp.service.parent import EXPECTED_PARENT
from webapp.service.parts import tied
from webapp.service.settings import ROOT, Settings


def prepare_database(environment: dict[str, str]) -> bool:
    """Bring the database up to the models; True if a town lives in it."""
    print("Base de données\u00a0: vérification…")
    database.connect(environment["DATABASE_URL"])
    try:
        for name in migrate.up():
            print(f"Base de données\u00a0: {name} appliquée.")
        with database.database.connection_context():
            return database.row("SELECT 1 FROM structure LIMIT 1") is not None
    except PeeweeException as error:
        why = str(error).partition("\n")[0]
        raise ServiceError(f"La base de données ne répond pas\u00a0: {why}") from None
    finally:
        database.database.close_all()


def load_demonstration(settings: Settings, environment: dict[str, str]) -> None:
    """Make the demonstration town around today and import it, as a real town would be."""
    print("Ville de démonstration\u00a0: création et import, une seule fois…")
    folder = settings.data_dir / "demonstration"
    _flask(environment, "demo", folder)
    _flask(environment, "import", folder)


def _flask(environment: dict[str, str], command: str, folder: Path) -> None:
    done = subprocess.run(
        tied("module", "flask", "--app", "wsgi", command, str(folder)),
        cwd=ROOT,
        env=environment | {EXPECTED_PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise ServiceError(
            f"La commande «\u00a0flask {command}\u00a0» a échoué (code {done.returncode})."
        )
