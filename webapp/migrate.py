"""Bringing a database up to the models: `flask --app wsgi migrate`, or pwmigrate by hand."""

from pathlib import Path

from playhouse.migrations import Runner

from webapp.database import database
from webapp.families.operations import index_missing

MIGRATIONS = Path(__file__).parent / "migrations"


def runner() -> Runner:
    """The pwmigrate runner of the bound database."""
    return Runner(database.obj, directory=str(MIGRATIONS))


def up() -> list[str]:
    """Apply what is missing; the names applied. Families known before are found from then on."""
    with database.connection_context():
        applied = list(runner().up())
        index_missing()
        return applied


def pending() -> list[str]:
    """Names of the migrations not applied yet."""
    with database.connection_context():
        return [migration.name for migration in runner().status() if not migration.applied]
