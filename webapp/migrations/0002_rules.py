"""What rules ask of families, children and structures; the terms of activities in the words of
docs/rules.md."""

import json

from peewee import CharField, ForeignKeyField, IntegerField, Model

TEXT = "VARCHAR({}) NOT NULL DEFAULT '{}'"
COLUMNS = (
    ("structure", "office_days", TEXT.format(80, "lundi mardi mercredi jeudi vendredi")),
    ("family", "categories", TEXT.format(250, "")),
    ("child", "school", TEXT.format(120, "")),
    ("child", "school_class", TEXT.format(40, "")),
    ("child", "categories", TEXT.format(250, "")),
    ("activity_counter", "least_age", "INTEGER"),
    ("activity_counter", "most_age", "INTEGER"),
    ("booking", "price_rule", TEXT.format(400, "")),
)
KEYS = {"book": "reserver", "cancel": "annuler", "supplement": "supplement"}
UNITS = {"calendar": "jours", "working": "jours ouvrés"}


def up(migrator, db):
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    class Family(Model):
        class Meta:
            database = db
            table_name = "family"

    class Quotient(Model):
        family = ForeignKeyField(Family, index=False)
        declared_on = CharField(max_length=10)
        hundredths = IntegerField()

        class Meta:
            database = db
            table_name = "quotient"
            indexes = ((("family", "declared_on"), True),)

    db.create_tables([Quotient])
    _translate(db, _in_words)


def down(migrator, db):
    _translate(db, _in_figures)
    migrator.migrate(migrator.drop_table("quotient"))
    for table, column, _ in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column}")


def _translate(db, into):
    sql = "UPDATE activity SET terms = ? WHERE id = ?".replace("?", db.param)
    for number, text in db.execute_sql("SELECT id, terms FROM activity").fetchall():
        db.execute_sql(sql, (json.dumps(into(json.loads(text)), ensure_ascii=False), number))


def _in_words(old):
    new = {KEYS[key]: _sentence(value) for key, value in old.items() if key in KEYS}
    euros, cents = divmod(old["price"]["flat"], 100)
    return {**new, "prix": f"{euros},{cents:02d}"}


def _sentence(deadline):
    return f"{deadline['days']} {UNITS[deadline['unit']]} avant à {deadline['at']}"


def _in_figures(new):
    """Raises ValueError for rules that the former terms cannot state: nothing is lost in
    silence."""
    try:
        old = {key: _figures(new[name]) for key, name in KEYS.items() if name in new}
        euros, _, cents = new["prix"].partition(",")
        old["price"] = {"flat": int(euros) * 100 + int(cents or 0)}
        if new.keys() - {*KEYS.values(), "prix"} or not {"book", "cancel"} <= old.keys():
            raise ValueError(new)
    except (ValueError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"the former schema cannot state these rules: {new}") from error
    return old


def _figures(sentence):
    words = sentence.split()
    unit = "working" if words[2] == "ouvrés" else "calendar"
    return {"days": int(words[0]), "unit": unit, "at": words[-1]}
