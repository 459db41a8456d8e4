"""Setting how a structure works."""

from webapp.audit.operations import Author, Thing, record
from webapp.database import execute, retried, row, write_transaction
from webapp.staff import settings
from webapp.staff.settings import Settings

WRITE = """
UPDATE structure SET night_at = ?, debit_scope = ?, debit_limit = ?, history_months = ?,
  secret_question = ?, profile_immediate = ?, office_days = ?, slug = ?,
  version = version + 1, revision = revision + 1
WHERE id = ? AND version = ?
"""
TAKEN = "SELECT 1 FROM structure WHERE id <> ? AND COALESCE(slug, LOWER(code)) = ?"
NAMES = (
    "heure de la nuit", "débit", "débit autorisé (centimes)", "mois d’historique",
    "question secrète", "profil immédiat", "jours de mairie", "adresse du portail",
)  # fmt: skip


class OutrunError(Exception):
    """Somebody else changed the structure meanwhile; nothing was written."""


class TakenError(Exception):
    """Another structure has that address."""


@retried
def configure(structure: int, version: int, new: Settings, by: Author, now: int) -> bool:
    """Keep the settings; False if they are so already. Raises OutrunError, TakenError."""
    with write_transaction():
        was = settings.read(structure)
        if was.version != version:
            raise OutrunError
        if was.settings == new:
            return False
        if row(TAKEN, structure, new.slug):
            raise TakenError
        if not execute(WRITE, *new, structure, version):
            raise OutrunError
        changed = [i for i in range(len(NAMES)) if was.settings[i] != new[i]]
        before, after = ({NAMES[i]: each[i] for i in changed} for each in (was.settings, new))
        thing = Thing("structure", structure, "réglages")
        record(by, now, "settings.changed", thing, before=before, after=after)
        return True
