"""Migrations bring an empty database to what the models say, and each goes down again."""

import json
from importlib import import_module

import pytest

from tests.architecture.code import ROOT
from tests.architecture.schema import described
from tests.support.engines import Database, create_schema
from tests.town import Town
from webapp import migrate
from webapp.activities.models import Activity
from webapp.database import database

pytestmark = pytest.mark.both_engines
STEPS = sorted(path.stem for path in (ROOT / "webapp" / "migrations").glob("[0-9]*.py"))
DATA_ONLY = {"0041_waiting_lists"}
"""Steps that change what rows say, not what tables are."""


def _schema() -> set[str]:
    with database.connection_context():
        return described()


def _go(direction: str, target: str) -> None:
    with database.connection_context():
        getattr(migrate.runner(), direction)(target)


def test_an_empty_database_is_brought_to_the_models(bare_db: Database) -> None:
    migrate.up()
    migrated = _schema()
    with database.connection_context():
        for table in reversed(database.get_tables()):
            database.execute_sql(f'DROP TABLE "{table}"' + _cascade(bare_db))
    create_schema()
    modelled = _schema()
    assert not migrated - modelled, f"not in the models: {sorted(migrated - modelled)}"
    assert not modelled - migrated, f"not in the migrations: {sorted(modelled - migrated)}"


def _cascade(db: Database) -> str:
    return "" if db.engine == "sqlite" else " CASCADE"


def test_it_says_what_is_pending(bare_db: Database) -> None:
    assert migrate.pending() == STEPS
    assert migrate.up() == STEPS
    assert migrate.pending() == []
    assert migrate.up() == []


@pytest.mark.parametrize("number", range(len(STEPS)), ids=STEPS)
def test_each_step_goes_down_again(bare_db: Database, number: int) -> None:
    before = set()
    if number:
        _go("up", STEPS[number - 1])
        before = _schema()
    _go("up", STEPS[number])
    after = _schema()
    assert after != before or STEPS[number] in DATA_ONLY
    _go("down", STEPS[number])
    assert _schema() == before
    _go("up", STEPS[number])
    assert _schema() == after


def test_waiting_lists_of_before_are_stated_in_the_rules(town: Town) -> None:
    """Those that an import had given by a column; rules that speak of places say it already."""
    stated = ('{"prix": "1"}', '{"places": {"jour": 3}, "prix": "1"}')
    for activity, terms in zip((town.journee, town.repas), stated, strict=True):
        Activity.update(waiting_list=True, terms=terms).where(Activity.id == activity.id).execute()
    step = import_module("webapp.migrations.0041_waiting_lists")
    step.up(None, database.obj)
    step.up(None, database.obj)
    kept = [json.loads(Activity.get_by_id(a.id).terms) for a in (town.journee, town.repas)]
    assert kept == [{"places": {"liste_attente": "oui"}, "prix": "1"}, json.loads(stated[1])]


def test_the_introspection_sees_partial_and_unique_indexes(db: Database) -> None:
    text = "\n".join(_schema()).lower()
    assert "'pending'" in text
    assert "unique" in text
