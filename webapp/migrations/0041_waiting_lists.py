"""Activities that an import has given a waiting list say so in their rules too: what is exported,
shown in forms and played by the simulator is read there."""

import json

from peewee import SqliteDatabase

KNOWN = "SELECT id, terms FROM activity WHERE waiting_list = TRUE"
CHANGE = "UPDATE activity SET terms = ? WHERE id = ?"


def up(migrator, db):
    for number, terms in db.execute_sql(KNOWN).fetchall():
        stated = json.loads(terms)
        # Whoever had rules of places has stated the list in them.
        if not any(key.casefold() == "places" for key in stated):
            stated["places"] = {"liste_attente": "oui"}
            text = json.dumps(stated, sort_keys=True, ensure_ascii=False)
            sql = CHANGE if isinstance(db, SqliteDatabase) else CHANGE.replace("?", "%s")
            db.execute_sql(sql, (text, number))


def down(migrator, db):
    """Nothing to take back: the column still says it."""
