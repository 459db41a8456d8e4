"""Bringing a database up to the models: `flask --app wsgi migrate`, or pwmigrate by hand."""

from pathlib import Path

from playhouse.migrations import Runner

from webapp.database import database

MIGRATIONS = Path(__file__).parent / "migrations"


def runner() -> Runner:
    """The pwmigrate runner of the bound database."""
    return Runner(database.obj, directory=str(MIGRATIONS))


def up() -> list[str]:
    """Apply what is missing; the names applied."""
    with database.connection_context():
        return list(runner().up())


def pending() -> list[str]:
    """Names of the migrations not applied yet."""
    with database.connection_context():
        return [migration.name for migration in runner().status() if not migration.applied]
