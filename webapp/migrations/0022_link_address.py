"""Where a link « Ce n'est pas moi » was sent: the address that it gives back. Changes of the
profile no longer keep the former one."""

from peewee import CharField

FILL = """
UPDATE access_link SET address = COALESCE(
  (SELECT c.former FROM profile_change c
   WHERE c.id = access_link.change_id AND c.state = 'applied' AND c.former <> ''),
  (SELECT a.email FROM account a WHERE a.id = access_link.account_id), '')
WHERE kind = 'not_me' AND used_at IS NULL
"""


def up(migrator, db):
    db.execute_sql("ALTER TABLE access_link ADD COLUMN address VARCHAR(250) NOT NULL DEFAULT ''")
    db.execute_sql(FILL)
    db.execute_sql("ALTER TABLE profile_change DROP COLUMN former")


def down(migrator, db):
    former = CharField(max_length=250, default="")
    migrator.migrate(migrator.add_column("profile_change", "former", former))
    db.execute_sql("ALTER TABLE access_link DROP COLUMN address")
