"""What a database really has: tables, columns, keys, indexes, triggers, as the engine tells it."""

import re
from collections.abc import Iterator

from webapp.database import database, is_sqlite, rows

HISTORY = "schema_migration"
COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
FROM information_schema.columns WHERE table_schema = 'public'
"""
INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
KEYS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def described() -> set[str]:
    """One line per fact about the bound database; names of indexes that a tool invents apart."""
    lines = _sqlite() if is_sqlite() else _postgres()
    return {line for line in lines if not line.startswith((HISTORY, "sqlite_sequence"))}


def _sqlite() -> Iterator[str]:
    for table in database.get_tables():
        for _, name, kind, required, default, key in rows(f"PRAGMA table_info({table})"):
            yield f"{table}.{name} {kind} required={required} default={default} key={key}"
        for key in rows(f"PRAGMA foreign_key_list({table})"):
            yield f"{table}: {key[3]} → {key[2]}.{key[4]} on delete {key[6]}"
        for _, name, unique, *_ in rows(f"PRAGMA index_list({table})"):
            yield f"{table}: index {_index(table, name)} unique={unique}"

    for name, sql in rows("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"):
        yield f"{name}: {_plain(sql)}"


def _index(table: str, name: str) -> str:
    columns = [column for _, _, column in rows(f"PRAGMA index_info({name})")]
    found = rows("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", name)
    condition = (found[0][0] or "").partition("WHERE")[2] if found else ""
    return f"({', '.join(columns)}) where {_plain(condition)}"


def _postgres() -> Iterator[str]:
    for table, *facts in rows(COLUMNS):
        yield f"{table}.{facts}"
    for table, definition in rows(INDEXES):
        yield f"{table}: {_without_name(definition)}"
    for table, definition in rows(KEYS):
        yield f"{table}: {definition}"
    for table, definition in rows(TRIGGERS):
        yield f"{table}: {definition}"


def _without_name(definition: str) -> str:
    return _plain(re.sub(r"INDEX \S+ ON", "INDEX ON", definition))


def _plain(sql: str) -> str:
    return re.sub(r"[\s\"()]+", " ", sql).strip()
